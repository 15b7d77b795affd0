import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import { isLanguage, languageNames } from '~/i18n';

// The fields that events tell of, by their names in the contract; those of a registration without "registration.".
const fields: Record<string, MessageDescriptor> = {
  accountId: msg`Account`,
  accountIds: msg`Accounts`,
  action: msg`Action`,
  added: msg`Added`,
  'address.base': msg`Address`,
  'address.detail': msg`Address detail`,
  'address.postalCode': msg`Postal code`,
  awaits: msg`Waits for`,
  billingNumber: msg`Billing number`,
  businessRegistrationNumber: msg`Business registration number`,
  by: msg`By means of`,
  classification: msg`Classification`,
  clientClassification: msg`Client classification`,
  code: msg`Reason`,
  controlOrganizationIntegrated: msg`Control organization integrated`,
  count: msg`How many`,
  'counts.apiKeys': msg`API keys`,
  'counts.auditEvents': msg`Events`,
  'counts.imports': msg`Imports`,
  'counts.invitations': msg`Invitations`,
  'counts.members': msg`Members`,
  'counts.numbers': msg`Outgoing numbers`,
  'counts.roles': msg`Roles`,
  'counts.usages': msg`Usages`,
  description: msg`Description`,
  email: msg`E-mail`,
  expiresAt: msg`Expires`,
  externalId: msg`External ID`,
  externalKey: msg`External key`,
  fileName: msg`File`,
  first: msg`First number`,
  firstName: msg`First name`,
  for: msg`Purpose`,
  from: msg`Moved from`,
  groups: msg`Groups`,
  highestLevelId: msg`Highest level`,
  ids: msg`IDs`,
  invalid: msg`Invalid`,
  invitationId: msg`Invitation`,
  invitedBy: msg`Invited by`,
  key: msg`Key`,
  kind: msg`Kind`,
  language: msg`Language`,
  last: msg`Last number`,
  lastName: msg`Last name`,
  lettering: msg`Lettering`,
  mainPhone: msg`Main phone`,
  memberId: msg`Member`,
  memberPermissions: msg`Member permissions`,
  method: msg`By means of`,
  mobilePhone: msg`Mobile phone`,
  mode: msg`Mode`,
  name: msg`Name`,
  number: msg`Number`,
  'numberRules.personal050': msg`Personal numbers (050)`,
  'numberRules.special': msg`Special numbers (112, 119…)`,
  numbers: msg`Outgoing numbers`,
  operation: msg`Operation`,
  organizationId: msg`Organization`,
  organizations: msg`Organizations`,
  parentId: msg`Placed below`,
  permission: msg`Permission`,
  permissions: msg`Permissions`,
  product: msg`Product`,
  reach: msg`Reach`,
  registeredOrganizationId: msg`Registered organization`,
  removed: msg`Removed`,
  representativeName: msg`Representative`,
  requireSecondFactor: msg`Second factor required`,
  roleId: msg`Role`,
  roleIds: msg`Roles`,
  skipped: msg`Skipped`,
  status: msg`Status`,
  task: msg`Task`,
  timeZone: msg`Time zone`,
  to: msg`Moved to`,
  type: msg`Type`,
  url: msg`Address of the page`,
  website: msg`Website`,
};

const proofs = {
  password: msg`Password`,
  passkey: msg`Passkey`,
  totp: msg`Authenticator app`,
  recovery_code: msg`Recovery code`,
};

const values: Record<string, Record<string, MessageDescriptor>> = {
  by: proofs,
  classification: { client: msg`Client`, partner: msg`Partner` },
  clientClassification: {
    local_government: msg`Local government`,
    public_institution: msg`Public institution`,
    company: msg`Company`,
    other: msg`Other`,
  },
  method: proofs,
  reach: { own: msg`This organization only`, subtree: msg`This and everything below` },
  status: {
    active: msg`Active`,
    pending: msg`Pending`,
    disabled: msg`Disabled`,
    suspended: msg`Suspended`,
  },
  type: { contracting: msg`Contracting`, executing: msg`Executing` },
};

/** What is in it itself: a name that an event tells may be one that every object has. */
function own<T>(record: Record<string, T> | undefined, name: string): T | undefined {
  return record && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** The words for what an event tells; undefined where there are none, such as of a newer server. */
export function useToldWords() {
  const { i18n } = useLingui();

  function field(name: string): string | undefined {
    const inner = name.replace(/^registration\./, '');
    const words = own(fields, inner);
    if (words) return i18n._(words);
    // A name in each language of the interface.
    const [, whole = '', language] = /^(.+)\.(\w+)$/.exec(inner) ?? [];
    const localized = own(fields, whole);
    return localized && isLanguage(language)
      ? `${i18n._(localized)} (${languageNames[language]})`
      : undefined;
  }

  function value(name: string, text: string): string | undefined {
    const words = own(own(values, name.replace(/^registration\./, '')), text);
    return words && i18n._(words);
  }

  return { field, value };
}
