import { Trans, useLingui } from '@lingui/react/macro';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { isProblem, Problem } from '~/api/problem';
import { isProved } from '~/features/session/security';
import { useSession } from '~/features/session/session';
import { useProblemText } from '~/lib/problemText';
import { NewPassword } from '~/start/NewPassword';
import { PasswordField } from '~/start/PasswordField';
import { usePasswordText } from '~/start/usePasswordText';
import { FormDrawer, FormError } from '~/ui/FormDrawer';
import { Notice } from '~/ui/Notice';
import { toast } from '~/ui/toast';
import { changePassword } from './api';

type Values = { current: string; next: string };

// Where the fields are in what is sent: the proof has the present password as `password`.
const places: Record<string, keyof Values> = {
  'body.password': 'current',
  'body.current': 'current',
  'body.new': 'next',
};

export function ChangePassword({ has, onClose }: { has: boolean; onClose: () => void }) {
  const { t } = useLingui();
  const text = useProblemText();
  const passwordText = usePasswordText();
  const { account, reauthenticatedUntil } = useSession();
  const form = useForm<Values>({ initialValues: { current: '', next: '' } });
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<string>();

  function fail(field: keyof Values, words: string) {
    form.setFieldError(field, words);
    form.getInputNode(field)?.focus();
  }

  async function save() {
    setError(undefined);
    const { current, next } = form.values;
    if (has && current === '') return fail('current', t`Enter your present password.`);
    const wrong = passwordText.check(next);
    if (wrong) return fail('next', wrong);
    setSaving(true);
    try {
      await changePassword(current, next, has && !isProved(reauthenticatedUntil));
      toast({ tone: 'done', text: t`The password is changed. Your other sessions are ended.` });
      onClose();
    } catch (problem) {
      setSaving(false);
      if (isProblem(problem, 'reauthentication_required')) return;
      const [about] = problem instanceof Problem ? problem.errors : [];
      const field = about && places[about.location];
      if (!about || !field) return setError(text.problem(problem));
      fail(field, (field === 'next' && passwordText.ofCode(about.code)) || text.field(about));
    }
  }

  return (
    <FormDrawer
      title={has ? t`Change the password` : t`Set a password`}
      submitLabel={t`Save`}
      loading={false}
      saving={saving}
      dirty={form.isDirty()}
      submitError={error && <FormError>{error}</FormError>}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <input type="email" name="email" autoComplete="username" value={account.email} readOnly hidden />
      {has && <PasswordField label={t`Present password`} data-autofocus {...form.getInputProps('current')} />}
      <NewPassword label={t`New password`} {...form.getInputProps('next')} />
      <Notice tone="info">
        <Trans>You stay signed in here. Everywhere else you are signed out.</Trans>
      </Notice>
    </FormDrawer>
  );
}
