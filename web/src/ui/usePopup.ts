import { useRef, useState } from 'react';

/**
 * A button whose popup is loaded when somebody is about to open it: no page waits for what most visits never see.
 * Until then the button stands alone; with its popup around it, it is another element, which takes over the focus.
 */
export function usePopup(load: () => Promise<unknown>, kind: 'menu' | 'dialog') {
  const [asked, setAsked] = useState(false);
  const [opened, setOpened] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const prepare = () => void load();

  return {
    /** Whether the popup is to be rendered, around the button. */
    asked,
    opened,
    setOpened,
    /** For the popup, once it is there. */
    onReady: () => {
      button.current?.focus();
      setOpened(true);
    },
    buttonProps: {
      ref: button,
      'aria-haspopup': kind,
      'aria-expanded': opened,
      onPointerEnter: prepare,
      onFocus: prepare,
      onClick: () => {
        setAsked(true);
        if (asked) setOpened((before) => !before);
      },
    } as const,
  };
}

/** What a popup that comes on demand is given. */
export type PopupProps = {
  opened: boolean;
  onChange: (opened: boolean) => void;
  onReady: () => void;
};
