import { describe, expect, it } from 'vitest';
import { added, moved, removed } from './edits';
import { pinnedLevels, scrollTopFor } from './pinned';
import { hasRoomBelow, indentTarget, obstacleTo, outdentTarget } from './targets';
import { buildTree, expandable, firstOpen, flatten, higherLevels, type TreeItem } from './tree';
import { keyMove, typeAhead } from './treeKeys';
import { highlight, searchTree } from './treeSearch';

/** `Seoul > Jongno > Sajik` written as lines, two spaces a level. The name is the ID. */
function items(text: string): TreeItem[] {
  const above: string[] = [];
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const name = line.trim();
      const depth = line.search(/\S/) / 2;
      above[depth] = name;
      return {
        organizationId: name,
        name,
        parentId: depth === 0 ? null : (above[depth - 1] as string),
        type: 'executing',
        status: 'active',
      };
    });
}

const byText = (a: TreeItem, b: TreeItem) => (a.name < b.name ? -1 : 1);

const korea = items(`
서울
  강남
    역삼
  종로
    사직
    삼청
  중구
`);
const tree = buildTree(korea, byText);
const all = flatten(tree, () => true);
const at = (id: string) => all.findIndex((row) => row.id === id);

/** A straight line of that many levels: 1 > 2 > 3… */
const line = (levels: number) =>
  Array.from({ length: levels }, (_, index) => '  '.repeat(index) + (index + 1)).join('\n');

describe('a tree', () => {
  it('knows levels and counts, whatever the order it comes in', () => {
    const shuffled = buildTree([...korea].reverse(), byText);
    expect(flatten(shuffled, () => true)).toEqual(all);
    expect(shuffled.highest).toBe('서울');
    expect([shuffled.below.get('서울'), shuffled.below.get('종로'), shuffled.below.get('사직')]).toEqual([
      6, 2, 0,
    ]);
    expect([shuffled.levels.get('서울'), shuffled.depth.get('사직')]).toEqual([3, 3]);
    expect(higherLevels(shuffled, '사직')).toEqual(['서울', '종로']);
  });

  it('shows what is open, with places among the siblings', () => {
    expect(all.map(({ id }) => id)).toEqual(['서울', '강남', '역삼', '종로', '사직', '삼청', '중구']);
    expect(all[at('종로')]).toEqual({
      id: '종로',
      depth: 2,
      position: 2,
      siblings: 3,
      open: true,
      parent: 0,
      last: at('삼청'),
    });
    const closed = flatten(tree, (id) => id !== '종로');
    expect(closed.map(({ id }) => id)).toEqual(['서울', '강남', '역삼', '종로', '중구']);
    expect(closed[3]).toMatchObject({ open: false, last: 3 });
    expect(closed[4]).toMatchObject({ open: undefined, parent: 0 });
  });

  it('is open whole where it is small, and by the first level where it is large', () => {
    expect(firstOpen(tree).sort()).toEqual(expandable(tree).sort());
    const large = buildTree(
      items(['top', ...Array.from({ length: 80 }, (_, n) => `  n${n}\n    m${n}`)].join('\n')),
    );
    expect(firstOpen(large)).toEqual(['top']);
    expect(firstOpen(buildTree([]))).toEqual([]);
    expect(flatten(buildTree([]), () => true)).toEqual([]);
  });

  it('of 34,000 organizations is built and laid out at once', () => {
    const many: TreeItem[] = Array.from({ length: 34_000 }, (_, n) => ({
      organizationId: `org_${n}`,
      name: `종로 ${n}`,
      parentId: n === 0 ? null : `org_${Math.floor((n - 1) / 32)}`,
      type: null,
      status: 'active',
    }));
    const large = buildTree(many);
    expect(large.below.get('org_0')).toBe(33_999);
    expect(flatten(large, () => true)).toHaveLength(34_000);
  });
});

