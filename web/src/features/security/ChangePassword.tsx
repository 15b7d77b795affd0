import { Trans, useLingui } from '@lingui/react/macro';
import { useForm } from '@mantine/form';
import { Problem } from '~/api/problem';
import { isProved } from '~/features/session/security';
import { useSession } from '~/features/session/session';
import { useProblemText } from '~/lib/problemText';
import { showErrors } from '~/lib/useFieldErrors';
import { useSaving } from '~/lib/useSaving';
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
  const { error, frame } = useSaving(form, {
    check: ({ current, next }) => ({
      current: has && current === '' ? t`Enter your present password.` : undefined,
      next: passwordText.check(next),
    }),
    async send({ current, next }) {
      await changePassword(current, next, has && !isProved(reauthenticatedUntil));
      toast({ tone: 'done', text: t`The password is changed. Your other sessions are ended.` });
      onClose();
    },
    onRefused: blame,
  });

  function blame(problem: unknown): boolean {
    const [about] = problem instanceof Problem ? problem.errors : [];
    const field = about && places[about.location];
    if (!about || !field) return false;
    const words = field === 'next' ? passwordText.ofCode(about.code) : undefined;
    return showErrors(form, { [field]: words ?? text.field(about) });
  }

  return (
    <FormDrawer
      title={has ? t`Change the password` : t`Set a password`}
      submitLabel={t`Save`}
      loading={false}
      submitError={error && <FormError>{error}</FormError>}
      onClose={onClose}
      {...frame}
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
