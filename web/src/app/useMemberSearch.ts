import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Member } from '~/api/types';
import { findMembers } from '~/features/members/api';
import { memberships, useSession } from '~/features/session/session';

/** Members by name or address, of all organizations within reach, for whoever may see some. */
export function useMemberSearch(query: string): Member[] {
  const session = useSession();
  const mayRead = memberships(session).some(({ permissions }) =>
    (permissions ?? []).includes('console.members.read'),
  );
  const text = query.trim();
  const [settled] = useDebouncedValue(text, 200);
  const found = useQuery({
    ...findMembers(settled),
    enabled: settled !== '' && mayRead,
    placeholderData: keepPreviousData,
  });
  return text === '' ? [] : (found.data?.items ?? []);
}
