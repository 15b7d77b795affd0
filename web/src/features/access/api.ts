import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '~/api/client';

/** Every permission that can be held in an organization, and whether and how an account holds it. */
export function permissionsOfQuery(accountId: string, organizationId: string) {
  const query = { accountId, organizationId };
  return queryOptions({
    queryKey: ['access', 'permissions', query],
    queryFn: async ({ signal }) =>
      (await answer(api.GET('/v1/access/permissions', { params: { query }, signal }))).items,
  });
}

/** The organization itself and those below it by name; with text only those that have it in their name. */
export function findLowerLevels(organizationId: string, q: string) {
  const params = { path: { id: organizationId }, query: q === '' ? {} : { q } };
  return queryOptions({
    queryKey: ['access', 'lower-levels', organizationId, q],
    queryFn: async ({ signal }) => {
      const { items } = await answer(api.GET('/v1/organizations/{id}/lower-levels', { params, signal }));
      return items.filter(({ match }) => match).map(({ organizationId: id, name }) => ({ id, name }));
    },
  });
}
