import type { paths } from './schema';

// Named here from the operations they belong to, so that the generated schema's own names can change.
type Content<R> = R extends { content: { 'application/json': infer T } } ? T : never;
type Responses<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends { responses: infer R }
  ? R
  : never;
type Answer<P extends keyof paths, M extends keyof paths[P], S extends number> = S extends keyof Responses<
  P,
  M
>
  ? Content<Responses<P, M>[S]>
  : never;

export type Deployment = Answer<'/v1/deployment', 'get', 200>;
export type Session = Answer<'/v1/session', 'get', 200>;
export type Membership = NonNullable<Session['memberships']>[number];
export type Account = Answer<'/v1/account', 'get', 200>;
export type Security = Answer<'/v1/account/security', 'get', 200>;
export type Passkey = Security['passkeys'][number];
export type OwnSession = Answer<'/v1/account/sessions', 'get', 200>['items'][number];
export type Organization = Answer<'/v1/organizations/{id}', 'get', 200>;
export type Registration = NonNullable<Organization['registration']>;
export type OrganizationList = Answer<'/v1/organizations', 'get', 200>;
export type Total = OrganizationList['total'];
export type Blocker = NonNullable<
  Answer<'/v1/organizations/{id}/references', 'get', 200>['blockers']
>[number];
export type Import = Answer<'/v1/imports/{id}', 'get', 200>;
export type ImportRow = NonNullable<Answer<'/v1/imports/{id}/rows', 'get', 200>['items']>[number];
export type SetUpLink = Answer<'/v1/set-up/lookup', 'post', 200>;

type Sent<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends {
  requestBody: { content: infer C };
}
  ? C[keyof C]
  : never;

export type AccountPatch = Sent<'/v1/account', 'patch'>;
export type NewOrganization = Sent<'/v1/organizations', 'post'>;
export type OrganizationPatch = Sent<'/v1/organizations/{id}', 'patch'>;

export type Member = Answer<'/v1/members/{id}', 'get', 200>;
export type NewMember = Sent<'/v1/organizations/{id}/members', 'post'>;
export type MemberPatch = Sent<'/v1/members/{id}', 'patch'>;
export type Role = Answer<'/v1/roles/{id}', 'get', 200>;
export type NewRole = Sent<'/v1/organizations/{id}/roles', 'post'>;
export type RolePatch = Sent<'/v1/roles/{id}', 'patch'>;
export type Reach = Role['reach'];
export type Product = Answer<'/v1/products', 'get', 200>['items'][number];
export type ProductBody = Sent<'/v1/products/{key}', 'put'>;
export type PermissionAnswer = Answer<'/v1/access/permissions', 'get', 200>['items'][number];

export type NewNumbers = Sent<'/v1/organizations/{id}/numbers', 'post'>;
export type NumbersAdded = Answer<'/v1/organizations/{id}/numbers', 'post', 201>;
export type NumbersLook = Answer<'/v1/organizations/{id}/numbers', 'post', 200>;
export type NewRange = Sent<'/v1/organizations/{id}/number-ranges', 'post'>;
export type RangeAdded = Answer<'/v1/organizations/{id}/number-ranges', 'post', 201>;
export type RangeLook = Answer<'/v1/organizations/{id}/number-ranges', 'post', 200>;

export type OutgoingNumber = Answer<'/v1/numbers/{id}', 'get', 200>;
export type NumberPatch = Sent<'/v1/numbers/{id}', 'patch'>;
export type NumberChoice = Sent<'/v1/numbers/batch-delete', 'post'>;
export type Usage = Answer<'/v1/usages/{id}', 'get', 200>;
export type UsedNumber = Answer<'/v1/usages/{id}/numbers', 'get', 200>['items'][number];
/** A usage as a refusal names it. */
export type UsageRef = Pick<
  Usage,
  'id' | 'product' | 'kind' | 'externalId' | 'name' | 'organizationId' | 'url'
>;
export type AuditEvent = Answer<'/v1/audit', 'get', 200>['items'][number];
export type MailItem = Answer<'/v1/mail', 'get', 200>['items'][number];
export type ApiKey = Answer<'/v1/organizations/{id}/api-keys', 'get', 200>['items'][number];
export type Invitation = Answer<'/v1/invitations/{id}', 'get', 200>;
export type Invitee = Sent<'/v1/organizations/{id}/invitations', 'post'>['invitations'][number];
export type Invited = Answer<'/v1/organizations/{id}/invitations', 'post', 200>['results'][number];
export type Offer = Answer<'/v1/invitations/lookup', 'post', 200>;
export type Policy = Answer<'/v1/organizations/{id}/policy', 'get', 200>;
export type Erasure = Answer<'/v1/organizations/{id}/erasure', 'get', 200>;
export type MemberAccount = Answer<'/v1/members/{id}/account', 'get', 200>;
export type MemberAccountPatch = Sent<'/v1/members/{id}/account', 'patch'>;
export type NewApiKey = Sent<'/v1/organizations/{id}/api-keys', 'post'>;