describe('searching', () => {
  it('keeps the levels above every match', () => {
    const found = searchTree(tree, ' 삼 ');
    expect([...(found?.matches ?? [])]).toEqual(['역삼', '삼청']);
    const rows = flatten(tree, () => true, found?.kept);
    expect(rows.map(({ id }) => id)).toEqual(['서울', '강남', '역삼', '종로', '삼청']);
    expect(rows[3]).toMatchObject({ position: 2, siblings: 2 });
    expect(rows[4]).toMatchObject({ position: 1, siblings: 1 });
  });

  it('finds whatever the case, decomposed syllables, and whole IDs', () => {
    const mixed = buildTree([
      { organizationId: 'org_1', name: 'Seoul', parentId: null, type: null, status: 'active' },
      { organizationId: 'org_12', name: '종로', parentId: 'org_1', type: null, status: 'active' },
    ]);
    expect([...(searchTree(mixed, 'SEO')?.matches ?? [])]).toEqual(['org_1']);
    expect([...(searchTree(mixed, '종로'.normalize('NFD'))?.matches ?? [])]).toEqual(['org_12']);
    expect([...(searchTree(mixed, 'org_1')?.matches ?? [])]).toEqual(['org_1']);
    expect(searchTree(mixed, '  ')).toBeUndefined();
    expect(searchTree(mixed, 'Busan')?.kept.size).toBe(0);
  });

  it('marks each place that matches', () => {
    expect(highlight('삼청 삼거리', '삼').map(({ text, hit }) => (hit ? `[${text}]` : text))).toEqual([
      '[삼]',
      '청 ',
      '[삼]',
      '거리',
    ]);
    expect(highlight('Jongno', 'ONG').map(({ text, hit }) => (hit ? `[${text}]` : text))).toEqual([
      'J',
      '[ong]',
      'no',
    ]);
    // The dotted capital İ folds to two characters.
    expect(highlight('İzmir', 'z')).toEqual([{ text: 'İzmir', hit: false, at: 0 }]);
  });
});

describe('the levels pinned above', () => {
  const height = 10;
  const names = (scrollTop: number) =>
    pinnedLevels(all, scrollTop, height).map(({ index, shift }) => [all[index]?.id, shift]);

  it('are those of the rows at the top, as soon as they are scrolled out', () => {
    expect(names(0)).toEqual([]);
    expect(names(-30)).toEqual([]);
    expect(names(1)).toEqual([
      ['서울', 0],
      ['강남', 0],
    ]);
    expect(names(at('사직') * height - 10)).toEqual([
      ['서울', 0],
      ['종로', 0],
    ]);
  });

  it('are pushed out by the end of what is below them', () => {
    // 삼청, the last below 종로, leaves the second slot.
    const end = (at('삼청') + 1) * height;
    expect(names(end - 14)).toEqual([
      ['서울', 0],
      ['종로', -6],
    ]);
    expect(names(end - 10)).toEqual([['서울', 0]]);
  });

  it('leave room for the row that is scrolled to', () => {
    const view = { scrollTop: 60, height: 40 };
    expect(scrollTopFor(all, at('사직'), view, height)).toBe((at('사직') - 2) * height);
    expect(scrollTopFor(all, at('중구'), { scrollTop: 0, height: 40 }, height)).toBe(30);
    expect(scrollTopFor(all, at('종로'), { scrollTop: 10, height: 40 }, height)).toBe(10);
    expect(scrollTopFor(all, 99, view, height)).toBe(60);
  });
});

describe('possible targets', () => {
  it('are neither itself nor below it nor where it is', () => {
    expect(obstacleTo(tree, '종로', '종로')).toBe('itself');
    expect(obstacleTo(tree, '종로', '삼청')).toBe('below_itself');
    expect(obstacleTo(tree, '서울', '역삼')).toBe('below_itself');
    expect(obstacleTo(tree, '종로', '서울')).toBe('there_already');
    expect(obstacleTo(tree, '종로', '강남')).toBeUndefined();
    expect(obstacleTo(tree, '종로', '역삼')).toBeUndefined();
  });

  it('leave room for every level that comes along', () => {
    const deep = buildTree(items(`${line(9)}\n  a\n    b`));
    expect(obstacleTo(deep, 'b', '9')).toBeUndefined();
    expect(obstacleTo(deep, 'a', '9')).toBe('too_deep');
    expect(obstacleTo(deep, 'a', '8')).toBeUndefined();
    expect(hasRoomBelow(deep, '9')).toBe(true);
    expect(hasRoomBelow(buildTree(items(line(10))), '10')).toBe(false);
  });

  it('of indenting and outdenting are the sibling before and the level above', () => {
    expect(indentTarget(tree, '종로')).toBe('강남');
    expect(indentTarget(tree, '강남')).toBeUndefined();
    expect(indentTarget(tree, '서울')).toBeUndefined();
    expect(outdentTarget(tree, '사직')).toBe('서울');
    expect(outdentTarget(tree, '종로')).toBeUndefined();
    expect(outdentTarget(tree, '서울')).toBeUndefined();
  });
});

