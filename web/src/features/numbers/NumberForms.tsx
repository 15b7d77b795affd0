import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { NumberForm } from './search';

// Comes when it is opened; the pages do not wait for it.
const EditNumberDrawer = lazy(() =>
  import('./EditNumberDrawer').then((module) => ({ default: module.EditNumberDrawer })),
);

/** Opens the form over the page one is on. Back closes it. */
export function useOpenNumberForm() {
  const navigate = useNavigate();
  return (edit: string | undefined) =>
    void navigate({ to: '.', search: (search) => ({ ...(search as NumberForm), edit }) });
}

export function NumberForms({ edited }: { edited: string | undefined }) {
  const openForm = useOpenNumberForm();
  return (
    <Suspense>
      {edited !== undefined && (
        <EditNumberDrawer key={edited} numberId={edited} onClose={() => openForm(undefined)} />
      )}
    </Suspense>
  );
}
