import { describe, expect, it } from 'vitest';
import type { Role } from '~/api/types';
import { pageOfRoles } from './page';

const role = (name: string, memberCount: number): Role => ({
  id: `rol_${name}`,
  organizationId: 'org_1',
  name,
  description: null,
  fixed: name === 'Admin',
  reach: 'subtree',
  permissions: [],
  memberCount,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
});
const roles = [role('Admin', 2), role('Clerk 10', 7), role('Clerk 2', 0)];
const names = (search: Parameters<typeof pageOfRoles>[1]) =>
  pageOfRoles(roles, search, 'en').items.map(({ name }) => name);

describe('a page of roles', () => {
  it('keeps the server’s order until somebody asks for another', () => {
    expect(names({})).toEqual(['Admin', 'Clerk 10', 'Clerk 2']);
    expect(names({ sort: 'name' })).toEqual(['Admin', 'Clerk 2', 'Clerk 10']);
    expect(names({ sort: '-memberCount' })).toEqual(['Clerk 10', 'Admin', 'Clerk 2']);
  });

  it('finds by part of the name and by whole ID', () => {
    expect(names({ q: 'CLERK 1' })).toEqual(['Clerk 10']);
    expect(names({ q: 'rol_Admin' })).toEqual(['Admin']);
    expect(names({ q: 'rol_Adm' })).toEqual([]);
  });

  it('goes on where the page before ended', () => {
    const many = Array.from({ length: 45 }, (_, at) => role(`R${at}`, at));
    const first = pageOfRoles(many, { limit: 20 }, 'en');
    expect([first.items.length, first.total.value, first.nextCursor]).toEqual([20, 45, '20']);
    const last = pageOfRoles(many, { limit: 20, cursor: '40' }, 'en');
    expect([last.items.length, last.items[0]?.name, last.nextCursor]).toEqual([5, 'R40', undefined]);
    expect(pageOfRoles(many, { limit: 20, cursor: 'forged' }, 'en').items[0]?.name).toBe('R0');
  });
});
