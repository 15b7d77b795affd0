import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { isProblem } from '~/api/problem';
import { NotAllowed } from '~/app/NotAllowed';
import { compact, type ListSearch } from '~/lib/listSearch';
import { useProblemText } from '~/lib/problemText';
import { EmptyState } from '../EmptyState';

/** Nothing matches the filters: which one to drop. */
export function NoMatch({ title, chips, onClear }: { title: string; chips: ReactNode; onClear: () => void }) {
  return (
    <EmptyState
      title={title}
      actions={
        <Button variant="default" onClick={onClear}>
          <Trans>Clear all filters</Trans>
        </Button>
      }
    >
      {chips && (
        <>
          <p>
            <Trans>Nothing matches all of these at once. Drop one of them:</Trans>
          </p>
          {chips}
        </>
      )}
    </EmptyState>
  );
}

type List = { data: unknown; error: unknown; isError: boolean; refetch: () => unknown };

/**
 * What stands instead of a list that was refused or could not be loaded; undefined where there is a list to show. A
 * cursor belongs to one set of filters: an edited or outdated link starts at the first page instead.
 */
export function useListFailure(
  list: List,
  { who, onClear }: { who: 'staff' | 'admin'; onClear: (() => void) | undefined },
): ReactNode {
  const { t } = useLingui();
  const text = useProblemText();
  const navigate = useNavigate();
  const lostPlace =
    isProblem(list.error) && list.error.errors.some(({ location }) => location === 'query.cursor');
  useEffect(() => {
    if (!lostPlace) return;
    void navigate({
      to: '.',
      search: (now) => compact({ ...(now as ListSearch), cursor: undefined, from: undefined }),
      replace: true,
    });
  }, [lostPlace, navigate]);

  if (isProblem(list.error) && list.error.status === 403)
    return <NotAllowed permission={list.error.permission} who={who} />;
  if (!list.isError || list.data !== undefined || lostPlace) return undefined;
  return (
    <EmptyState
      title={t`The list could not be loaded`}
      actions={
        <>
          <Button onClick={() => list.refetch()}>
            <Trans>Try again</Trans>
          </Button>
          {onClear && (
            <Button variant="default" onClick={onClear}>
              <Trans>Clear all filters</Trans>
            </Button>
          )}
        </>
      }
    >
      {text.problem(list.error)}
    </EmptyState>
  );
}
