import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useDeployment } from '~/api/deployment';
import { answerSignInAgain } from '~/api/signInAgain';
import { SignInForm } from '~/start/SignInForm';
import { useTopmost } from '~/ui/useTopmost';
import { leaveToSignIn, sessionQuery, useSession } from './session';

/** Asks for the password over whatever is open when the session has ended; nothing below is lost. */
export function SessionDialog() {
  const { t } = useLingui();
  const { account } = useSession();
  const { passkeys } = useDeployment();
  const client = useQueryClient();
  useTopmost(true);

  return (
    <Modal
      opened
      onClose={() => {}}
      title={t`Your session has ended`}
      centered
      size={400}
      zIndex={350}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
    >
      <p>
        <Trans>Sign in again to go on where you were. Nothing you have entered is lost.</Trans>
      </p>
      <SignInForm
        email={account.email}
        passkeys={passkeys}
        onDone={(session) => {
          // A passkey signs its own account in: that of somebody else takes over nothing of what is open here.
          if (session.account.id !== account.id) return window.location.assign('/');
          client.setQueryData(sessionQuery.queryKey, session);
          answerSignInAgain(true);
        }}
      />
      <Button variant="subtle" fullWidth mt={8} onClick={() => leaveToSignIn()}>
        <Trans>Leave without saving</Trans>
      </Button>
    </Modal>
  );
}