describe('a draft', () => {
  const organization = (name: string) => ({ organizationId: name, name, type: null, status: 'active' });

  it('begins with the highest level and puts the others below it', () => {
    const first = added([], ['서울', '종로', '중구'].map(organization), null);
    expect(first.map(({ name, parentId }) => [name, parentId])).toEqual([
      ['서울', null],
      ['종로', '서울'],
      ['중구', '서울'],
    ]);
    expect(added(first, ['종로', '강남'].map(organization), '중구')).toEqual([
      ...first,
      { ...organization('강남'), parentId: '중구' },
    ]);
  });

  it('moves and removes with everything below', () => {
    const after = buildTree(moved(korea, '종로', '강남'), byText);
    expect(flatten(after, () => true).map(({ id, depth }) => `${depth}${id}`)).toEqual([
      '1서울',
      '2강남',
      '3역삼',
      '3종로',
      '4사직',
      '4삼청',
      '2중구',
    ]);
    expect(removed(tree, korea, '종로').map(({ name }) => name)).toEqual(['서울', '강남', '역삼', '중구']);
    expect(removed(tree, korea, '서울')).toEqual([]);
  });
});

describe('keys', () => {
  const closed = flatten(tree, (id) => id === '서울');

  it('move as in every tree', () => {
    expect(keyMove(closed, 0, 'ArrowDown', 5)).toEqual({ to: 1 });
    expect(keyMove(closed, 0, 'ArrowUp', 5)).toBeUndefined();
    expect(keyMove(closed, closed.length - 1, 'ArrowDown', 5)).toBeUndefined();
    expect(keyMove(closed, 1, 'ArrowRight', 5)).toEqual({ open: true });
    expect(keyMove(closed, 0, 'ArrowRight', 5)).toEqual({ to: 1 });
    expect(keyMove(closed, 0, 'ArrowLeft', 5)).toEqual({ open: false });
    expect(keyMove(closed, 3, 'ArrowLeft', 5)).toEqual({ to: 0 });
    expect(keyMove(closed, 3, 'ArrowRight', 5)).toBeUndefined();
    expect(keyMove(all, 2, 'Home', 5)).toEqual({ to: 0 });
    expect(keyMove(all, 2, 'End', 5)).toEqual({ to: 6 });
    expect(keyMove(all, 0, 'PageDown', 5)).toEqual({ to: 5 });
    expect(keyMove(all, 4, 'PageUp', 5)).toEqual({ to: 0 });
    expect(keyMove(all, -1, 'ArrowDown', 5)).toEqual({ to: 0 });
    expect(keyMove([], 0, 'ArrowDown', 5)).toBeUndefined();
    expect(keyMove(all, 0, 'x', 5)).toBeUndefined();
  });

  it('type ahead, by whole syllables and by first consonants', () => {
    const from = (id: string, typed: string) => all[typeAhead(tree, all, at(id), typed) ?? -1]?.id;
    expect(from('서울', '종')).toBe('종로');
    expect(from('서울', 'ㅅ')).toBe('사직');
    expect(from('사직', 'ㅅ')).toBe('삼청');
    expect(from('삼청', 'ㅅ')).toBe('서울');
    expect(from('사직', 'ㅅㅊ')).toBe('삼청');
    expect(from('종로', '종로')).toBe('종로');
    expect(from('서울', 'busan')).toBeUndefined();
  });
});
