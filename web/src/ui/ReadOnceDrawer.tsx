import type { QueryKey, UseQueryOptions } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useProblemText } from '~/lib/problemText';
import { useReadOnce } from '~/lib/useReadOnce';
import { FormDrawer, FormError } from './FormDrawer';

/** A form in a drawer that begins with what is read when it opens: its frame is there at once. */
export function ReadOnceDrawer<T extends object, Key extends QueryKey>({
  query,
  title,
  submitLabel,
  onClose,
  children,
}: {
  query: UseQueryOptions<T, Error, T, Key>;
  /** Until the form says better what it is about. */
  title: string;
  submitLabel: string;
  onClose: () => void;
  /** The form, in a FormDrawer of its own. */
  children: (first: T) => ReactNode;
}) {
  const text = useProblemText();
  const { first, error } = useReadOnce(query);
  if (first) return children(first);
  return (
    <FormDrawer
      title={title}
      submitLabel={submitLabel}
      loading
      saving={false}
      dirty={false}
      submitError={error ? <FormError>{text.problem(error)}</FormError> : undefined}
      onSubmit={() => {}}
      onClose={onClose}
    >
      {null}
    </FormDrawer>
  );
}
