import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { isProblem, Problem } from '~/api/problem';
import { showErrors, useFieldErrors } from './useFieldErrors';
import { type FieldRules, useFieldRules } from './useFieldRules';

export type Saving<Values> = {
  /** What is wrong with a field before it is sent, in the order of the fields. */
  check: (values: Values, rules: FieldRules) => Partial<Record<string, string>>;
  /** Sends it, says that it is saved and leaves the form, which is saving until then. */
  send: (values: Values) => Promise<unknown>;
  /** The field that a refusal is about which names none, by its code. */
  codes?: Partial<Record<string, keyof Values & string>>;
  /** Answers true for a refusal that it shows in another way. */
  onRefused?: (problem: unknown) => boolean;
  /** The form is not left once it is saved. */
  stays?: boolean;
};

/**
 * Saves a form: what is wrong is said beside its field, before it is sent and after, and the rest below the form.
 * Whoever chose not to prove who they are (see api/proof.ts) is told nothing.
 */
export function useSaving<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  { check, send, codes, onRefused = () => false, stays = false }: Saving<Values>,
) {
  const rules = useFieldRules();
  const refuse = useFieldErrors(form);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<string>();
  const [refused, setRefused] = useState<Problem>();

  async function save() {
    setError(undefined);
    setRefused(undefined);
    form.clearErrors();
    if (showErrors(form, check(form.getValues(), rules))) return;
    setSaving(true);
    try {
      await send(form.getValues());
      if (stays) setSaving(false);
    } catch (problem) {
      setSaving(false);
      if (isProblem(problem, 'reauthentication_required')) return;
      if (problem instanceof Problem) setRefused(problem);
      if (!onRefused(problem)) setError(refuse(problem, codes));
    }
  }

  return {
    /** What is wrong and belongs to no field. */
    error,
    /** The refusal itself, for what else it tells. */
    refused,
    /** What the form's frame needs to know. */
    frame: { saving, dirty: form.isDirty(), onSubmit: () => void save() },
  };
}
