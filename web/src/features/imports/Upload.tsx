import { useLingui } from '@lingui/react/macro';
import { useRouter } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useDownload } from '~/lib/download';
import { useStillHere } from '~/lib/useStillHere';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import { uploadFile } from './api';
import { FileDrop } from './FileDrop';
import classes from './ImportsPage.module.css';
import { type ImportPlace, importLink } from './place';
import { UnreadableNotice, useFileErrors } from './UnreadableNotice';

/** A file that is handed in as soon as it is chosen, and only checked by that. */
export function Upload({
  place,
  label,
  children,
}: {
  place: ImportPlace;
  label: string;
  /** What checking shows, and what the file is made of. */
  children: ReactNode;
}) {
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
      const fields = place.kind === 'organizations' ? {} : { organizationId: place.organizationId };
      const made = await uploadFile(place.kind, file, fields);
      // Whoever has left meanwhile is told when it is checked.
      if (stillHere()) await router.navigate(importLink(place, made.id));
    } catch (problem) {
      setSending(undefined);
      setErrors(fileErrors(problem));
    }
  }

  return (
    <div className={classes.upload}>
      <FileDrop label={label} sending={sending} onFile={(file) => void take(file)} />
      <UnreadableNotice errors={errors} />
      <div className={classes.help}>
        <p>{children}</p>
        <DownloadMenu
          label={t`Template`}
          onDownload={(format) => void download(`/v1/${place.kind}/template`, { format })}
        />
      </div>
    </div>
  );
}
