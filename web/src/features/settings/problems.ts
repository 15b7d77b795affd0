import { msg } from '@lingui/core/macro';
import { addProblemTexts } from '~/lib/problemText';

/** What changing the settings of an organization refuses, in words. */
addProblemTexts({
  problems: {
    own_role_required: msg`Only somebody who has this permission by a role of the organization itself can erase it. Staff can delete it once nothing refers to it.`,
  },
  fields: {
    does_not_match: msg`This is not the organization's name. Type it as it is shown.`,
  },
});
