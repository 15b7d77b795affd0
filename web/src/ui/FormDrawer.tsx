import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import type { FormEvent, ReactNode } from 'react';
import { ConfirmDialog } from './ConfirmDialog';
import classes from './FormDrawer.module.css';
import { Notice } from './Notice';
import { SidePanel } from './SidePanel';

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
      <SidePanel
        title={title}
        size={560}
        noValidate
        busy={loading || saving}
        onSubmit={submit}
        onClose={onClose}
        buttons={
          <>
            <Button variant="default" onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" loading={saving} disabled={loading}>
              {submitLabel}
            </Button>
          </>
        }
      >
        {loading ? <FieldSkeletons /> : children}
        {submitError}
      </SidePanel>
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
