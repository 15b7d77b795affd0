import type { ReactNode } from 'react';

/** Links inside a dialog: following one leaves the dialog behind. */
export function LeaveByLink({ onLeave, children }: { onLeave: () => void; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears the links inside
    // biome-ignore lint/a11y/useKeyWithClickEvents: a link that is followed by key is clicked too
    <div
      onClick={(event) => {
        const link = event.target instanceof Element && event.target.closest('a');
        // One that opens apart leaves this page, and the dialog, as it is.
        if (link && link.target !== '_blank' && !event.metaKey && !event.ctrlKey) onLeave();
      }}
    >
      {children}
    </div>
  );
}
