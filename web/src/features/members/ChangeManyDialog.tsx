import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Problem } from '~/api/problem';
import { type Gathered, mostAtOnce, type Refusal, refusalOf, restOf } from '~/lib/changeMany';
import { formatNumber, formatTotal } from '~/lib/format';
import { useProblemText } from '~/lib/problemText';
import { useAttempt } from '~/lib/useAttempt';
import { useConfirmed } from '~/lib/useConfirmed';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import classes from './ChangeManyDialog.module.css';

/** Rows that are selected one by one, or everything that the list shows, gathered when it is asked about. */
export type Selected = { ids: readonly string[] } | { key: unknown; gather: () => Promise<Gathered> };

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
  link,
  onClose,
  onRefused,
}: {
  selected: Selected;
  wording: ManyWording;
  /** To what stands in the way, where it has a page. */
  link?: (obstacle: { id: string; organizationId: string }, name: string) => ReactNode;
  onClose: () => void;
  /** What is shown behind the dialog is from before. */
  onRefused: () => void;
}) {
  const { t, i18n } = useLingui();
  const text = useProblemText();
  const attempt = useAttempt();
  const all = 'gather' in selected;
  const gathered = useQuery({
    queryKey: ['gathered', all ? selected.key : []],
    queryFn: () => (all ? selected.gather() : { ids: [], total: { value: 0, relation: 'eq' as const } }),
    enabled: all,
    // What was counted before somebody decides is not counted anew behind the dialog.
    refetchOnWindowFocus: false,
    staleTime: 0,
    gcTime: 0,
  });
  const [rest, setRest] = useState<readonly string[]>();
  const [refusal, setRefusal] = useState<Refusal>();
  const found = all ? (gathered.isFetching ? undefined : gathered.data) : undefined;
  const ids = rest ?? (all ? found?.ids : selected.ids);
  const total =
    all && rest === undefined ? found?.total : { value: ids?.length ?? 0, relation: 'eq' as const };

  const { busy, error, onConfirm } = useConfirmed(
    async () => {
      if (ids) await wording.run(ids, attempt(ids).key);
    },
    (problem) => {
      const refused = problem instanceof Problem ? refusalOf(problem) : undefined;
      setRefusal(refused);
      if (refused) onRefused();
      return refused !== undefined;
    },
  );

  if (refusal && ids) {
    const left = restOf(ids, refusal);
    return (
      <ConfirmDialog
        key="refused"
        opened
        title={t`Nothing was changed`}
        confirmLabel={t`Leave these out`}
        cancelLabel={t`Close`}
        refused={left === undefined}
        busy={false}
        error={undefined}
        onConfirm={() => {
          setRest(left);
          setRefusal(undefined);
        }}
        onClose={onClose}
      >
        <div role="alert">
          <Refused refusal={refusal} reasons={wording.reasons} link={link} />
        </div>
      </ConfirmDialog>
    );
  }

  const count = ids?.length;
  const tooMany = total !== undefined && total.value > mostAtOnce;
  const none = count === 0 && !tooMany && !gathered.error;
  return (
    <ConfirmDialog
      // Another count is another question: what was typed for the old one does not confirm it.
      key={count}
      opened
      title={tooMany ? t`Too many at once` : wording.title(count ?? 0)}
      confirmLabel={wording.confirm}
      danger={wording.danger ?? false}
      typeToConfirm={wording.type && count !== undefined ? String(count) : undefined}
      refused={tooMany || none}
      busy={busy || (count === undefined && !gathered.error)}
      error={error ?? (gathered.error ? text.problem(gathered.error) : undefined)}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {tooMany ? (
        <p>
          <Trans>
            {formatTotal(total, i18n.locale)} are selected, and at most{' '}
            {formatNumber(mostAtOnce, i18n.locale)} can be changed at once. Narrow the list down with its
            filters first.
          </Trans>
        </p>
      ) : none ? (
        <p>
          <Trans>None of those that are selected can be changed like this.</Trans>
        </p>
      ) : (
        count !== undefined && (
          <>
            {wording.text(count)}
            <p>
              <Trans>All of them or none: where one stands in the way, nothing is changed.</Trans>
            </p>
          </>
        )
      )}
    </ConfirmDialog>
  );
}

function Refused({
  refusal,
  reasons = {},
  link,
}: {
  refusal: Refusal;
  reasons: Record<string, string> | undefined;
  link: ((obstacle: { id: string; organizationId: string }, name: string) => ReactNode) | undefined;
}) {
  const text = useProblemText();
  const { count } = refusal;
  if (refusal.kind === 'permission') {
    return (
      <>
        <p>
          <Plural
            value={count}
            one="You see # of those selected without being allowed to do this."
            other="You see # of those selected without being allowed to do this."
          />
        </p>
        <p>
          <Trans>
            It needs the permission <code>{refusal.permission}</code> in their organization.
          </Trans>
        </p>
      </>
    );
  }
  if (refusal.kind === 'gone') {
    return (
      <p>
        <Plural
          value={count}
          one="# of those selected does not exist any more, or you no longer see it."
          other="# of those selected do not exist any more, or you no longer see them."
        />
      </p>
    );
  }
  const { obstacles } = refusal;
  const more = count - obstacles.length;
  // One refusal is for one reason.
  const first = obstacles[0];
  return (
    <>
      <p>
        <Plural
          value={count}
          one="# of those selected stands in the way."
          other="# of those selected stand in the way."
        />
      </p>
      {first && (
        <p>
          {reasons[first.code] ?? text.problem(new Problem(409, { code: first.code, detail: first.message }))}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
      <ul className={classes.list} tabIndex={0}>
        {obstacles.map((obstacle) => {
          const name = obstacle.name ?? obstacle.id;
          return <li key={obstacle.id}>{link ? link(obstacle, name) : name}</li>;
        })}
        {more > 0 && (
          <li>
            <Plural value={more} one="and # more" other="and # more" />
          </li>
        )}
      </ul>
    </>
  );
}
