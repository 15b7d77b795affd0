import { queryOptions } from '@tanstack/react-query';
import { answer, answerWithResponse, api } from '~/api/client';
import { queryClient } from '~/api/query';
import { refresh } from '~/features/organizations/api';
import { compact, pageQuery } from '~/lib/listSearch';
import { randomKey } from '~/lib/randomKey';
import type { Addable } from './edits';
import type { GroupSearch } from './search';
import type { TreeItem } from './tree';
import type { Group, Impact, NewGroup } from './wire';

const all = ['groups'] as const;

export function groupsQuery(search: GroupSearch) {
  const query = compact({
    q: search.q,
    sort: search.sort,
    ...pageQuery(search),
  });
  return queryOptions({
    queryKey: [...all, 'list', query],
    queryFn: ({ signal }) => answer(api.GET('/v1/groups', { params: { query }, signal })),
  });
}

/** The first few by name, for a field or a palette that searches while one types. */
export function findGroups(q: string) {
  const query = compact({ q: q === '' ? undefined : q, sort: 'name', limit: 20 });
  return queryOptions({
    queryKey: [...all, 'find', query],
    queryFn: ({ signal }) => answer(api.GET('/v1/groups', { params: { query }, signal })),
  });
}

/** One group with the version that a change of it is made against. */
export function groupQuery(id: string) {
  return queryOptions({
    queryKey: [...all, 'one', id],
    queryFn: async ({ signal }): Promise<{ group: Group; version: string | null }> => {
      const outcome = api.GET('/v1/groups/{id}', { params: { path: { id } }, signal });
      const { data, response } = await answerWithResponse(outcome);
      return { group: data, version: response.headers.get('ETag') };
    },
  });
}

/** The whole tree of a group. */
export function groupTreeQuery(id: string) {
  return queryOptions({
    queryKey: [...all, 'tree', id],
    queryFn: async ({ signal }): Promise<TreeItem[]> => {
      const outcome = api.GET('/v1/groups/{id}/organizations', { params: { path: { id } }, signal });
      return (await answer(outcome)).items;
    },
  });
}

/** An organization with everything below it that one sees, and the levels above it that one sees. */
export function lowerLevelsQuery(organizationId: string, q = '') {
  const query = q === '' ? {} : { q };
  return queryOptions({
    queryKey: [...all, 'lower-levels', organizationId, q],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/v1/organizations/{id}/lower-levels', {
          params: { path: { id: organizationId }, query },
          signal,
        }),
      ),
  });
}

/** Organizations in no group, the first few by name; `more` where there are others. */
export function findUngrouped(q: string, contractingOnly: boolean) {
  const type: 'contracting'[] | undefined = contractingOnly ? ['contracting'] : undefined;
  const query = compact({ q: q === '' ? undefined : q, groupId: 'none', type, sort: 'name', limit: 50 });
  return queryOptions({
    queryKey: ['organizations', 'ungrouped', query],
    queryFn: async ({ signal }): Promise<{ found: Addable[]; more: boolean }> => {
      const { items, nextCursor } = await answer(api.GET('/v1/organizations', { params: { query }, signal }));
      const found = (items ?? []).map(({ id, name, status, registration }) => ({
        organizationId: id,
        name,
        status,
        type: registration?.type ?? null,
      }));
      return { found, more: nextCursor !== undefined };
    },
  });
}

/** A change of a hierarchy. */
export type Change =
  | { kind: 'create'; body: NewGroup }
  | { kind: 'dissolve'; group: string }
  | { kind: 'add'; group: string; organizationId: string; parentId: string | null }
  | { kind: 'move'; group: string; organizationId: string; parentId: string }
  | { kind: 'remove'; group: string; organizationId: string; subtree: boolean };

/** Sends a change; with `dryRun` the server answers what it would do, and does nothing. */
function send(
  change: Change,
  query: { dryRun?: true },
  key?: string,
  signal?: AbortSignal,
): Promise<unknown> {
  const header = key === undefined ? {} : { 'Idempotency-Key': key };
  switch (change.kind) {
    case 'create':
      return answer(api.POST('/v1/groups', { params: { query, header }, body: change.body, signal }));
    case 'dissolve':
      return answer(api.DELETE('/v1/groups/{id}', { params: { path: { id: change.group }, query }, signal }));
    case 'add': {
      const { group: id, organizationId, parentId } = change;
      const body = parentId === null ? { organizationId } : { organizationId, parentId };
      const params = { path: { id }, query, header };
      return answer(api.POST('/v1/groups/{id}/organizations', { params, body, signal }));
    }
    case 'move': {
      const { group: id, organizationId, parentId } = change;
      return answer(
        api.PATCH('/v1/groups/{id}/organizations/{organizationId}', {
          params: { path: { id, organizationId }, query },
          body: { parentId },
          signal,
        }),
      );
    }
    case 'remove': {
      const { group: id, organizationId, subtree } = change;
      return answer(
        api.DELETE('/v1/groups/{id}/organizations/{organizationId}', {
          params: { path: { id, organizationId }, query: { ...query, ...(subtree ? { subtree } : {}) } },
          signal,
        }),
      );
    }
  }
}

export function dryRun(change: Change, signal?: AbortSignal): Promise<Impact> {
  return send(change, { dryRun: true }, undefined, signal) as Promise<Impact>;
}

/** Makes the change. `key` makes a repeat after a lost answer harmless where something is created. */
export async function makeChange(change: Change, key = randomKey()): Promise<unknown> {
  const made = await send(change, {}, key);
  await refreshGroups(change.kind === 'dissolve' ? change.group : undefined);
  return made;
}

/** Once nothing shows a deleted group any more. */
export function forgetGroup(id: string): void {
  for (const kind of ['one', 'tree']) queryClient.removeQueries({ queryKey: [...all, kind, id] });
}

/** Makes a group with its whole tree, and answers its ID. */
export async function createGroup(body: NewGroup, key: string): Promise<string> {
  const made = (await makeChange({ kind: 'create', body }, key)) as Group;
  return made.id;
}

/** `version` null overwrites whatever is there now. */
export async function changeGroup(
  id: string,
  patch: { name?: string; description?: string | null },
  version: string | null,
): Promise<Group> {
  const header = version === null ? {} : { 'If-Match': version };
  const changed = await answer(
    api.PATCH('/v1/groups/{id}', { params: { path: { id }, header }, body: patch }),
  );
  await refreshGroups();
  return changed;
}

/** A change of a hierarchy shows in groups, in organizations, and in what one sees and may do below one's own. */
async function refreshGroups(gone?: string): Promise<void> {
  await Promise.all([
    // What is gone is still shown for a moment, and not asked for again.
    queryClient.invalidateQueries({
      queryKey: all,
      predicate: ({ queryKey }) => gone === undefined || queryKey[2] !== gone,
    }),
    queryClient.invalidateQueries({ queryKey: ['allowed'] }),
    refresh(),
  ]);
}
