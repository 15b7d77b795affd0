import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import { isProblem } from '~/api/problem';
import { useProblemText } from '~/lib/problemText';

/** What accepting an invitation refuses, in words for whoever is invited; others read other words for some of it. */
const words: Record<string, ReturnType<typeof msg>> = {
  invitation_no_longer_valid: msg`Whoever invited you may not give away any more what this invitation offers. Ask the organization to invite you again.`,
  organization_suspended: msg`The organization is suspended, and nobody can join it until it is active again. The invitation stays as it is.`,
  member_disabled: msg`Your membership there has been disabled. An administrator of the organization can enable it again.`,
};

export function useInvitationProblem() {
  const { _ } = useLingui();
  const text = useProblemText();
  return {
    field: text.field,
    problem(problem: unknown): string {
      const own = isProblem(problem) ? words[problem.code] : undefined;
      return own ? _(own) : text.problem(problem);
    },
  };
}
