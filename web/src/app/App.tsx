import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { queryClient } from '~/api/query';
import { loadConsoleWords } from '~/i18n';
import { createConsoleRouter } from '~/router';
import { Toasts } from '~/ui/Toasts';

// Before anything is shown: a page must not come up in the keys of its words.
await loadConsoleWords();

/** Everything behind sign-in. */
export function App() {
  const [router] = useState(createConsoleRouter);
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <Toasts />
    </QueryClientProvider>
  );
}
