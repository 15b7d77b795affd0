import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Radio, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRouter } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { type FieldError, Problem } from '~/api/problem';
import { uploadFile } from '~/features/imports/api';
import { FileDrop } from '~/features/imports/FileDrop';
import classes from '~/features/imports/ImportsPage.module.css';
import { type ImportPlace, importLink } from '~/features/imports/place';
import { UnreadableNotice, useFileErrors } from '~/features/imports/UnreadableNotice';
import { OrganizationSelect } from '~/features/organizations/OrganizationSelect';
import { useDownload } from '~/lib/download';
import { useProblemText } from '~/lib/problemText';
import { useStillHere } from '~/lib/useStillHere';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import frame from './WayIn.module.css';

type Values = {
  organization: { id: string; name: string } | null;
  billingNumber: string;
  mode: 'all' | 'valid';
};

/** A file of numbers, and what is said once for all of its rows. */
export function NumbersUpload({
  place,
  organizationId,
}: {
  place: ImportPlace;
  organizationId: string | undefined;
}) {
  const { t } = useLingui();
  const text = useProblemText();
  const router = useRouter();
  const download = useDownload();
  const fileErrors = useFileErrors();
  const stillHere = useStillHere();
  const form = useForm<Values>({ initialValues: { organization: null, billingNumber: '', mode: 'all' } });
  const [file, setFile] = useState<File>();
  const [sending, setSending] = useState(false);
  const [errors, setErrors] = useState<string[]>([]);

  function choose(next: File) {
    setErrors([]);
    form.clearErrors();
    setFile(next);
  }

  async function send(event: FormEvent) {
    event.preventDefault();
    if (file === undefined || sending) return;
    setErrors([]);
    form.clearErrors();
    setSending(true);
    const { organization, billingNumber, mode } = form.values;
    try {
      const made = await uploadFile('numbers', file, {
        organizationId: organizationId ?? organization?.id,
        billingNumber: billingNumber.trim(),
        mode,
      });
      // Whoever has left meanwhile is told when it is checked.
      if (stillHere()) await router.navigate(importLink(place, made.id));
    } catch (problem) {
      setSending(false);
      refuse(problem);
    }
  }

  /** What is wrong with a field stands there; the rest is wrong with the file. The file stays chosen. */
  function refuse(problem: unknown) {
    const errors = problem instanceof Problem ? problem.errors : [];
    const rest: FieldError[] = [];
    for (const error of errors) {
      // A column that the form stands in for is missing there just as much.
      const columns = error.code === 'missing_column' ? columnsIn(error.message) : [];
      if (columns.includes('billing_number'))
        form.setFieldError('billingNumber', t`Enter it here: the file has no column billing_number.`);
      if (columns.includes('organization_id'))
        form.setFieldError('organization', t`Choose it here: the file has no column organization_id.`);
      if (columns.length > 0 && columns.every((name) => standIns.includes(name))) continue;
      if (error.location === 'body.billingNumber') form.setFieldError('billingNumber', text.field(error));
      else if (error.location === 'body.organizationId')
        form.setFieldError('organization', text.field(error));
      else rest.push(error);
    }
    if (rest.length > 0 || errors.length === 0) setErrors(fileErrors(problem, rest));
    else form.getInputNode('billingNumber')?.focus();
  }

  return (
    <form className={classes.upload} onSubmit={(event) => void send(event)} noValidate aria-busy={sending}>
      <FileDrop
        label={t`File with numbers`}
        sending={sending ? file?.name : undefined}
        chosen={file?.name}
        onFile={choose}
      />
      <UnreadableNotice errors={errors} />
      <div className={frame.fields}>
        {organizationId === undefined && (
          <OrganizationSelect
            label={t`Organization`}
            any
            {...form.getInputProps('organization')}
            value={form.values.organization}
            description={t`Leave it empty where the file has the column organization_id.`}
          />
        )}
        <TextInput
          label={t`Billing number`}
          description={t`The number that is charged for what these numbers send. Leave it empty where the file has the column billing_number.`}
          type="tel"
          autoComplete="off"
          className={frame.mono}
          {...form.getInputProps('billingNumber')}
        />
        <Radio.Group label={t`What to import`} {...form.getInputProps('mode')}>
          <div className={frame.radios}>
            <Radio size="xs" value="all" label={t`All or nothing`} />
            <Radio size="xs" value="valid" label={t`Only the valid rows`} />
          </div>
        </Radio.Group>
      </div>
      <div className={classes.help}>
        <p>
          <Trans>
            First the file is only checked: you see what would be added, skipped and refused before anything
            happens. An import adds numbers and never changes one that is there.
          </Trans>
        </p>
        <DownloadMenu
          label={t`Template`}
          onDownload={(format) => void download('/v1/numbers/template', { format })}
        />
      </div>
      <div>
        <Button type="submit" loading={sending} disabled={file === undefined}>
          <Trans>Check the file</Trans>
        </Button>
      </div>
    </form>
  );
}

/** The columns whose values can be given once for all rows. */
const standIns = ['billing_number', 'organization_id'];

function columnsIn(message: string): string[] {
  return [...message.matchAll(/"(\w+)"/g)].map(([, name = '']) => name);
}
