import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import { useMemo } from 'react';
import { formatEither } from '~/lib/format';
import type { InvitationStatus } from './search';

const fields = {
  name: msg`Name`,
  email: msg`E-mail`,
  status: msg`Status`,
  roles: msg`Roles`,
  invitedBy: msg`Invited by`,
  sentAt: msg`Sent`,
  expiresAt: msg`Expires`,
  createdAt: msg`Created`,
  acceptedAt: msg`Accepted`,
  askedAgainAt: msg`Asked for a new link`,
  id: msg`Invitation ID`,
} satisfies Record<string, MessageDescriptor>;

const statuses: Record<InvitationStatus, MessageDescriptor> = {
  pending: msg`Waits for an answer`,
  expired: msg`Expired`,
  accepted: msg`Accepted`,
  declined: msg`Declined`,
  revoked: msg`Revoked`,
};

export type InvitationField = keyof typeof fields;

export type InvitationLabels = ReturnType<typeof useInvitationLabels>;

/** The words for an invitation's fields and their values. */
export function useInvitationLabels() {
  const { i18n } = useLingui();
  const { locale } = i18n;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language
  return useMemo(
    () => ({
      field: (name: InvitationField): string => i18n._(fields[name]),
      status: (status: InvitationStatus): string => i18n._(statuses[status]),
      list: (names: string[]): string => new Intl.ListFormat(i18n.locale).format(names),
      either: (names: string[]): string => formatEither(names, i18n.locale),
    }),
    [i18n, locale],
  );
}
