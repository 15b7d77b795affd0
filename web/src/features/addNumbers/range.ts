import type { NewRange } from '~/api/types';

export type RangeValues = { billingNumber: string; first: string; lastFourDigits: string; lettering: string };

/** Whether there is enough to ask the server what would be added. */
export function isComplete({ billingNumber, first, lastFourDigits }: RangeValues): boolean {
  return (
    billingNumber.trim() !== '' &&
    first.trim() !== '' &&
    /^\d{4}$/.test(lastFourDigits.normalize('NFKC').trim())
  );
}

export function rangeBody({ billingNumber, first, lastFourDigits, lettering }: RangeValues): NewRange {
  return {
    billingNumber: billingNumber.trim(),
    first: first.trim(),
    // Whoever types Japanese or Korean may have full-width digits.
    lastFourDigits: lastFourDigits.normalize('NFKC').trim(),
    ...(lettering.trim() === '' ? {} : { lettering: lettering.trim() }),
  };
}
