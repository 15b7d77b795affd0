import '~/features/addNumbers/problems';
import { msg } from '@lingui/core/macro';
import { addProblemTexts } from '~/lib/problemText';

/** What changes of numbers and usages refuse, in words. */
addProblemTexts({
  problems: {
    number_in_use: msg`A number in use cannot be deleted, moved or given other digits. End what uses it first.`,
    not_allowed_there: msg`The organization may not have numbers of this kind.`,
    count_changed: msg`The list has changed since it was counted.`,
  },
  fields: {},
});
