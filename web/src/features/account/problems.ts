import { msg } from '@lingui/core/macro';
import { addProblemTexts } from '~/lib/problemText';

addProblemTexts({
  problems: {
    totp_not_started: msg`This setup is older than an hour. Close it and begin again.`,
    no_second_factor: msg`Recovery codes stand in for a second factor. Set up an authenticator app or a passkey first.`,
    too_many_passkeys: msg`This account has 20 passkeys, as many as it can. Remove one first.`,
  },
  fields: {
    same_address: msg`This is the address of your account already.`,
  },
});
