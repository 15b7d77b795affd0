/** A website that somebody else named: it opens apart and learns nothing of this console. */
export function WebLink({ href }: { href: string }) {
  // The server takes http and https only; anything else is shown and not followed.
  if (!/^https?:\/\//i.test(href)) return <>{href}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {href}
    </a>
  );
}
