import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '~/api/client';
import { queryClient } from '~/api/query';
import type { Import } from '~/api/types';
import { refresh } from '~/features/organizations/api';
import { compact, defaultPageSize } from '~/lib/listSearch';
import type { ImportSearch } from './search';

export type Mode = 'all' | 'valid';

export const importsQuery = queryOptions({
  queryKey: ['imports', 'list'],
  queryFn: ({ signal }) => answer(api.GET('/v1/imports', { params: { query: { limit: 20 } }, signal })),
});

export function importQuery(id: string) {
  return queryOptions({
    queryKey: ['imports', 'one', id],
    queryFn: ({ signal }) => answer(api.GET('/v1/imports/{id}', { params: { path: { id } }, signal })),
  });
}

export function importRowsQuery(id: string, search: ImportSearch) {
  const query = compact({
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

/** Uploads and checks a file; nothing is imported yet. */
export async function checkFile(file: File): Promise<Import> {
  const made = await answer(
    api.POST('/v1/imports', {
      body: { file: '', kind: 'organizations' },
      bodySerializer: () => {
        const form = new FormData();
        form.set('kind', 'organizations');
        form.set('file', file);
        return form;
      },
    }),
  );
  await queryClient.invalidateQueries({ queryKey: importsQuery.queryKey });
  return made;
}

export async function chooseMode(id: string, mode: Mode): Promise<void> {
  await change(id, await answer(api.PATCH('/v1/imports/{id}', { params: { path: { id } }, body: { mode } })));
}

export async function applyImport(id: string): Promise<Import> {
  const done = await answer(api.POST('/v1/imports/{id}/apply', { params: { path: { id } } }));
  await change(id, done);
  await refresh();
  return done;
}

export async function cancelImport(id: string): Promise<void> {
  await answer(api.DELETE('/v1/imports/{id}', { params: { path: { id } } }));
  await checkAgain();
}

/** Everything about imports as the server has it now. */
export function checkAgain(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['imports'] });
}

async function change(id: string, next: Import): Promise<void> {
  queryClient.setQueryData(importQuery(id).queryKey, next);
  await queryClient.invalidateQueries({ queryKey: ['imports'] });
}
