import { msg } from '@lingui/core/macro';
import '~/features/members/problems';
import { addProblemTexts } from '~/lib/problemText';

/** What inviting refuses, in words. */
addProblemTexts({
  problems: {
    invitation_over: msg`This invitation has been answered or revoked already.`,
    invitation_no_longer_valid: msg`A role that this invitation offers does not exist any more. Revoke it and invite them again.`,
    mail_not_configured: msg`This server sends no mail yet, and an invitation needs it. Its operator can set that up.`,
  },
  fields: {
    already_member: msg`This address belongs to a member already.`,
    already_invited: msg`This address has an invitation that waits for an answer.`,
    repeated: msg`This address is further up already.`,
    exceeds_own_permissions: msg`A role holds permissions that you do not hold here yourself, or not with its reach.`,
    'roleIds.not_found': msg`One of these roles does not exist any more.`,
    'roleIds.too_many': msg`These are too many roles.`,
    'roles.not_found': msg`There is no such role here. Write it as the list of roles does, and ; between several.`,
    'roles.duplicate': msg`A role is there twice.`,
  },
});
