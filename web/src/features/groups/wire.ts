import type { paths } from '~/api/schema';

// Named from the operations they belong to, so that the generated schema's own names can change.
type Json<R> = R extends { content: { 'application/json': infer Body } } ? Body : never;
type Got<P extends keyof paths> = paths[P] extends { get: { responses: { 200: infer R } } } ? Json<R> : never;

/** The highest level is null while the group is empty, which the schema does not say. */
export type Group = Omit<Got<'/v1/groups/{id}'>, 'highestLevel'> & {
  highestLevel: { id: string; name: string } | null;
};
export type LowerLevels = Got<'/v1/organizations/{id}/lower-levels'>;

/** What a change of the hierarchy would do: who gains and who loses access, and in how many organizations. */
export type Impact = Json<paths['/v1/groups']['post']['responses'][200]>;
export type Affected = Impact['gains'];

export type NewGroup = paths['/v1/groups']['post']['requestBody']['content']['application/json'];
