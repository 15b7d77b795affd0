import { higherLevels, type Tree } from './tree';

export type Found = {
  matches: ReadonlySet<string>;
  /** The matches and every level above them. */
  kept: ReadonlySet<string>;
};

/** As the server compares: NFC, without regard to case. */
function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** What has the text in its name, or is the whole ID; undefined where nothing is searched for. */
export function searchTree(tree: Tree, query: string): Found | undefined {
  const wanted = fold(query.trim());
  if (wanted === '') return undefined;
  const matches = new Set<string>();
  const kept = new Set<string>();
  for (const { organizationId, name } of tree.items.values()) {
    if (organizationId !== query.trim() && !fold(name).includes(wanted)) continue;
    matches.add(organizationId);
    kept.add(organizationId);
    for (const id of higherLevels(tree, organizationId)) kept.add(id);
  }
  return { matches, kept };
}

/** The name in pieces, those that match the search marked. */
export function highlight(name: string, query: string): { text: string; hit: boolean; at: number }[] {
  const shown = name.normalize('NFC');
  const folded = shown.toLowerCase();
  const wanted = fold(query.trim());
  // Where folding changes the length, positions in the folded text say nothing about the shown one.
  if (wanted === '' || folded.length !== shown.length) return [{ text: shown, hit: false, at: 0 }];
  const pieces: { text: string; hit: boolean; at: number }[] = [];
  let from = 0;
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, from)) {
    if (at > from) pieces.push({ text: shown.slice(from, at), hit: false, at: from });
    from = at + wanted.length;
    pieces.push({ text: shown.slice(at, from), hit: true, at });
  }
  if (from < shown.length) pieces.push({ text: shown.slice(from), hit: false, at: from });
  return pieces;
}
