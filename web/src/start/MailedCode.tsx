import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Notice } from '~/ui/Notice';
import classes from './AuthCard.module.css';
import { CodeField } from './CodeField';
import { useMailedCode } from './useMailedCode';

/** Asks for a code that was mailed, and mails another one where none came. */
export function MailedCode({
  label,
  submitLabel,
  danger = false,
  confirm,
  resend,
  children,
}: {
  label?: string;
  submitLabel: ReactNode;
  /** What it confirms cannot be undone. */
  danger?: boolean;
  /** Uses the code; throws what is refused. */
  confirm: (code: string) => Promise<void>;
  /** Mails another one. */
  resend: () => Promise<void>;
  /** Further ways on, below. */
  children?: ReactNode;
}) {
  const { t } = useLingui();
  const { busy, problem, sent, fieldProps, submit, again } = useMailedCode({ confirm, resend });
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        submit();
      }}
    >
      {problem && <Notice tone="danger">{problem}</Notice>}
      <CodeField
        label={label ?? t`Code`}
        description={t`Six digits, valid for ten minutes. Use the newest message.`}
        autoFocus
        data-autofocus
        {...fieldProps}
      />
      <Button
        type="submit"
        className={danger ? classes.danger : undefined}
        loading={busy === 'confirm'}
        disabled={busy === 'resend'}
        fullWidth
      >
        {submitLabel}
      </Button>
      <div className={classes.others}>
        <Button
          variant="subtle"
          loading={busy === 'resend'}
          disabled={busy === 'confirm'}
          onClick={() => void again()}
        >
          <Trans>Send another code</Trans>
        </Button>
        {children}
      </div>
      <p className={classes.hint} role="status">
        {sent > 0 && <Trans>Another code is on its way. The one before no longer works.</Trans>}
      </p>
    </form>
  );
}
