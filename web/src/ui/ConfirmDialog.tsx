import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import classes from './ConfirmDialog.module.css';
import { Notice } from './Notice';
import { useTopmost } from './useTopmost';

type Props = {
  opened: boolean;
  title: string;
  /** Exactly what will happen. */
  children: ReactNode;
  confirmLabel: string;
  cancelLabel?: string;
  danger?: boolean;
  /** Where it cannot be undone: the name that has to be typed first. */
  typeToConfirm?: string;
  busy: boolean;
  /** It cannot be done, and the text says why: there is nothing to confirm. */
  refused?: boolean;
  error: string | undefined;
  onConfirm: () => void;
  onClose: () => void;
};

export function ConfirmDialog({ opened, ...rest }: Props) {
  // A closed dialog would still listen for Escape, and take the very key press that opened it as its own.
  return opened ? <Opened {...rest} /> : null;
}

function Opened({ onClose, title, ...rest }: Omit<Props, 'opened'>) {
  const { t } = useLingui();
  const top = useTopmost(true);
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      centered
      size={480}
      zIndex={300}
      closeOnEscape={top}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <Content onClose={onClose} {...rest} />
    </Modal>
  );
}

function Content({
  children,
  confirmLabel,
  cancelLabel,
  danger,
  typeToConfirm,
  busy,
  refused = false,
  error,
  onConfirm,
  onClose,
}: Omit<Props, 'opened' | 'title'>) {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const cancel = useRef<HTMLButtonElement>(null);
  const confirm = useRef<HTMLButtonElement>(null);

  // Where nothing is lost by it, one key goes on as soon as there is something to confirm.
  useEffect(() => {
    if (!busy && !danger && document.activeElement === cancel.current) confirm.current?.focus();
  }, [busy, danger]);

  const confirmed = typeToConfirm === undefined || typed.trim().normalize() === typeToConfirm.normalize();
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        // React hands a dialog's events to the form that opened it, which this is not about.
        event.stopPropagation();
        if (confirmed && !busy && !refused) onConfirm();
      }}
    >
      <div className={classes.text}>{children}</div>
      {typeToConfirm !== undefined && !refused && (
        <TextInput
          data-autofocus
          label={
            <Trans>
              Type <strong>{typeToConfirm}</strong> to confirm
            </Trans>
          }
          aria-label={t`Type ${typeToConfirm} to confirm`}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      {error && <Notice tone="danger">{error}</Notice>}
      <div className={classes.actions}>
        <Button
          ref={cancel}
          variant="default"
          data-autofocus={typeToConfirm === undefined || refused || undefined}
          onClick={onClose}
        >
          {cancelLabel ?? (refused ? <Trans>Close</Trans> : <Trans>Cancel</Trans>)}
        </Button>
        {!refused && (
          <Button
            ref={confirm}
            type="submit"
            className={danger ? classes.danger : undefined}
            loading={busy}
            disabled={!confirmed}
          >
            {confirmLabel}
          </Button>
        )}
      </div>
    </form>
  );
}
