import { describe, expect, it } from 'vitest';
import { compact, fromTheStart, parseListSearch } from './listSearch';
import { many, one, parseSearch, stringifySearch } from './searchParams';

describe('what a list keeps in the URL', () => {
  it('reads and writes the same address', () => {
    const address =
      '?q=%EC%A2%85%EB%A1%9C&sort=-createdAt&limit=100&cursor=abc&from=101&selected=org_1&selected=org_2';
    expect(stringifySearch(parseListSearch(parseSearch(address)))).toBe(address);
  });

  it('leaves out what is the default or empty', () => {
    expect(parseListSearch({ q: '', limit: '50', sort: '' })).toEqual({});
  });

  it('ignores a page size that is not offered and a position without a cursor', () => {
    expect(parseListSearch({ limit: '7', from: '51' })).toEqual({});
    expect(parseListSearch({ limit: 'abc', cursor: 'c', from: '-3' })).toEqual({ cursor: 'c' });
  });

  it('starts at the first page with nothing selected when it shows something else', () => {
    const search = { q: 'a', cursor: 'c', from: 51, selected: ['org_1'], limit: 100 };
    expect(fromTheStart(search, { q: 'b' })).toEqual({ q: 'b', limit: 100 });
  });
});

describe('search parameters', () => {
  it('keeps a repeated key as a list and text as text', () => {
    expect(parseSearch('?status=active&status=suspended&q=007')).toEqual({
      status: ['active', 'suspended'],
      q: '007',
    });
  });

  it('drops empty and absent values when it writes', () => {
    expect(stringifySearch({ q: '', status: [], sort: undefined, id: ['a', ''] })).toBe('?id=a');
    expect(stringifySearch({})).toBe('');
  });

  it('reads one value or all of them', () => {
    expect(one({ q: ['a', 'b'] }, 'q')).toBe('a');
    expect(many({ s: ['a', 'b', 'a', ''] }, 's')).toEqual(['a', 'b']);
    expect(many({ s: '' }, 's')).toBeUndefined();
    expect(compact({ a: undefined, b: null })).toEqual({ b: null });
  });
});
