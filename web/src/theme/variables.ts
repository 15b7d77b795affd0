import {
  type ConvertCSSVariablesInput,
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core';
import { theme } from './theme.ts';

// Mantine's own values for these fail WCAG AA on its own surfaces; the ratios are against the body colour.
const light = {
  '--mantine-color-dimmed': 'var(--mantine-color-gray-6)', // 5.5:1
  '--mantine-color-placeholder': 'var(--mantine-color-gray-6)',
  '--mantine-color-error': '#c01f2b', // 6.1:1
  '--mantine-color-anchor': 'var(--mantine-color-accent-6)',
  '--mantine-color-default-border': 'var(--mantine-color-gray-3)',
  '--mantine-color-text': 'var(--mantine-color-gray-9)',
};

const dark = {
  '--mantine-color-dimmed': 'var(--mantine-color-dark-2)', // 7.2:1
  '--mantine-color-placeholder': 'var(--mantine-color-dark-2)',
  '--mantine-color-error': '#ff8a8a', // 8.0:1
  '--mantine-color-anchor': 'var(--mantine-color-accent-3)',
  '--mantine-color-default-border': 'var(--mantine-color-dark-4)',
};

const unusedColors = /-color-(pink|grape|violet|indigo|cyan|teal|lime|yellow|orange|blue|green)-/;

function used(variables: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !unusedColors.test(name)));
}

/** The theme's CSS variables as one stylesheet, written to a file at build time: no style element at run time. */
export function themeCss(): string {
  const variables: ConvertCSSVariablesInput = defaultCssVariablesResolver(
    mergeMantineTheme(DEFAULT_THEME, theme),
  );
  return convertCssVariables({
    variables: used(variables.variables),
    light: { ...used(variables.light), ...light, '--mantine-color-scheme': 'light' },
    dark: { ...used(variables.dark), ...dark, '--mantine-color-scheme': 'dark' },
  });
}
