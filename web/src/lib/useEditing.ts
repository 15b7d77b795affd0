import { useForm } from '@mantine/form';
import type { QueryKey, UseQueryOptions } from '@tanstack/react-query';
import { useState } from 'react';
import { isProblem } from '~/api/problem';
import { queryClient } from '~/api/query';
import { changedFields } from './changedFields';
import { type Saving, useSaving } from './useSaving';

type Editing<Loaded, Values, Key extends QueryKey> = Pick<Saving<Values>, 'check' | 'codes'> & {
  /** What is edited, as it was read when the form opened. */
  loaded: Loaded;
  /** Reads it anew. */
  query: UseQueryOptions<Loaded, Error, Loaded, Key>;
  valuesOf: (loaded: Loaded) => Values;
  /** Sends what has changed since `base`, of whose version it is, and says that it is saved. */
  send: (changed: Partial<Values>, base: Loaded) => Promise<unknown>;
  /** Leaves the form; without it the form stays, with what there is then. */
  onSaved?: () => void;
};

/**
 * A form for what somebody else may change meanwhile: only what differs is sent, so that two people who change
 * different things do not undo each other. Where somebody else has saved first, `stale` has the two ways on: with
 * one's own changes over what there is now, or without.
 */
export function useEditing<
  Loaded extends object,
  Values extends Record<string, unknown>,
  Key extends QueryKey,
>({ loaded, query, valuesOf, check, codes, send, onSaved }: Editing<Loaded, Values, Key>) {
  const [base, setBase] = useState(loaded);
  const [theirs, setTheirs] = useState<Loaded>();
  const form = useForm<Values>({ initialValues: valuesOf(base) });
  const { error, refused, frame } = useSaving(form, {
    check,
    codes,
    send: save,
    onRefused: (problem) => isProblem(problem, 'stale'),
    stays: onSaved === undefined,
  });

  const look = () => queryClient.fetchQuery({ ...query, staleTime: 0 });

  async function save(values: Values) {
    setTheirs(undefined);
    try {
      const changed = changedFields(valuesOf(base), values);
      // Nothing to change is nothing to send.
      if (Object.keys(changed).length > 0) await send(changed, base);
    } catch (problem) {
      if (isProblem(problem, 'stale')) setTheirs(await look());
      throw problem;
    }
    if (onSaved) onSaved();
    else begin(await look());
  }

  function begin(now: Loaded, mine: Partial<Values> = {}) {
    const values = valuesOf(now);
    form.setInitialValues(values);
    form.setValues({ ...values, ...mine });
    setBase(now);
    setTheirs(undefined);
  }

  return {
    form,
    /** What there was when the form began, or began anew. */
    base,
    error,
    refused,
    frame,
    stale: theirs && {
      onKeepMine: () => begin(theirs, changedFields(valuesOf(base), form.getValues())),
      onLoadTheirs: () => begin(theirs),
    },
  };
}
