import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import classes from './FormDrawer.module.css';
import { Notice } from './Notice';
import { SidePanel } from './SidePanel';
import { UnsavedWork } from './UnsavedWork';

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

/** The frame of a form in a drawer: it saves on Enter, says that it saves, and asks before it throws work away. */
export function FormDrawer(props: Props) {
  const { title, submitLabel, loading, saving, dirty, submitError, onSubmit, onClose, children } = props;
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
      <UnsavedWork unsaved={() => dirty && !saving} />
    </>
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

/** What a form says below its fields: a refusal that belongs to none of them. */
export function FormError({ children }: { children: ReactNode }) {
  return <Notice tone="danger">{children}</Notice>;
}
