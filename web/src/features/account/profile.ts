import type { Account, AccountPatch } from '~/api/types';

/** Of the display name, the first and the last name. */
export const nameLength = 20;

export type ProfileValues = { name: string; firstName: string; lastName: string; mobilePhone: string };

export function profileValues(account: Account): ProfileValues {
  const { name, firstName, lastName, mobilePhoneDisplay } = account;
  return { name, firstName, lastName, mobilePhone: mobilePhoneDisplay };
}

/** Only what differs, so that what has changed elsewhere meanwhile stays. */
export function profilePatch(before: ProfileValues, after: ProfileValues): AccountPatch {
  const patch: AccountPatch = {};
  for (const field of ['name', 'firstName', 'lastName'] as const) {
    const value = after[field].trim();
    if (value !== before[field]) patch[field] = value;
  }
  const phone = after.mobilePhone.trim();
  if (phone !== before.mobilePhone) patch.mobilePhone = phone === '' ? null : phone;
  return patch;
}
