import { describe, expect, it } from 'vitest';
import { auditFilterQuery, auditListQuery, parseAuditSearch } from './search';

describe('the search of an audit trail', () => {
  it('keeps what can be searched for and drops the rest', () => {
    expect(
      parseAuditSearch({
        action: ['members', 'nothing'],
        actorId: 'acc_1',
        since: '2026-03-01',
        until: 'yesterday',
        reach: 'own',
        event: 'evt_1',
        other: 'x',
      }),
    ).toEqual({ action: ['members'], actorId: 'acc_1', since: '2026-03-01', event: 'evt_1' });
  });

  it('asks for days of the time zone, the last one included, and for all actions of a group', () => {
    const search = parseAuditSearch({ since: '2026-03-01', until: '2026-03-01', action: 'organization' });
    expect(auditFilterQuery(search, 'org_1', 'Asia/Seoul')).toEqual({
      action: ['organization.', 'policy.'],
      organizationId: 'org_1',
      from: '2026-02-28T15:00:00Z',
      to: '2026-03-01T15:00:00Z',
    });
  });

  it('asks for no reach where there is no organization', () => {
    expect(auditListQuery({ reach: 'subtree' }, undefined, 'UTC')).toEqual({ limit: 50 });
    expect(auditListQuery({ reach: 'subtree', organizationId: 'org_1' }, undefined, 'UTC')).toEqual({
      limit: 50,
      organizationId: 'org_1',
      reach: 'subtree',
    });
  });
});
