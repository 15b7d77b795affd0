import { useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Loader } from '@mantine/core';
import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs';
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs';
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import classes from './Toasts.module.css';
import { dismissToast, type Toast, toastStore } from './toast';

// Long enough to read and to reach Undo; an error stays until it is closed.
const visibleFor: Record<Toast['tone'], number | undefined> = {
  done: 8_000,
  warning: 20_000,
  error: undefined,
  busy: undefined,
};

export function Toasts() {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.read);
  const { t } = useLingui();
  return (
    <section className={classes.region} aria-label={t`Notifications`}>
      <div role="status" aria-live="polite">
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} />
        ))}
      </div>
    </section>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const { t } = useLingui();
  const held = useRef(false);
  useEffect(() => {
    const time = visibleFor[toast.tone];
    if (time === undefined) return;
    let timer = window.setTimeout(close, time);
    function close() {
      // Whoever points at it or stands on it is still reading.
      if (held.current) timer = window.setTimeout(close, 2_000);
      else dismissToast(toast.id);
    }
    return () => window.clearTimeout(timer);
  }, [toast]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the handlers only hold the toast while it is read
    <div
      className={classes.toast}
      data-tone={toast.tone}
      onMouseEnter={() => {
        held.current = true;
      }}
      onMouseLeave={() => {
        held.current = false;
      }}
      onFocus={() => {
        held.current = true;
      }}
      onBlur={() => {
        held.current = false;
      }}
    >
      <span className={classes.icon} aria-hidden>
        {toast.tone === 'busy' ? (
          <Loader size={16} />
        ) : toast.tone === 'done' ? (
          <IconCheck size={16} />
        ) : (
          <IconAlertTriangle size={16} />
        )}
      </span>
      <p className={classes.text}>{toast.text}</p>
      {toast.action && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => {
            dismissToast(toast.id);
            toast.action?.run();
          }}
        >
          {toast.action.label}
        </Button>
      )}
      {toast.tone !== 'busy' && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          aria-label={t`Close`}
          onClick={() => dismissToast(toast.id)}
        >
          <IconX size={14} />
        </ActionIcon>
      )}
    </div>
  );
}
