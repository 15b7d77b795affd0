import { Trans, useLingui } from '@lingui/react/macro';
import { skipToken, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Total } from '~/api/types';
import { type Gathered, mostAtOnce, restOf } from '~/lib/changeMany';
import { formatNumber, formatTotal } from '~/lib/format';
import { useAttempt } from '~/lib/useAttempt';
import { type Counted, useChangeMany } from '~/lib/useChangeMany';
import { ConfirmDialog } from '../ConfirmDialog';
import { RefusedDialog } from './RefusedDialog';

/** Rows that are selected one by one, or everything that the list shows, gathered when it is asked about. */
export type Selected = { ids: readonly string[] } | { key: unknown; gather: () => Promise<Gathered> };

/** One that stands in the way; without a name where one may not know it. */
export type Obstacle = { id: string; organizationId: string; name?: string };

export type ManyWording = {
  title: (count: number) => string;
  confirm: string;
  /** Exactly what will happen. */
  text: (count: number) => ReactNode;
  /** What takes something away is marked; what cannot be undone asks for the number to be typed. */
  danger?: boolean;
  type?: boolean;
  /** Why several stand in the way, by code, where it reads otherwise than for one. */
  reasons?: Record<string, string>;
  run: (ids: readonly string[], key: string) => Promise<void>;
};

/** Says how many are changed before they are; a refusal names what stands in the way, and offers to leave it out. */
export function ChangeManyDialog({
  selected,
  wording,
  link = (_, name) => name,
  refresh,
  onClose,
}: {
  selected: Selected;
  wording: ManyWording;
  /** To what stands in the way, where it has a page. */
  link?: (obstacle: Obstacle, name: string) => ReactNode;
  /** Reads anew what is shown behind the dialog. */
  refresh: () => Promise<void>;
  onClose: () => void;
}) {
  const { t, i18n } = useLingui();
  const attempt = useAttempt();
  const gathered = useGathered(selected);
  const [rest, setRest] = useState<readonly string[]>();
  const { count, refusal, askAgain, busy, error, onConfirm } = useChangeMany<readonly string[], Obstacle>({
    counted: rest ? { ...gathered, count: rest.length, choice: rest } : gathered,
    change: (ids) => wording.run(ids, attempt(ids).key),
    refresh,
  });

  if (refusal) {
    const left = restOf(rest ?? gathered.choice ?? [], refusal);
    return (
      <RefusedDialog
        refusal={refusal}
        reasons={wording.reasons ?? {}}
        item={(obstacle) => link(obstacle, obstacle.name ?? obstacle.id)}
        onLeaveOut={
          left &&
          (() => {
            setRest(left);
            askAgain();
          })
        }
        onClose={onClose}
      />
    );
  }

  const { tooMany } = gathered;
  return (
    <ConfirmDialog
      // Another count is another question: what was typed for the old one does not confirm it.
      key={count}
      opened
      // Without a count while it is counted, and where there are none.
      title={tooMany ? t`Too many at once` : count ? wording.title(count) : wording.confirm}
      confirmLabel={wording.confirm}
      danger={wording.danger ?? false}
      typeToConfirm={wording.type && count !== undefined ? String(count) : undefined}
      refused={tooMany !== undefined || count === 0}
      busy={busy}
      error={error}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {tooMany && (
        <p>
          <Trans>
            {formatTotal(tooMany, i18n.locale)} are selected, and at most{' '}
            {formatNumber(mostAtOnce, i18n.locale)} can be changed at once. Narrow the list down with its
            filters first.
          </Trans>
        </p>
      )}
      {count === 0 && (
        <p>
          <Trans>None of those that are selected can be changed like this.</Trans>
        </p>
      )}
      {count !== undefined && count > 0 && (
        <>
          {wording.text(count)}
          <p>
            <Trans>All of them or none: where one stands in the way, nothing is changed.</Trans>
          </p>
        </>
      )}
    </ConfirmDialog>
  );
}

/** The IDs of what is selected; how many they are where that is more than can be changed at once. */
function useGathered(selected: Selected): Counted<readonly string[]> & { tooMany: Total | undefined } {
  const all = 'gather' in selected;
  const { data, isFetching, error, refetch } = useQuery({
    queryKey: ['gathered', all ? selected.key : []],
    queryFn: all ? () => selected.gather() : skipToken,
    // What was counted before somebody decides is not counted anew behind the dialog.
    refetchOnWindowFocus: false,
    staleTime: 0,
    gcTime: 0,
  });
  const gathered = isFetching ? undefined : data;
  const found = all ? gathered : { ids: selected.ids, total: exactly(selected.ids.length) };
  const tooMany = found && found.total.value > mostAtOnce ? found.total : undefined;
  const ids = tooMany ? undefined : found?.ids;
  return {
    count: ids?.length,
    choice: ids,
    error: isFetching ? null : error,
    retry: () => void refetch(),
    tooMany,
  };
}

function exactly(value: number): Total {
  return { value, relation: 'eq' };
}
