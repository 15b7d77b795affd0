import { useLingui } from '@lingui/react';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Organization } from '~/api/types';
import { findOrganizations } from '~/features/organizations/api';
import { isStaff, ownMemberships, useSession } from '~/features/session/session';
import { byName } from '~/lib/format';

type Found = Pick<Organization, 'id' | 'name'>;

/** Own organizations by name, and what the server finds for whoever sees more than their own. */
export function useOrganizationSearch(query: string): { own: Found[]; others: Found[] } {
  const { i18n } = useLingui();
  const session = useSession();
  const text = query.trim();
  const [settled] = useDebouncedValue(text, 200);
  const wanted = text.normalize().toLocaleLowerCase(i18n.locale);
  const own = ownMemberships(session)
    .map((membership) => membership.organization)
    .filter(({ id, name }) => id === text || name.toLocaleLowerCase(i18n.locale).includes(wanted))
    .sort(byName(i18n.locale, ({ name }) => name));
  const found = useQuery({
    ...findOrganizations(settled),
    enabled: settled !== '' && isStaff(session),
    placeholderData: keepPreviousData,
  });
  const others = text === '' ? [] : (found.data?.items ?? []);
  return { own, others: others.filter(({ id }) => !own.some((mine) => mine.id === id)) };
}
