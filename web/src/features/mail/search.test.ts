import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch } from '~/lib/searchParams';
import { mailListQuery, parseMailSearch } from './search';

describe('the list of mail in its address', () => {
  it('reads and writes the same', () => {
    const address = '?q=kim&sort=createdAt&state=failed&kind=invitation&kind=code';
    expect(stringifySearch(parseMailSearch(parseSearch(address)))).toBe(address);
  });

  it('drops states and kinds that there are not', () => {
    expect(parseMailSearch({ state: ['sent'], kind: ['spam', 'notice'] })).toEqual({ kind: ['notice'] });
  });

  it('asks for a page', () => {
    expect(mailListQuery({ state: ['failed'], cursor: 'c', from: 51, columns: ['id'] })).toEqual({
      state: ['failed'],
      limit: 50,
      cursor: 'c',
    });
  });
});
