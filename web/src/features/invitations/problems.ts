import { msg } from '@lingui/core/macro';
import type { Problem } from '~/api/problem';
import '~/features/members/problems';
import { addProblemTexts } from '~/lib/problemText';

/** How many invitations may be sent, how many more now, and when there will be enough, as far as the server says so. */
function limited({ body: { limit, left }, retryAfter }: Problem) {
  if (limit === 0)
    return msg`Nobody can be invited here before the platform’s staff have registered this organization.`;
  if (typeof limit !== 'number' || typeof left !== 'number')
    return msg`Until the platform’s staff have registered this organization, only so many invitations can be sent in 24 hours. Send fewer, wait, or ask them to register it.`;
  if (retryAfter === undefined)
    return msg`Until the platform’s staff have registered this organization, at most ${limit} invitations can be sent in 24 hours. Send fewer, or ask them to register it.`;
  const hours = Math.ceil(retryAfter / 3600);
  return msg`Until the platform’s staff have registered this organization, at most ${limit} invitations can be sent in 24 hours; now ${left} more can. Send fewer, wait ${hours} h, or ask them to register it.`;
}

/** What inviting refuses, in words. */
addProblemTexts({
  problems: {
    invitation_limit: limited,
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
  },
});
