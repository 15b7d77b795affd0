import type { ReactNode } from 'react';

/** An address that somebody else named: it opens apart and learns nothing of this console. */
export function WebLink({ href, children = href }: { href: string; children?: ReactNode }) {
  // The server takes http and https only; anything else is shown and not followed.
  if (!/^https?:\/\//i.test(href)) return <>{href}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
