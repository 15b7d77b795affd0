import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useDeployment } from '~/api/deployment';
import type { Passkey } from '~/api/types';
import { canUsePasskeys } from '~/lib/passkey';
import { Section } from '~/ui/Page';
import { Time } from '~/ui/Time';
import classes from './Security.module.css';
import { ownZone } from './zone';

const AddPasskey = lazy(() => import('./AddPasskey').then((module) => ({ default: module.AddPasskey })));
const RenamePasskey = lazy(() =>
  import('./RenamePasskey').then((module) => ({ default: module.RenamePasskey })),
);
const RemovePasskey = lazy(() =>
  import('./RemovePasskey').then((module) => ({ default: module.RemovePasskey })),
);

type Open = { kind: 'add' } | { kind: 'rename' | 'remove'; passkey: Passkey };

/** Fingerprint, face or PIN of a device, or a security key: in the place of the password, or after it. */
export function PasskeySection({ passkeys }: { passkeys: readonly Passkey[] }) {
  const { t } = useLingui();
  const offered = useDeployment().passkeys;
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const able = offered && canUsePasskeys();
  return (
    <Section
      title={t`Passkeys`}
      actions={
        able && (
          <Button variant="default" onClick={() => setOpen({ kind: 'add' })}>
            <Trans>Add a passkey</Trans>
          </Button>
        )
      }
    >
      <div className={classes.stack}>
        <p className={classes.text}>
          <Trans>
            Sign in with the fingerprint, face or PIN of a device, or with a security key: without the
            password, or as the second factor after it.
          </Trans>
        </p>
        {!able && (
          <p className={classes.quiet}>
            {offered ? (
              <Trans>This browser cannot add passkeys. A newer one can.</Trans>
            ) : (
              <Trans>
                Browsers offer passkeys only at an address with https and a name. Whoever runs this deployment
                can give it one.
              </Trans>
            )}
          </p>
        )}
        {passkeys.length > 0 && (
          <ul className={classes.list} aria-label={t`Passkeys`}>
            {passkeys.map((passkey) => (
              <li key={passkey.id} className={classes.row}>
                <div className={classes.name}>
                  <strong>{passkey.name}</strong>
                  <div className={classes.facts}>
                    <span>
                      <Trans>
                        Added <Time value={passkey.createdAt} timeZone={ownZone()} />
                      </Trans>
                    </span>
                    <span>
                      {passkey.lastUsedAt ? (
                        <Trans>
                          Last used <Time value={passkey.lastUsedAt} timeZone={ownZone()} />
                        </Trans>
                      ) : (
                        <Trans>Not used yet</Trans>
                      )}
                    </span>
                  </div>
                </div>
                <div className={classes.buttons}>
                  <Button
                    variant="default"
                    aria-label={t`Rename ${passkey.name}`}
                    onClick={() => setOpen({ kind: 'rename', passkey })}
                  >
                    <Trans>Rename</Trans>
                  </Button>
                  <Button
                    variant="default"
                    aria-label={t`Delete ${passkey.name}`}
                    onClick={() => setOpen({ kind: 'remove', passkey })}
                  >
                    <Trans>Delete…</Trans>
                  </Button>
                </div>
              </li>
            ))}
          </ul>
        )}
      </div>
      <Suspense>
        {open?.kind === 'add' && <AddPasskey onClose={close} />}
        {open?.kind === 'rename' && <RenamePasskey passkey={open.passkey} onClose={close} />}
        {open?.kind === 'remove' && <RemovePasskey passkey={open.passkey} onClose={close} />}
      </Suspense>
    </Section>
  );
}
