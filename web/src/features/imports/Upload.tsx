import { Trans, useLingui } from '@lingui/react/macro';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useDownload } from '~/lib/download';
import { useStillHere } from '~/lib/useStillHere';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import { uploadFile } from './api';
import { FileDrop } from './FileDrop';
import classes from './ImportsPage.module.css';
import { type ImportPlace, importLink } from './place';
import { UnreadableNotice, useFileErrors } from './UnreadableNotice';

/** A file of organizations: it is handed in as soon as it is chosen. */
export function Upload({ place }: { place: ImportPlace }) {
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
      const made = await uploadFile(place.kind, file);
      // Whoever has left meanwhile is told when it is checked.
      if (stillHere()) await router.navigate(importLink(place, made.id));
    } catch (problem) {
      setSending(undefined);
      setErrors(fileErrors(problem));
    }
  }

  return (
    <div className={classes.upload}>
      <FileDrop label={t`File with organizations`} sending={sending} onFile={(file) => void take(file)} />
      <UnreadableNotice errors={errors} />
      <div className={classes.help}>
        <p>
          <Trans>
            First the file is only checked: you see what would be added, skipped and refused before anything
            happens. An import adds organizations and never changes one that is there.
          </Trans>
        </p>
        <DownloadMenu
          label={t`Template`}
          onDownload={(format) => void download('/v1/organizations/template', { format })}
        />
      </div>
    </div>
  );
}
