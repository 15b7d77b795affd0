import { describe, expect, it } from 'vitest';
import { Problem } from '~/api/problem';
import { sortErrors } from './fieldErrors';

const error = (location: string, code = 'required') => ({ location, code, message: code });

describe('a refusal', () => {
  it('puts each error on its field and loses none', () => {
    const errors = [
      error('body.name', 'too_long'),
      error('body.name', 'control_characters'),
      error('body.registration.address.base'),
      error('body.registration.mainPhone', 'not_applicable'),
      error('query.limit'),
    ];
    const { fields, leftOver } = sortErrors(errors, (path) => path !== 'registration.mainPhone');
    expect(Object.keys(fields)).toEqual(['name', 'registration.address.base']);
    expect(fields.name?.code).toBe('too_long');
    expect(leftOver.map(({ location }) => location)).toEqual(['body.registration.mainPhone', 'query.limit']);
  });

  it('is read from any body, even one that is not ours', () => {
    expect(new Problem(502, undefined).code).toBe('http_502');
    expect(new Problem(0, undefined).code).toBe('network');
    expect(new Problem(500, 'text').errors).toEqual([]);
    const problem = new Problem(403, { code: 'permission_required', permission: 'a.b.c', detail: 'No.' });
    expect([problem.code, problem.permission, problem.message]).toEqual([
      'permission_required',
      'a.b.c',
      'No.',
    ]);
  });
});
