import { describe, expect, test } from 'vitest';
import type { ImportRow } from '~/api/types';
import { rowColumns } from './rowColumns';

const row = (errors: string[]): ImportRow => ({
  line: 2,
  status: errors.length > 0 ? 'invalid' : 'add',
  cells: { main_phone: '02', key: 'k', name: 'n', address: 'a', extra: 'x' },
  errors: errors.map((column) => ({ column, code: 'invalid_value', message: '' })),
  warnings: [],
});

const order = (rows: ImportRow[]) => rowColumns(rows, 'Status').map(({ id }) => id.replace('cell:', ''));

describe('the columns of an import', () => {
  test('stand as the file usually has them', () => {
    expect(order([row([])])).toEqual(['line', 'status', 'name', 'key', 'address', 'main_phone', 'extra']);
  });

  test('come right after the name and the key where something is wrong', () => {
    expect(order([row([]), row(['main_phone', 'extra'])])).toEqual([
      'line',
      'status',
      'name',
      'key',
      'main_phone',
      'extra',
      'address',
    ]);
  });
});
