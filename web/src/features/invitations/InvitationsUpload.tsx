import { Trans, useLingui } from '@lingui/react/macro';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { uploadFile } from '~/features/imports/api';
import { FileDrop } from '~/features/imports/FileDrop';
import classes from '~/features/imports/ImportsPage.module.css';
import { type ImportPlace, importLink } from '~/features/imports/place';
import { UnreadableNotice, useFileErrors } from '~/features/imports/UnreadableNotice';
import { useDownload } from '~/lib/download';
import { useStillHere } from '~/lib/useStillHere';
import { DownloadMenu } from '~/ui/table/DownloadMenu';

/** A file of people to invite: it is handed in as soon as it is chosen, and only checked by that. */
export function InvitationsUpload({ place, organizationId }: { place: ImportPlace; organizationId: string }) {
  const { t } = useLingui();
  const router = useRouter();
  const download = useDownload();
  const fileErrors = useFileErrors();
  const stillHere = useStillHere();
  const [sending, setSending] = useState<string>();
  const [errors, setErrors] = useState<string[]>([]);

  async function take(file: File) {
    setErrors([]);
    setSending(file.name);
    try {
      const made = await uploadFile('invitations', file, { organizationId });
      // Whoever has left meanwhile is told when it is checked.
      if (stillHere()) await router.navigate(importLink(place, made.id));
    } catch (problem) {
      setSending(undefined);
      setErrors(fileErrors(problem));
    }
  }

  return (
    <div className={classes.upload}>
      <FileDrop label={t`File with people`} sending={sending} onFile={(file) => void take(file)} />
      <UnreadableNotice errors={errors} />
      <div className={classes.help}>
        <p>
          <Trans>
            First the file is only checked: you see who would be invited and who cannot be before anything is
            sent. It has the columns name, email and roles, with ; between several roles, and up to 10,000
            rows.
          </Trans>
        </p>
        <DownloadMenu
          label={t`Template`}
          onDownload={(format) => void download('/v1/invitations/template', { format })}
        />
      </div>
    </div>
  );
}
