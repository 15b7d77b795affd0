import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import { useMemo } from 'react';
import type { NumberFilter } from './search';

const fields = {
  number: msg`Number`,
  international: msg`International form`,
  lettering: msg`Lettering`,
  billingNumber: msg`Billing number`,
  organization: msg`Organization`,
  inUse: msg`In use`,
  createdAt: msg`Added on`,
  updatedAt: msg`Changed`,
  id: msg`Number ID`,
  createdFrom: msg`Added from`,
  createdTo: msg`Added to`,
  reach: msg`Reach`,
} satisfies Record<string, MessageDescriptor>;

export type NumberField = keyof typeof fields;

export type NumberLabels = ReturnType<typeof useNumberLabels>;

/** The words for a number's fields and their values. */
export function useNumberLabels() {
  const { i18n } = useLingui();
  const { locale } = i18n;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language
  return useMemo(
    () => ({
      field: (name: NumberField): string => i18n._(fields[name]),
      filter: (name: NumberFilter): string =>
        i18n._(fields[name === 'organizationId' ? 'organization' : name]),
      inUse: (inUse: boolean): string => i18n._(inUse ? msg`In use` : msg`Not in use`),
      /** The same as the answer to a filter. */
      yes: (value: string): string => i18n._(value === 'true' ? msg`Yes` : msg`No`),
    }),
    [i18n, locale],
  );
}
