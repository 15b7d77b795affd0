import { msg } from '@lingui/core/macro';
import { addProblemTexts } from '~/lib/problemText';

/** What adding numbers refuses, in words. */
addProblemTexts({
  problems: {
    number_taken: msg`Some of these numbers are taken already.`,
    range_conflicts: msg`Some numbers of the range cannot be added.`,
  },
  fields: {
    number_taken: msg`This number is taken already.`,
    repeated_number: msg`This number is there twice.`,
    backwards: msg`The last number comes before the first one.`,
    no_range: msg`A number as short as this has no range. Add it by itself.`,
    'lastFourDigits.invalid_format': msg`Enter the last four digits of the last number.`,
    personal_050: msg`This is a 050 number: not every provider accepts it as a sender.`,
    personal_050_not_allowed: msg`This organization may not have 050 numbers. The platform's staff can allow them.`,
    premium: msg`Premium-rate numbers (060) cannot be sender numbers.`,
  },
});
