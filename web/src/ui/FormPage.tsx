import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import type { FormEvent, ReactNode } from 'react';
import classes from './FormPage.module.css';
import { BackLink, Page } from './Page';
import type { RowLink } from './table/types';
import { UnsavedWork } from './UnsavedWork';

/** A form that needs a page of its own: its buttons stay in sight, and leaving asks before work is lost. */
export function FormPage({
  title,
  back,
  submitLabel,
  saving,
  dirty,
  submitError,
  onSubmit,
  children,
}: {
  title: string;
  /** Where Cancel leads, and what that is called. */
  back: { link: RowLink; label: ReactNode };
  submitLabel: ReactNode;
  saving: boolean;
  dirty: boolean;
  /** What went wrong and belongs to no field. */
  submitError: ReactNode;
  onSubmit: () => void;
  children: ReactNode;
}) {
  const router = useRouter();
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!saving) onSubmit();
  }

  return (
    <Page back={<BackLink link={back.link}>{back.label}</BackLink>} title={title}>
      <form onSubmit={submit} noValidate aria-busy={saving}>
        {children}
        <div className={classes.footer}>
          {submitError}
          <div className={classes.buttons}>
            <Button variant="default" onClick={() => void router.navigate(back.link)}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" loading={saving}>
              {submitLabel}
            </Button>
          </div>
        </div>
      </form>
      <UnsavedWork unsaved={() => dirty && !saving} />
    </Page>
  );
}
