import type { Account, AccountPatch } from '~/api/types';
import { changedFields } from '~/lib/changedFields';
import { compact } from '~/lib/listSearch';

/** Of the display name, the first and the last name. */
export const nameLength = 20;

export type ProfileValues = { name: string; firstName: string; lastName: string; mobilePhone: string };

export function profileValues(account: Account): ProfileValues {
  const { name, firstName, lastName, mobilePhoneDisplay } = account;
  return { name, firstName, lastName, mobilePhone: mobilePhoneDisplay };
}

/** Only what differs, so that what has changed elsewhere meanwhile stays. */
export function profilePatch(before: ProfileValues, after: ProfileValues): AccountPatch {
  const changed = changedFields(before, after);
  return compact({ ...changed, mobilePhone: changed.mobilePhone === '' ? null : changed.mobilePhone });
}
