import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { answer, api } from '~/api/client';
import type { Offer, Session } from '~/api/types';
import { AuthCard } from './AuthCard';
import cardClasses from './AuthCard.module.css';
import { InvitationConsent } from './InvitationConsent';
import { InvitationNewAccount } from './InvitationNewAccount';
import { InvitationOther } from './InvitationOther';
import classes from './InvitationPage.module.css';
import { joinedPlace } from './joinedPlace';
import { SignInForm } from './SignInForm';
import { welcome } from './signIn';
import { useDeployment } from './useDeployment';

/** Who invites where, and what it takes to accept: an account, a sign-in, or a word. */
export function InvitationOffer({
  token,
  title,
  offer,
  refuse,
  onLook,
  onDeclined,
  onEnter,
}: {
  token: string;
  title: string;
  offer: Offer;
  /** Takes care of what ends the invitation or begins the page anew; false for anything else. */
  refuse: (problem: unknown) => boolean;
  onLook: () => Promise<void>;
  onDeclined: () => void;
  onEnter: (next: string) => void;
}) {
  const deployment = useDeployment();
  const [asking, setAsking] = useState(false);
  const { email, account } = offer;

  /** `before`: the session that one accepts in, where there is one. */
  async function accept(who: { name?: string; password?: string }, before: Session | undefined) {
    const after = await welcome(
      await answer(api.POST('/v1/invitations/accept', { body: { token, ...who } })),
    );
    onEnter(joinedPlace(before, after, offer.organization.name));
  }

  async function decline() {
    await answer(api.POST('/v1/invitations/decline', { body: { token } }));
    onDeclined();
  }

  return (
    <AuthCard title={title} lead={<Lead offer={offer} />}>
      {offer.roles.length > 0 && <Roles names={offer.roles} />}
      {account === 'new' && (
        <InvitationNewAccount
          email={email}
          name={offer.name}
          refuse={refuse}
          accept={(who) => accept(who, undefined)}
          decline={decline}
        />
      )}
      {account === 'exists' && !asking && (
        <>
          <p className={cardClasses.text}>
            <Trans>
              You have an account with this address. Sign in, and then say whether you want to join.
            </Trans>
          </p>
          <SignInForm
            email={email}
            passkeys={deployment?.passkeys === true}
            links={
              <div className={cardClasses.links}>
                <a href="/reset-password">
                  <Trans>Forgot your password?</Trans>
                </a>
              </div>
            }
            onDone={() => {
              setAsking(true);
              void onLook().finally(() => setAsking(false));
            }}
          />
        </>
      )}
      {account === 'current' && (
        <InvitationConsent email={email} refuse={refuse} accept={accept} decline={decline} />
      )}
      {account === 'other' && <InvitationOther email={email} onSignedOut={onLook} />}
    </AuthCard>
  );
}

function Lead({ offer: { invitedBy, organization, email } }: { offer: Offer }): ReactNode {
  const { name } = organization;
  return invitedBy === null ? (
    <Trans>
      <strong>{email}</strong> is invited to become a member of <strong>{name}</strong>.
    </Trans>
  ) : (
    <Trans>
      {invitedBy} invites <strong>{email}</strong> to become a member of <strong>{name}</strong>.
    </Trans>
  );
}

function Roles({ names }: { names: readonly string[] }) {
  const { i18n } = useLingui();
  const list = new Intl.ListFormat(i18n.locale).format(names);
  return (
    <dl className={classes.facts}>
      <dt>
        <Trans>Your roles there</Trans>
      </dt>
      <dd>{list}</dd>
    </dl>
  );
}
