import { useEffect } from 'react';

/** Names the page in the tab, the history and the bookmarks. */
export function useTitle(...parts: (string | undefined)[]): void {
  const title = [...parts.filter(Boolean), 'Tenantry'].join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}
