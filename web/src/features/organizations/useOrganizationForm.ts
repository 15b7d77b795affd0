import { useLingui } from '@lingui/react/macro';
import { useForm } from '@mantine/form';
import { useEffect, useState } from 'react';
import { isProblem, Problem } from '~/api/problem';
import { queryClient } from '~/api/query';
import { sortErrors } from '~/lib/fieldErrors';
import { useProblemText } from '~/lib/problemText';
import { useAttempt } from '~/lib/useAttempt';
import { toast } from '~/ui/toast';
import { changeOrganization, createOrganization, organizationQuery } from './api';
import {
  applies,
  createBody,
  type DependentField,
  type OrganizationValues,
  patchBody,
  rebase,
  valuesOf,
} from './formRules';
import { validate } from './formValidation';
import type { FieldName } from './labels';

const always = new Set([
  'name',
  'website',
  'timeZone',
  'externalKey',
  'numberRules.personal050',
  'numberRules.special',
]);
const alwaysRegistered = new Set([
  'classification',
  'type',
  'address.base',
  'address.detail',
  'address.postalCode',
]);

/** Whether a field of that path is on the screen, so that an error can stand beside it. */
export function isShown(values: OrganizationValues, path: string): boolean {
  if (always.has(path)) return true;
  if (!values.registered || !path.startsWith('registration.')) return false;
  const field = path.slice('registration.'.length);
  return (
    alwaysRegistered.has(field) ||
    (field in values.registration &&
      !['address'].includes(field) &&
      applies(field as DependentField, values.registration))
  );
}

export function useOrganizationForm({
  id,
  version: firstVersion,
  initial,
  onSaved,
}: {
  id: string | undefined;
  version: string | null;
  initial: OrganizationValues;
  onSaved: () => void;
}) {
  const { t } = useLingui();
  const text = useProblemText();
  const form = useForm<OrganizationValues>({ initialValues: initial });
  const [base, setBase] = useState({ values: initial, version: firstVersion });
  const [theirs, setTheirs] = useState<typeof base>();
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<string>();
  const [focusOn, setFocusOn] = useState<string[]>();
  const attempt = useAttempt();

  // Read by the server in the form's order, the first error may be on any field: the first on the screen counts.
  useEffect(() => {
    if (!focusOn) return;
    const fields = [...document.querySelectorAll<HTMLElement>('[data-path]')];
    const first = fields.find((field) => focusOn.includes(field.dataset.path ?? ''));
    (first?.querySelector<HTMLElement>('input') ?? first)?.focus();
  }, [focusOn]);

  function showErrors(errors: Record<string, string>) {
    form.setErrors(errors);
    setFocusOn(Object.keys(errors));
  }

  async function submit() {
    setError(undefined);
    setTheirs(undefined);
    form.clearErrors();
    const missing = Object.entries(validate(form.values));
    if (missing.length > 0) {
      showErrors(
        Object.fromEntries(missing.map(([path, code]) => [path, text.field({ code, message: code })])),
      );
      return;
    }
    setSaving(true);
    try {
      const saved = id === undefined ? await create() : await change(id);
      if (saved) {
        const { name } = saved;
        toast({ tone: 'done', text: id === undefined ? t`${name} is registered.` : t`${name} is saved.` });
        for (const warning of saved.warnings ?? [])
          toast({ tone: 'warning', text: `${name}: ${text.field(warning)}` });
      }
      // Still saving: what is closed now must not ask about unsaved changes.
      onSaved();
    } catch (problem) {
      setSaving(false);
      await refuse(problem);
    }
  }

  async function create() {
    const body = createBody(form.values);
    return createOrganization(body, attempt(body).key);
  }

  /** Nothing to change is nothing to send. */
  async function change(organizationId: string) {
    const patch = patchBody(base.values, form.values);
    if (Object.keys(patch).length === 0) return undefined;
    return changeOrganization(organizationId, patch, base.version);
  }

  async function refuse(problem: unknown) {
    if (id !== undefined && isProblem(problem, 'stale')) return lookAtTheirs(id);
    if (isProblem(problem, 'external_key_taken')) return showErrors({ externalKey: text.problem(problem) });
    if (isProblem(problem, 'type_in_use')) return showErrors({ 'registration.type': text.problem(problem) });
    const { fields, leftOver } = sortErrors(problem instanceof Problem ? problem.errors : [], (path) =>
      isShown(form.values, path),
    );
    const found = Object.entries(fields);
    if (found.length > 0)
      showErrors(Object.fromEntries(found.map(([path, entry]) => [path, text.field(entry)])));
    if (leftOver.length > 0)
      setError(leftOver.map((entry) => `${entry.location}: ${text.field(entry)}`).join('\n'));
    else if (found.length === 0) setError(text.problem(problem));
  }

  async function lookAtTheirs(organizationId: string) {
    try {
      const current = await queryClient.fetchQuery({ ...organizationQuery(organizationId), staleTime: 0 });
      setTheirs({ values: valuesOf(current.organization), version: current.version });
    } catch (problem) {
      setError(text.problem(problem));
    }
  }

  function take(values: OrganizationValues) {
    if (!theirs) return;
    form.setInitialValues(theirs.values);
    form.setValues(values);
    setBase(theirs);
    setTheirs(undefined);
  }

  return {
    form,
    saving,
    error,
    stale: theirs && changedFields(base.values, theirs.values),
    submit: () => void submit(),
    loadTheirs: () => theirs && take(theirs.values),
    keepMine: () => theirs && take(rebase(base.values, form.values, theirs.values)),
  };
}

function changedFields(before: OrganizationValues, after: OrganizationValues): FieldName[] {
  const { registration = {}, numberRules = {}, ...top } = patchBody(before, after);
  const { address = {}, ...rest } = (registration ?? {}) as Record<string, unknown>;
  const addressNames: Record<string, FieldName> = {
    base: 'address',
    detail: 'addressDetail',
    postalCode: 'postalCode',
  };
  return [
    ...(Object.keys(top) as FieldName[]),
    ...(Object.keys(rest) as FieldName[]),
    ...(Object.keys(numberRules as object) as FieldName[]),
    ...Object.keys(address as object).flatMap((key) => addressNames[key] ?? []),
  ];
}
