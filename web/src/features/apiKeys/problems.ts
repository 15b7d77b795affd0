import '~/features/members/problems';
import { msg } from '@lingui/core/macro';
import { addProblemTexts } from '~/lib/problemText';

/** What the operations on API keys refuse, in words. */
addProblemTexts({
  problems: {},
  fields: { in_the_past: msg`Choose a day that is not over.` },
});
