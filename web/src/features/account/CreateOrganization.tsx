import { useLingui } from '@lingui/react/macro';
import { useForm } from '@mantine/form';
import { useRouter } from '@tanstack/react-router';
import { createOrganization } from '~/features/organizations/api';
import { BasicFields } from '~/features/organizations/BasicFields';
import { mayBeWebsite, nameLength } from '~/features/organizations/formRules';
import { useAttempt } from '~/lib/useAttempt';
import { useSaving } from '~/lib/useSaving';
import { to } from '~/paths';
import { FormDrawer, FormError } from '~/ui/FormDrawer';
import { toast } from '~/ui/toast';

type Values = { name: string; website: string; timeZone: string };

/** An organization of one's own: whoever makes it becomes its first Admin. */
export function CreateOrganization({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const router = useRouter();
  // Where one is, is where one's organization most likely is.
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const form = useForm<Values>({ initialValues: { name: '', website: '', timeZone } });
  const attempt = useAttempt();
  const { error, frame } = useSaving(form, {
    check: ({ name, website }, rules) => ({
      name: rules.required(name) ?? rules.atMost(nameLength, name),
      website: mayBeWebsite(website) ? undefined : rules.say('invalid_url'),
    }),
    async send({ name, website, timeZone: zone }) {
      const body = {
        name: name.trim(),
        timeZone: zone,
        ...(website.trim() === '' ? {} : { website: website.trim() }),
      };
      const created = await createOrganization(body, attempt(body).key);
      toast({ tone: 'done', text: t`${created.name} is created. You are its Admin.` });
      await router.navigate(to.overview(created.id));
    },
  });

  return (
    <FormDrawer
      title={t`Create an organization`}
      submitLabel={t`Create`}
      loading={false}
      submitError={error && <FormError>{error}</FormError>}
      onClose={onClose}
      {...frame}
    >
      <BasicFields inputProps={form.getInputProps} timeZone={{ suggested: timeZone }} own />
    </FormDrawer>
  );
}
