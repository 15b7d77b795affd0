import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Drawer } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import type { FormEvent, ReactNode } from 'react';
import { ConfirmDialog } from './ConfirmDialog';
import classes from './FormDrawer.module.css';
import { Notice } from './Notice';
import { useTopmost } from './useTopmost';

type Props = {
  title: string;
  submitLabel: string;
  /** The form's values are still on their way. */
  loading: boolean;
  saving: boolean;
  dirty: boolean;
  /** What went wrong and belongs to no field. */
  submitError: ReactNode | undefined;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** The frame of every form: it saves on Enter, says that it saves, and asks before it throws work away. */
export function FormDrawer(props: Props) {
  const { title, submitLabel, loading, saving, dirty, submitError, onSubmit, onClose, children } = props;
  const { t } = useLingui();
  const top = useTopmost(true);
  const leave = useBlocker({
    shouldBlockFn: () => dirty && !saving,
    enableBeforeUnload: () => dirty && !saving,
    withResolver: true,
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!saving && !loading) onSubmit();
  }

  return (
    <>
      <Drawer
        opened
        onClose={onClose}
        position="right"
        size={560}
        title={title}
        closeOnEscape={top}
        closeButtonProps={{ 'aria-label': t`Close` }}
        classNames={{ body: classes.body, content: classes.content, header: classes.header }}
      >
        <form className={classes.form} onSubmit={submit} noValidate aria-busy={loading || saving}>
          <div className={classes.fields}>
            {loading ? <FieldSkeletons /> : children}
            {submitError && <div className={classes.error}>{submitError}</div>}
          </div>
          <div className={classes.actions}>
            <Button variant="default" onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" loading={saving} disabled={loading}>
              {submitLabel}
            </Button>
          </div>
        </form>
      </Drawer>
      <DiscardDialog
        opened={leave.status === 'blocked'}
        onDiscard={() => leave.proceed?.()}
        onStay={() => leave.reset?.()}
      />
    </>
  );
}

export function DiscardDialog({
  opened,
  onDiscard,
  onStay,
}: {
  opened: boolean;
  onDiscard: () => void;
  onStay: () => void;
}) {
  const { t } = useLingui();
  return (
    <ConfirmDialog
      opened={opened}
      title={t`Discard changes?`}
      confirmLabel={t`Discard`}
      cancelLabel={t`Keep editing`}
      danger
      busy={false}
      error={undefined}
      onConfirm={onDiscard}
      onClose={onStay}
    >
      <Trans>What you have entered here has not been saved.</Trans>
    </ConfirmDialog>
  );
}

/** Bars where the fields will be, so that nothing jumps. */
function FieldSkeletons() {
  return (
    <div className={classes.skeletons} aria-hidden>
      {['a', 'b', 'c', 'd', 'e'].map((key) => (
        <div key={key}>
          <div className={classes.skeletonLabel} />
          <div className={classes.skeletonField} />
        </div>
      ))}
    </div>
  );
}

/** Shows a Notice that a server's refusal belongs in. */
export function FormError({ children }: { children: ReactNode }) {
  return <Notice tone="danger">{children}</Notice>;
}
