import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '~/api/client';
import { queryClient } from '~/api/query';
import type { Import } from '~/api/types';
import type { Language } from '~/i18n';
import { compact, defaultPageSize } from '~/lib/listSearch';
import type { ImportPlace } from './place';
import { isRunning, pollAfter } from './progress';
import type { ImportSearch } from './search';
import { waitedFor, watch } from './watched';

export type Mode = Import['mode'];

/** One's own imports of that kind, the newest first. */
export function importsQuery(place: ImportPlace) {
  const organizationId = place.kind === 'organizations' ? undefined : place.organizationId;
  const query = compact({ kind: place.kind, organizationId, limit: 20 });
  return queryOptions({
    queryKey: ['imports', 'list', query],
    queryFn: ({ signal }) => answer(api.GET('/v1/imports', { params: { query }, signal })),
    refetchInterval: ({ state }) => (state.data?.items.some(isRunning) ? 2_000 : false),
  });
}

/** Looked at again and again for as long as the server is at work on it. */
export function importQuery(id: string) {
  return queryOptions({
    queryKey: ['imports', 'one', id],
    queryFn: ({ signal }) => answer(api.GET('/v1/imports/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) =>
      state.data && isRunning(state.data) ? pollAfter(waitedFor(id)) : (false as const),
  });
}

/** What was found in the file, told in that language. */
export function importRowsQuery(id: string, search: ImportSearch, language: Language) {
  const query = compact({
    language,
    status: search.status,
    limit: search.limit ?? defaultPageSize,
    cursor: search.cursor,
  });
  return queryOptions({
    queryKey: ['imports', 'rows', id, query],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/imports/{id}/rows', { params: { path: { id }, query: query }, signal })),
  });
}

export type UploadFields = { organizationId?: string; billingNumber?: string; mode?: Mode };

/** Hands a file in to be checked; nothing is imported yet. */
export async function uploadFile(
  kind: Import['kind'],
  file: File,
  fields: UploadFields = {},
): Promise<Import> {
  const made = await answer(
    api.POST('/v1/imports', {
      body: { file: '', kind },
      bodySerializer: () => {
        const form = new FormData();
        form.set('kind', kind);
        for (const [name, value] of Object.entries(fields)) if (value) form.set(name, value);
        // Last, so that the server knows what the file is before it reads it.
        form.set('file', file);
        return form;
      },
    }),
  );
  await take(made);
  return made;
}

export async function chooseMode(id: string, mode: Mode): Promise<void> {
  await take(await answer(api.PATCH('/v1/imports/{id}', { params: { path: { id } }, body: { mode } })));
}

/** Begins to save what was checked; the import's own status tells how it goes on. */
export async function applyImport(id: string): Promise<void> {
  await take(await answer(api.POST('/v1/imports/{id}/apply', { params: { path: { id } } })));
}

export async function cancelImport(id: string): Promise<void> {
  await answer(api.DELETE('/v1/imports/{id}', { params: { path: { id } } }));
  await checkAgain();
}

/** Everything about imports as the server has it now. */
export function checkAgain(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['imports'] });
}

async function take(next: Import): Promise<void> {
  const { queryKey } = importQuery(next.id);
  // An answer that is still on its way is from before.
  await queryClient.cancelQueries({ queryKey });
  queryClient.setQueryData(queryKey, next);
  watch(next);
  await queryClient.invalidateQueries({ queryKey: ['imports', 'list'] });
}
