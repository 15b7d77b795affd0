import { msg } from '@lingui/core/macro';
import { addProblemTexts } from '~/lib/problemText';

/** What trying a message again refuses, in words. */
addProblemTexts({
  problems: {
    mail_expired: msg`The code or link in this message has expired, so it is not sent any more. Have a new one sent from where it came.`,
    mail_not_configured: msg`This deployment cannot send mail: its operator has to set TENANTRY_MAIL_URL.`,
  },
  fields: {},
});
