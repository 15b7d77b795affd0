import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, Checkbox, Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useProblemText } from '~/lib/problemText';
import { Notice } from '~/ui/Notice';
import { useTopmost } from '~/ui/useTopmost';
import { findUngrouped } from './api';
import classes from './Dialogs.module.css';
import type { Addable } from './edits';
import { TreeSearchInput } from './TreeSearchInput';
import { TypeMark } from './TypeMark';

/** How many are added at once, so that what each does can be read. */
const most = 20;

/** Finds organizations that are in no group yet; for the highest level one contracting organization. */
export function AddDialog({
  title,
  highest,
  without,
  onChoose,
  onClose,
}: {
  title: string;
  /** The highest level is chosen, not something below it. */
  highest: boolean;
  /** Already in the draft, which the server knows nothing of. */
  without?: ReadonlySet<string>;
  onChoose: (organizations: Addable[]) => void;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const text = useProblemText();
  const top = useTopmost(true);
  const [query, setQuery] = useState('');
  const [settled] = useDebouncedValue(query.trim(), 200);
  const [chosen, setChosen] = useState<readonly Addable[]>([]);
  const found = useQuery({ ...findUngrouped(settled, highest), placeholderData: keepPreviousData });
  const offered = (found.data?.found ?? []).filter(({ organizationId }) => !without?.has(organizationId));
  // What is chosen stays in sight, whatever is searched for next.
  const rows = [
    ...chosen,
    ...offered.filter(
      ({ organizationId }) => !chosen.some((other) => other.organizationId === organizationId),
    ),
  ];

  function toggle(organization: Addable) {
    const rest = chosen.filter(({ organizationId }) => organizationId !== organization.organizationId);
    if (rest.length < chosen.length) setChosen(rest);
    else setChosen(highest ? [organization] : [...rest, organization]);
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      centered
      size={560}
      closeOnEscape={top}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <form
        className={classes.picker}
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          if (chosen.length > 0) onChoose([...chosen]);
        }}
      >
        <TreeSearchInput
          label={t`Find organizations that are in no group`}
          value={query}
          onChange={setQuery}
        />
        {highest && (
          <p className={classes.hint}>
            <Trans>The highest level is a contracting organization.</Trans>
          </p>
        )}
        {found.isError && <Notice tone="danger">{text.problem(found.error)}</Notice>}
        <ul className={classes.choices} aria-label={t`Organizations`} aria-busy={found.isPending}>
          {rows.map((organization) => {
            const checked = chosen.includes(organization);
            return (
              <li key={organization.organizationId}>
                <Checkbox
                  size="xs"
                  classNames={{ body: classes.choice, labelWrapper: classes.choiceLabel }}
                  checked={checked}
                  disabled={!checked && !highest && chosen.length >= most}
                  label={
                    <span className={classes.choiceText}>
                      <span>{organization.name}</span>
                      <TypeMark type={organization.type} />
                    </span>
                  }
                  onChange={() => toggle(organization)}
                />
              </li>
            );
          })}
          {found.data?.more && (
            <li className={classes.more}>
              <Trans>These are the first of many. Type a name to find others.</Trans>
            </li>
          )}
        </ul>
        {found.data && rows.length === 0 && (
          <p className={classes.nothing} role="status">
            {highest ? (
              <Trans>No contracting organization without a group has this in its name.</Trans>
            ) : (
              <Trans>No organization without a group has this in its name.</Trans>
            )}
          </p>
        )}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" disabled={chosen.length === 0}>
            {chosen.length === 0 ? (
              <Trans>Add</Trans>
            ) : (
              <Plural value={chosen.length} one="Add # organization" other="Add # organizations" />
            )}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
