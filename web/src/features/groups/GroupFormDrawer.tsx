import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { isProblem } from '~/api/problem';
import { queryClient } from '~/api/query';
import { compact } from '~/lib/listSearch';
import { useProblemText } from '~/lib/problemText';
import { FormDrawer, FormError } from '~/ui/FormDrawer';
import { Notice } from '~/ui/Notice';
import { toast } from '~/ui/toast';
import { changeGroup, groupQuery } from './api';
import { GroupFields, type GroupValues } from './GroupFields';
import { useGroupErrors } from './useGroupErrors';
import type { Group } from './wire';

type Loaded = { group: Group; version: string | null };

/** Edits a group's name and description. */
export function GroupFormDrawer({ groupId, onClose }: { groupId: string; onClose: () => void }) {
  const { t } = useLingui();
  const text = useProblemText();
  const loaded = useQuery({ ...groupQuery(groupId), staleTime: 0, refetchOnWindowFocus: false });
  if (loaded.data && loaded.isFetchedAfterMount) return <Form first={loaded.data} onClose={onClose} />;
  return (
    <FormDrawer
      title={t`Edit group`}
      submitLabel={t`Save`}
      loading
      saving={false}
      dirty={false}
      submitError={loaded.isError ? <FormError>{text.problem(loaded.error)}</FormError> : undefined}
      onSubmit={() => {}}
      onClose={onClose}
    >
      {null}
    </FormDrawer>
  );
}

function Form({ first, onClose }: { first: Loaded; onClose: () => void }) {
  const { t } = useLingui();
  const text = useProblemText();
  const [base, setBase] = useState(first);
  const [values, setValues] = useState<GroupValues>(() => valuesOf(first.group));
  const [saving, setSaving] = useState(false);
  const [stale, setStale] = useState(false);
  const [error, setError] = useState<string>();
  const fields = useRef<HTMLDivElement>(null);
  const { errors, check, take } = useGroupErrors(fields);
  const patch = compact({
    name: values.name.trim() === base.group.name ? undefined : values.name.trim(),
    description:
      values.description.trim() === (base.group.description ?? '') ? undefined : values.description.trim(),
  });
  const dirty = Object.keys(patch).length > 0;

  async function save() {
    setError(undefined);
    setStale(false);
    if (check(values)) return;
    setSaving(true);
    try {
      if (dirty) {
        const { name } = await changeGroup(base.group.id, sent(patch), base.version);
        toast({ tone: 'done', text: t`${name} is saved.` });
      }
      onClose();
    } catch (problem) {
      setSaving(false);
      if (isProblem(problem, 'stale')) setStale(true);
      else if (!take(problem)) setError(text.problem(problem));
    }
  }

  /** Somebody else saved first: what they saved becomes the ground, one's own changes stay or go. */
  async function takeTheirs(keepMine: boolean) {
    const theirs = await queryClient.fetchQuery({ ...groupQuery(base.group.id), staleTime: 0 });
    setValues(
      keepMine ? { ...valuesOf(theirs.group), ...(patch as Partial<GroupValues>) } : valuesOf(theirs.group),
    );
    setBase(theirs);
    setStale(false);
  }

  const { name } = base.group;
  return (
    <FormDrawer
      title={t`Edit ${name}`}
      submitLabel={t`Save`}
      loading={false}
      saving={saving}
      dirty={dirty}
      submitError={
        stale ? (
          <Notice
            tone="danger"
            title={t`Somebody else has changed this group meanwhile`}
            actions={
              <>
                <Button variant="default" onClick={() => void takeTheirs(true)}>
                  <Trans>Keep my changes</Trans>
                </Button>
                <Button variant="default" onClick={() => void takeTheirs(false)}>
                  <Trans>Load the current values</Trans>
                </Button>
              </>
            }
          />
        ) : (
          error && <FormError>{error}</FormError>
        )
      }
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <div ref={fields} style={{ display: 'contents' }}>
        <GroupFields
          values={values}
          errors={errors}
          onChange={(change) => setValues((before) => ({ ...before, ...change }))}
        />
      </div>
    </FormDrawer>
  );
}

/** An empty description is none. */
function sent({ description, ...rest }: Partial<GroupValues>) {
  return compact({ ...rest, description: description === '' ? null : description });
}

function valuesOf({ name, description }: Group): GroupValues {
  return { name, description: description ?? '' };
}
