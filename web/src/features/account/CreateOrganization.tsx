import { useLingui } from '@lingui/react/macro';
import { useForm } from '@mantine/form';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { Problem } from '~/api/problem';
import { createOrganization } from '~/features/organizations/api';
import { BasicFields } from '~/features/organizations/BasicFields';
import { nameLength } from '~/features/organizations/formRules';
import { sortErrors } from '~/lib/fieldErrors';
import { countCharacters } from '~/lib/format';
import { useProblemText } from '~/lib/problemText';
import { useAttempt } from '~/lib/useAttempt';
import { to } from '~/paths';
import { FormDrawer, FormError } from '~/ui/FormDrawer';
import { toast } from '~/ui/toast';

type Values = { name: string; website: string; timeZone: string };

/** An organization of one's own: whoever makes it becomes its first Admin. */
export function CreateOrganization({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const text = useProblemText();
  const router = useRouter();
  // Where one is, is where one's organization most likely is.
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const form = useForm<Values>({ initialValues: { name: '', website: '', timeZone } });
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<string>();
  const attempt = useAttempt();

  async function save() {
    const { name, website, timeZone: zone } = form.values;
    setError(undefined);
    if (name.trim() === '') return fail('name', 'required');
    if (countCharacters(name) > nameLength) return fail('name', 'too_long');
    const body = {
      name: name.trim(),
      timeZone: zone,
      ...(website.trim() === '' ? {} : { website: website.trim() }),
    };
    setSaving(true);
    try {
      const created = await createOrganization(body, attempt(body).key);
      toast({ tone: 'done', text: t`${created.name} is created. You are its Admin.` });
      await router.navigate(to.overview(created.id));
    } catch (problem) {
      setSaving(false);
      const errors = problem instanceof Problem ? problem.errors : [];
      const { fields, leftOver } = sortErrors(errors, (path) => path in form.values);
      for (const [path, entry] of Object.entries(fields)) form.setFieldError(path, text.field(entry));
      const first = Object.keys(fields)[0];
      if (first) form.getInputNode(first as keyof Values)?.focus();
      if (leftOver.length > 0 || !first) setError(text.problem(problem));
    }
  }

  function fail(path: keyof Values, code: string) {
    form.setFieldError(path, text.field({ code, message: code }));
    form.getInputNode(path)?.focus();
  }

  return (
    <FormDrawer
      title={t`Create an organization`}
      submitLabel={t`Create`}
      loading={false}
      saving={saving}
      dirty={form.isDirty()}
      submitError={error && <FormError>{error}</FormError>}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <BasicFields inputProps={form.getInputProps} timeZone={{ suggested: timeZone }} own />
    </FormDrawer>
  );
}
