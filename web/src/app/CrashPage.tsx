import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { isProblem, Problem } from '~/api/problem';
import { useProblemText } from '~/lib/problemText';
import { EmptyState } from '~/ui/EmptyState';
import { useTitle } from '~/ui/useTitle';
import { NotAllowed } from './NotAllowed';
import { NotFoundPage } from './NotFoundPage';

/** What a page shows when it cannot be shown: in words, with a way on, and what support needs to find it. */
export function CrashPage({ error, reset }: ErrorComponentProps) {
  const { t } = useLingui();
  const text = useProblemText();
  const router = useRouter();
  const queries = useQueryErrorResetBoundary();
  const title = t`This page could not be shown`;
  useTitle(title);

  if (error instanceof Problem && error.status === 404) return <NotFoundPage />;
  if (isProblem(error, 'permission_required')) {
    const staff = router.state.location.pathname.startsWith('/platform');
    return <NotAllowed permission={error.permission} who={staff ? 'staff' : 'admin'} />;
  }
  return (
    <EmptyState
      page
      title={title}
      actions={
        <Button
          onClick={() => {
            queries.reset();
            reset();
            router.invalidate();
          }}
        >
          <Trans>Try again</Trans>
        </Button>
      }
    >
      <p>{text.problem(error)}</p>
      {error instanceof Problem && error.requestId && (
        <p>
          <Trans>
            Request <code>{error.requestId}</code>
          </Trans>
        </p>
      )}
    </EmptyState>
  );
}
