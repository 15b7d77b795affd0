import { expect, it } from 'vitest';
import { type SwitcherRoot, switcherRows } from './switcherRows';
import { buildTree } from './tree';

const item = (id: string, parentId: string | null) => ({
  organizationId: id,
  name: id,
  parentId,
  type: null,
  status: 'active',
});
const tree = buildTree([item('서울', null), item('종로', '서울'), item('사직', '종로')]);

const root = (id: string, kind: SwitcherRoot['kind'], below = 0): SwitcherRoot => ({
  id,
  name: id,
  kind,
  below,
});
const lines = (roots: SwitcherRoot[], open: string[]) =>
  switcherRows(roots, (_, id) => open.includes(id)).map((row) => {
    if (row.kind === 'heading') return `# ${row.of}`;
    if (row.kind === 'loading') return `${row.depth} …`;
    const state = row.open === undefined ? '' : row.open ? ' -' : ' +';
    return `${row.depth} ${row.id} ${row.position}/${row.siblings}${state}`;
  });

it('has each kind under its heading', () => {
  expect(lines([root('p', 'platform'), root('a', 'own'), root('b', 'own'), root('c', 'other')], [])).toEqual([
    '# platform',
    '1 p 1/4',
    '# own',
    '1 a 2/4',
    '1 b 3/4',
    '# other',
    '1 c 4/4',
  ]);
});

it('opens an organization before and after what is below it has come', () => {
  expect(lines([root('서울', 'own', 2)], [])).toEqual(['# own', '1 서울 1/1 +']);
  expect(lines([root('서울', 'own', 2)], ['서울'])).toEqual(['# own', '1 서울 1/1 -', '2 …']);
  const loaded = [root('a', 'own'), { ...root('서울', 'own', 2), tree }];
  expect(lines(loaded, ['서울'])).toEqual(['# own', '1 a 1/2', '1 서울 2/2 -', '2 종로 1/1 +']);
  expect(lines(loaded, ['서울', '종로'])).toContain('3 사직 1/1');
});

it('shows of a search what it found with the levels above, and each organization under each of its own', () => {
  const found = [{ ...root('서울', 'own', 2), tree, kept: new Set(['서울', '종로']) }, root('종로', 'own')];
  expect(lines(found, ['서울', '종로'])).toEqual(['# own', '1 서울 1/2 -', '2 종로 1/1', '1 종로 2/2']);
  const keys = switcherRows(found, () => true).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});
