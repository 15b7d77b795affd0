import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { MemberForm, MemberFormKind } from './search';

// Come when they are opened; the pages do not wait for them.
const AddMemberDrawer = lazy(() =>
  import('./AddMemberDrawer').then((module) => ({ default: module.AddMemberDrawer })),
);
const EditMemberDrawer = lazy(() =>
  import('./EditMemberDrawer').then((module) => ({ default: module.EditMemberDrawer })),
);

const EditAccountDrawer = lazy(() =>
  import('./EditAccountDrawer').then((module) => ({ default: module.EditAccountDrawer })),
);
const MoveMemberDrawer = lazy(() =>
  import('./MoveMemberDrawer').then((module) => ({ default: module.MoveMemberDrawer })),
);

/** Opens the form over the page one is on: for a new member, or for the one with the ID. Back closes it. */
export function useOpenMemberForm() {
  const navigate = useNavigate();
  return (member: string | undefined, memberForm?: MemberFormKind) =>
    void navigate({ to: '.', search: (search) => ({ ...(search as MemberForm), member, memberForm }) });
}

export function MemberForms({
  form: { member: form, memberForm: kind },
  organization,
}: {
  form: MemberForm;
  /** The organization that a member is added to; undefined where it is chosen in the form. */
  organization: { id: string; name: string } | undefined;
}) {
  const openForm = useOpenMemberForm();
  const onClose = () => openForm(undefined);
  return (
    <Suspense>
      {form === 'new' && <AddMemberDrawer organization={organization} onClose={onClose} />}
      {form !== undefined && form !== 'new' && kind === undefined && (
        <EditMemberDrawer key={form} memberId={form} onClose={onClose} />
      )}
      {form !== undefined && form !== 'new' && kind === 'account' && (
        <EditAccountDrawer key={form} memberId={form} onClose={onClose} />
      )}
      {form !== undefined && form !== 'new' && kind === 'move' && (
        <MoveMemberDrawer key={form} memberId={form} onClose={onClose} />
      )}
    </Suspense>
  );
}
