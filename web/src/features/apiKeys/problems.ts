import '~/features/members/problems';
import { msg } from '@lingui/core/macro';
import { addProblemTexts } from '~/lib/problemText';

/** What the operations on API keys refuse, in words. */
addProblemTexts({
  problems: {
    answered_once: msg`The key was created, but it got lost on its way here and is told once only. Revoke it in the list, and create another.`,
  },
  fields: { in_the_past: msg`Choose a day that is not over.` },
});
