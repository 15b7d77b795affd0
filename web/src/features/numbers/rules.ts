import type { OutgoingNumber } from '~/api/types';

/** Characters, as the server counts them. */
export const letteringLength = 20;

export type NumberValues = { number: string; billingNumber: string; lettering: string };

/** Numbers as people write them. */
export function valuesOf({ display, billingDisplay, lettering }: OutgoingNumber): NumberValues {
  return { number: display, billingNumber: billingDisplay, lettering };
}

/** Only what differs, so that two people who change different things do not undo each other. */
export function numberPatch(before: NumberValues, after: NumberValues): Partial<NumberValues> {
  const changed = (Object.keys(before) as (keyof NumberValues)[]).filter(
    (key) => after[key].trim() !== before[key],
  );
  return Object.fromEntries(changed.map((key) => [key, after[key].trim()]));
}
