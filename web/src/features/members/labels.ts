import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import { useMemo } from 'react';
import type { Member } from '~/api/types';
import type { MemberStatus } from './search';

const fields = {
  name: msg`Name`,
  email: msg`E-mail`,
  firstName: msg`First name`,
  lastName: msg`Last name`,
  mobilePhone: msg`Mobile phone`,
  organization: msg`Organization`,
  task: msg`Task`,
  status: msg`Status`,
  roles: msg`Roles`,
  secondFactor: msg`Second factor`,
  lastVisitAt: msg`Last visit`,
  createdAt: msg`Created`,
  updatedAt: msg`Changed`,
  id: msg`Member ID`,
  accountId: msg`Account ID`,
  reach: msg`Reach`,
} satisfies Record<string, MessageDescriptor>;

const statuses: Record<MemberStatus, MessageDescriptor> = {
  active: msg`Active`,
  pending: msg`Pending`,
  disabled: msg`Disabled`,
};

const awaited: Record<NonNullable<Member['awaits']>, MessageDescriptor> = {
  password: msg`Pending: first sign-in`,
  owner: msg`Pending: their answer`,
};

export type MemberField = keyof typeof fields;

export type MemberLabels = ReturnType<typeof useMemberLabels>;

/** The words for a member's fields and their values. */
export function useMemberLabels() {
  const { i18n } = useLingui();
  const { locale } = i18n;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language
  return useMemo(
    () => ({
      field: (name: MemberField): string => i18n._(fields[name]),
      status: (status: MemberStatus, awaits?: Member['awaits']): string =>
        i18n._(status === 'pending' && awaits ? awaited[awaits] : statuses[status]),
      list: (names: string[]): string => new Intl.ListFormat(i18n.locale).format(names),
    }),
    [i18n, locale],
  );
}
