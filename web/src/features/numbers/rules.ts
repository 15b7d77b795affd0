import type { OutgoingNumber } from '~/api/types';

/** Characters, as the server counts them. */
export const letteringLength = 20;

export type NumberValues = { number: string; billingNumber: string; lettering: string };

/** Numbers as people write them. */
export function valuesOf({ display, billingDisplay, lettering }: OutgoingNumber): NumberValues {
  return { number: display, billingNumber: billingDisplay, lettering };
}
