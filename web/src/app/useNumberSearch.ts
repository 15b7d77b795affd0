import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { answer, api } from '~/api/client';
import { memberships, useSession } from '~/features/session/session';

/** The first few by their digits or lettering, for a palette that searches while one types. */
function findNumbers(q: string) {
  const query = { q, limit: 5 };
  return queryOptions({
    queryKey: ['numbers', 'find', query],
    queryFn: ({ signal }) => answer(api.GET('/v1/numbers', { params: { query }, signal })),
  });
}

/** Numbers of all organizations within reach, for whoever may see some. */
export function useNumberSearch(query: string) {
  const session = useSession();
  const mayRead = memberships(session).some(({ permissions }) =>
    (permissions ?? []).includes('console.numbers.read'),
  );
  const text = query.trim();
  const [settled] = useDebouncedValue(text, 200);
  const found = useQuery({
    ...findNumbers(settled),
    enabled: settled !== '' && mayRead,
    placeholderData: keepPreviousData,
  });
  return text === '' ? [] : (found.data?.items ?? []);
}
