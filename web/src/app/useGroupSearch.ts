import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { findGroups } from '~/features/groups/api';
import { may, useSession } from '~/features/session/session';

/** Groups by name, for whoever may see them. */
export function useGroupSearch(query: string): { id: string; name: string }[] {
  const session = useSession();
  const text = query.trim();
  const [settled] = useDebouncedValue(text, 200);
  const found = useQuery({
    ...findGroups(settled),
    enabled: settled !== '' && may(session, 'console.groups.manage'),
    placeholderData: keepPreviousData,
  });
  return text === '' ? [] : (found.data?.items ?? []);
}
