import { Trans, useLingui } from '@lingui/react/macro';
import { useSuspenseQuery } from '@tanstack/react-query';
import { securityQuery } from '~/features/session/security';
import { memberships, useSession } from '~/features/session/session';
import { Notice } from '~/ui/Notice';
import { useTitle } from '~/ui/useTitle';
import { PasskeySection } from './PasskeySection';
import { PasswordSection } from './PasswordSection';
import { RecoverySection } from './RecoverySection';
import classes from './Security.module.css';
import { TotpSection } from './TotpSection';

/** What the account signs in by. */
export function SecurityPage() {
  const { t, i18n } = useLingui();
  const { data: security } = useSuspenseQuery(securityQuery);
  const session = useSession();
  const { account } = session;
  const asking = memberships(session).filter(({ secondFactorRequired }) => secondFactorRequired);
  const names = new Intl.ListFormat(i18n.locale).format(asking.map(({ organization }) => organization.name));
  useTitle(t`Security`, t`Account`);

  return (
    <>
      <div className={classes.lead}>
        {asking.length > 0 && (
          <Notice tone="warn" title={t`A second factor is required`}>
            <Trans>
              {names}: your membership gives nothing until you set up an authenticator app or a passkey here.
              Then it counts at once.
            </Trans>
          </Notice>
        )}
        <p className={classes.quiet}>
          <Trans>Every change on this page is told to {account.email} by mail.</Trans>
        </p>
      </div>
      <PasswordSection password={security.password} />
      <TotpSection totp={security.totp} />
      <PasskeySection passkeys={security.passkeys} />
      {account.secondFactor && <RecoverySection left={security.recoveryCodes.left} />}
    </>
  );
}
