import { useEffect, useState } from 'react';

/** Copies a text, and says for a moment that it has. */
export function useCopy(): { copied: boolean; copy: (text: string) => Promise<void> } {
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = window.setTimeout(() => setCopied(false), 1_500);
    return () => window.clearTimeout(timer);
  }, [copied]);

  return {
    copied,
    copy: async (text) => {
      await write(text);
      setCopied(true);
    },
  };
}

async function write(text: string): Promise<void> {
  // Browsers offer the clipboard to https and localhost only; a console on a plain http host still copies.
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  // Inside of an open dialog, which keeps the focus to itself.
  (document.activeElement?.parentElement ?? document.body).append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}
