import { Trans, useLingui } from '@lingui/react/macro';
import { useBlocker } from '@tanstack/react-router';
import { ConfirmDialog } from './ConfirmDialog';

/** Asks before work is thrown away by following a link, going back or closing the tab. */
export function UnsavedWork({
  unsaved,
  acrossPages = false,
}: {
  /** Asked when somebody is about to leave. */
  unsaved: () => boolean;
  /** A change of the search alone is no leaving. */
  acrossPages?: boolean;
}) {
  const { t } = useLingui();
  const leave = useBlocker({
    shouldBlockFn: ({ current, next }) => unsaved() && !(acrossPages && current.pathname === next.pathname),
    enableBeforeUnload: unsaved,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      opened={leave.status === 'blocked'}
      title={t`Discard changes?`}
      confirmLabel={t`Discard`}
      cancelLabel={t`Keep editing`}
      danger
      busy={false}
      error={undefined}
      onConfirm={() => leave.proceed?.()}
      onClose={() => leave.reset?.()}
    >
      <Trans>What you have entered here has not been saved.</Trans>
    </ConfirmDialog>
  );
}
