import { createTheme, type MantineColorsTuple } from '@mantine/core';

// One accent. Shade 6 carries white text at 6.9:1, shade 3 is the accent's text colour on dark surfaces.
const accent: MantineColorsTuple = [
  '#eef1fd',
  '#dfe4fb',
  '#c0caf6',
  '#9fadf2',
  '#7d8fea',
  '#5a6ee0',
  '#3b4fc4',
  '#3345ae',
  '#2a3a94',
  '#202d75',
];

const gray: MantineColorsTuple = [
  '#fafafa',
  '#f4f4f5',
  '#ebebed',
  '#dfdfe3',
  '#cbcbd1',
  '#8b8b95',
  '#686872',
  '#505059',
  '#3a3a42',
  '#18181b',
];

const dark: MantineColorsTuple = [
  '#ededf0',
  '#cdcdd4',
  '#a3a3ad',
  '#74747f',
  '#3b3b43',
  '#2d2d34',
  '#222227',
  '#161619',
  '#101012',
  '#0a0a0c',
];

const fontFamily =
  'Pretendard, -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Noto Sans KR", ' +
  '"Noto Sans CJK KR", "Noto Sans JP", "Noto Sans CJK JP", "Noto Sans Thai", "Helvetica Neue", Arial, sans-serif';

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 6 },
  colors: { accent, gray, dark },
  fontFamily,
  fontFamilyMonospace:
    'ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", ' +
    '"Noto Sans KR", "Noto Sans CJK KR", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  headings: { fontFamily, fontWeight: '600' },
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '6px', md: '8px', lg: '10px', xl: '16px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    // lockScroll would inject a style element, which the Content-Security-Policy refuses.
    Modal: { defaultProps: { lockScroll: false, transitionProps: { duration: 120 } } },
    ModalRoot: { defaultProps: { lockScroll: false, transitionProps: { duration: 120 } } },
    Drawer: { defaultProps: { lockScroll: false, transitionProps: { duration: 120 } } },
    DrawerRoot: { defaultProps: { lockScroll: false, transitionProps: { duration: 120 } } },
    // The placeholder would be a child of the menu that is no menu item.
    Menu: {
      defaultProps: { transitionProps: { duration: 80 }, shadow: 'sm', withInitialFocusPlaceholder: false },
    },
    Popover: { defaultProps: { transitionProps: { duration: 80 }, shadow: 'sm' } },
    // Rounder, it would look like a radio button.
    Checkbox: { defaultProps: { radius: 'xs' } },
    Combobox: { defaultProps: { transitionProps: { duration: 80 }, shadow: 'sm' } },
    Tooltip: { defaultProps: { transitionProps: { duration: 80 }, openDelay: 300 } },
  },
});
