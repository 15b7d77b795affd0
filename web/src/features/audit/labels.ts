import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import { useMemo } from 'react';
import type { AuditEvent } from '~/api/types';
import type { AuditFilter, AuditGroup } from './search';

// A test compares these with what the program records.
const actions: Record<string, MessageDescriptor> = {
  'access.refused': msg`Was refused for want of a permission`,
  'account.created': msg`Created an account`,
  'account.deleted': msg`Deleted the account`,
  'account.deletion_asked': msg`Asked for a code to delete the account`,
  'account.email_change_asked': msg`Asked to change an e-mail address`,
  'account.email_change_given_up': msg`Gave up the change of an e-mail address`,
  'account.email_changed': msg`Changed an e-mail address`,
  'account.password_changed': msg`Changed the password`,
  'account.password_reset': msg`Set a new password by a link`,
  'account.password_reset_asked': msg`Asked for a link to set a new password`,
  'account.updated': msg`Changed an account`,
  'api_key.created': msg`Created an API key`,
  'api_key.revoked': msg`Revoked an API key`,
  'code.refused': msg`Entered a wrong verification code`,
  'group.created': msg`Created a group`,
  'group.deleted': msg`Dissolved a group`,
  'group.organization_added': msg`Added an organization to a group`,
  'group.organization_moved': msg`Moved an organization in a group`,
  'group.organization_removed': msg`Removed an organization from a group`,
  'group.updated': msg`Changed a group`,
  'import.applied': msg`Applied an import`,
  'invitation.accepted': msg`Accepted an invitation`,
  'invitation.asked_again': msg`Asked for a new invitation`,
  'invitation.declined': msg`Declined an invitation`,
  'invitation.resent': msg`Sent an invitation again`,
  'invitation.revoked': msg`Revoked an invitation`,
  'invitation.sent': msg`Sent an invitation`,
  'mail.retried': msg`Had a message tried again`,
  'member.accepted': msg`Accepted to become a member`,
  'member.added': msg`Added a member`,
  'member.declined': msg`Declined to become a member`,
  'member.deleted': msg`Removed a member`,
  'member.disabled': msg`Disabled a member`,
  'member.enabled': msg`Enabled a member`,
  'member.left': msg`Left the organization`,
  'member.moved_away': msg`Moved a member to another organization`,
  'member.moved_here': msg`Moved a member here`,
  'member.second_factor_reset': msg`Reset a member’s second factor`,
  'member.password_reset': msg`Reset a member’s password`,
  'member.updated': msg`Changed a member`,
  'number.added': msg`Added outgoing numbers`,
  'number.deleted': msg`Deleted outgoing numbers`,
  'number.moved': msg`Moved outgoing numbers`,
  'number.updated': msg`Changed an outgoing number`,
  'organization.created': msg`Created an organization`,
  'organization.deleted': msg`Deleted an organization`,
  'organization.erased': msg`Erased an organization`,
  'organization.erasure_asked': msg`Asked for a code to erase the organization`,
  'organization.erasure_finished': msg`The erasure of an organization was finished`,
  'organization.updated': msg`Changed an organization`,
  'passkey.added': msg`Added a passkey`,
  'passkey.removed': msg`Removed a passkey`,
  'passkey.renamed': msg`Renamed a passkey`,
  'passkey.suspected': msg`A passkey was used that may have been copied`,
  'policy.updated': msg`Changed the security policy`,
  'product.declared': msg`Declared a product`,
  'product.withdrawn': msg`Withdrew a product`,
  'recovery_code.used': msg`Used a recovery code`,
  'recovery_codes.replaced': msg`Made new recovery codes`,
  'role.created': msg`Created a role`,
  'role.deleted': msg`Deleted a role`,
  'role.updated': msg`Changed a role`,
  'session.ended': msg`Signed out`,
  'session.others_ended': msg`Ended all other sessions`,
  'session.proved': msg`Confirmed who they are`,
  'session.refused': msg`Failed to sign in`,
  'session.started': msg`Signed in`,
  'sign_up.asked': msg`Asked to sign up`,
  'totp.added': msg`Turned two-factor sign-in on`,
  'totp.removed': msg`Turned two-factor sign-in off`,
  'usage.changed': msg`Changed a usage`,
  'usage.ended': msg`Ended a usage`,
  'usage.started': msg`Started a usage`,
};

const groups: Record<AuditGroup, MessageDescriptor> = {
  organization: msg`Organization and policy`,
  members: msg`Members`,
  invitations: msg`Invitations`,
  roles: msg`Roles`,
  numbers: msg`Outgoing numbers`,
  usages: msg`Usages`,
  apiKeys: msg`API keys`,
  imports: msg`Imports`,
  refusals: msg`Refusals`,
  sessions: msg`Sign-in and sessions`,
  accounts: msg`Accounts and their security`,
  groups: msg`Groups`,
  products: msg`Products`,
  mail: msg`Mail`,
};

const kinds: Record<string, MessageDescriptor> = {
  account: msg`Account`,
  api_key: msg`API key`,
  group: msg`Group`,
  import: msg`Import`,
  invitation: msg`Invitation`,
  mail: msg`Message`,
  member: msg`Member`,
  number: msg`Outgoing number`,
  number_batch: msg`Several outgoing numbers`,
  organization: msg`Organization`,
  passkey: msg`Passkey`,
  product: msg`Product`,
  role: msg`Role`,
  session: msg`Session`,
  sign_up: msg`Sign-up`,
  usage: msg`Usage`,
};

const fields = {
  action: msg`Action`,
  at: msg`Time`,
  actor: msg`By`,
  target: msg`Target`,
  address: msg`Network address`,
  organization: msg`Organization`,
  requestId: msg`Request`,
  id: msg`Event ID`,
} satisfies Record<string, MessageDescriptor>;

const filters: Record<AuditFilter, MessageDescriptor> = {
  action: msg`What`,
  actorId: msg`Account or API key`,
  targetId: msg`Target ID`,
  organizationId: msg`Organization`,
  reach: msg`Reach`,
  since: msg`From`,
  until: msg`To`,
};

export type AuditField = keyof typeof fields;

export type AuditLabels = ReturnType<typeof useAuditLabels>;

/** The words for what happened, who did it and what it was done to. */
export function useAuditLabels() {
  const { i18n } = useLingui();
  const { locale } = i18n;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language
  return useMemo(
    () => ({
      /** A newer server may know more. */
      action: (action: string): string => {
        const words = actions[action];
        return words ? i18n._(words) : action;
      },
      group: (group: AuditGroup): string => i18n._(groups[group]),
      kind: (kind: string): string => {
        const words = kinds[kind];
        return words ? i18n._(words) : kind;
      },
      /** Who it was, as far as one may know. */
      actor: ({ kind, id, name }: AuditEvent['actor']): string => {
        if (name) return name;
        if (kind === 'operator') return i18n._(msg`The system`);
        if (kind === 'visitor') return i18n._(msg`Somebody not signed in`);
        if (kind === 'api_key')
          return id ? i18n._(msg`Revoked API key`) : i18n._(msg`API key from elsewhere`);
        return id ? i18n._(msg`Deleted account`) : i18n._(msg`Somebody from elsewhere`);
      },
      field: (name: AuditField): string => i18n._(fields[name]),
      filter: (name: AuditFilter): string => i18n._(filters[name]),
    }),
    [i18n, locale],
  );
}
