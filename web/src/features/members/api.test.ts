import { afterEach, describe, expect, it, vi } from 'vitest';
import { moveMember } from './api';

/** The requests that were sent, each answered alike. */
function answered(status: number, body: unknown) {
  const sent: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push(request);
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
  });
  return sent;
}

describe('moving a member', () => {
  afterEach(() => vi.unstubAllGlobals());

  const body = { organizationId: 'org_2', roleIds: [] };

  it('is about the version that was read', async () => {
    const sent = answered(200, { id: 'mem_2' });
    await moveMember('mem_1', body, '"3"');
    expect(sent[0]?.url).toContain('/v1/members/mem_1/move');
    expect(sent[0]?.headers.get('If-Match')).toBe('"3"');
  });

  it('is refused where somebody else has changed it meanwhile', async () => {
    answered(412, { code: 'stale', detail: 'Somebody else changed it.' });
    await expect(moveMember('mem_1', body, '"3"')).rejects.toMatchObject({ code: 'stale', status: 412 });
  });
});
