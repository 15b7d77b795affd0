import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import { useMemo } from 'react';

const fields = {
  name: msg`Name`,
  id: msg`ID`,
  website: msg`Website`,
  timeZone: msg`Time zone`,
  status: msg`Status`,
  externalKey: msg`External key`,
  classification: msg`Classification`,
  type: msg`Type`,
  clientClassification: msg`Client classification`,
  address: msg`Address`,
  addressDetail: msg`Address detail`,
  postalCode: msg`Postal code`,
  controlOrganizationIntegrated: msg`Control organization integrated`,
  registeredOrganizationId: msg`Registered organization`,
  representativeName: msg`Representative`,
  mainPhone: msg`Main phone`,
  businessRegistrationNumber: msg`Business registration number`,
  groupId: msg`Group`,
  createdAt: msg`Created`,
  updatedAt: msg`Changed`,
  personal050: msg`Personal numbers (050)`,
  special: msg`Special numbers (112, 119…)`,
  createdFrom: msg`Created from`,
  createdTo: msg`Created to`,
} satisfies Record<string, MessageDescriptor>;

const values: Record<string, Record<string, MessageDescriptor>> = {
  status: { active: msg`Active`, suspended: msg`Suspended` },
  classification: { client: msg`Client`, partner: msg`Partner` },
  type: { contracting: msg`Contracting`, executing: msg`Executing` },
  clientClassification: {
    local_government: msg`Local government`,
    public_institution: msg`Public institution`,
    company: msg`Company`,
    other: msg`Other`,
  },
  controlOrganizationIntegrated: { true: msg`Yes`, false: msg`No` },
};

export type FieldName = keyof typeof fields;

export type Labels = ReturnType<typeof useLabels>;

/** The words for an organization's fields and their values; one place, so that they read alike everywhere. */
export function useLabels() {
  const { i18n } = useLingui();
  const { locale } = i18n;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language
  return useMemo(
    () => ({
      field: (name: FieldName): string => i18n._(fields[name]),
      /** A deployment can configure client classifications that we have no words for: their key is shown. */
      value: (field: string, value: string): string => {
        const known = values[field]?.[value];
        return known ? i18n._(known) : value;
      },
    }),
    [i18n, locale],
  );
}

export const enumValues = {
  status: ['active', 'suspended'],
  classification: ['client', 'partner'],
  type: ['contracting', 'executing'],
} as const;
