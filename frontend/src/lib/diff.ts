/** Word differences between two versions of a text. */
import type { Block } from './richtext';

export type Piece = { kind: 'same' | 'added' | 'removed'; text: string };
export type BlockChange = { key: string; kind: 'changed' | 'added' | 'removed'; pieces: Piece[] };

/** Longest common subsequence of two lists, as the pairs of indexes that match. */
function matches<T>(a: readonly T[], b: readonly T[], same: (x: T, y: T) => boolean): [number, number][] {
  let start = 0;
  while (start < a.length && start < b.length && same(a[start] as T, b[start] as T)) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && same(a[endA - 1] as T, b[endB - 1] as T)) {
    endA--;
    endB--;
  }
  const width = endB - start + 1;
  const lengths = new Uint32Array((endA - start + 1) * width);
  const at = (i: number, j: number): number => lengths[(i - start) * width + (j - start)] ?? 0;
  for (let i = endA - 1; i >= start; i--)
    for (let j = endB - 1; j >= start; j--)
      lengths[(i - start) * width + (j - start)] = same(a[i] as T, b[j] as T)
        ? at(i + 1, j + 1) + 1
        : Math.max(at(i + 1, j), at(i, j + 1));
  const pairs: [number, number][] = [];
  for (let k = 0; k < start; k++) pairs.push([k, k]);
  for (let i = start, j = start; i < endA && j < endB;) {
    if (same(a[i] as T, b[j] as T)) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  for (let k = 0; endA + k < a.length; k++) pairs.push([endA + k, endB + k]);
  return pairs;
}

/** What to take away from `before` and put into it to get `after`, word by word. */
export function diffWords(before: string, after: string): Piece[] {
  const words = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];
  const a = words(before);
  const b = words(after);
  const pieces: Piece[] = [];
  const add = (kind: Piece['kind'], text: string): void => {
    const last = pieces.at(-1);
    if (!text) return;
    if (last?.kind === kind) last.text += text;
    else pieces.push({ kind, text });
  };
  let i = 0;
  let j = 0;
  for (const [x, y] of [...matches(a, b, (p, q) => p === q), [a.length, b.length] as [number, number]]) {
    add('removed', a.slice(i, x).join(''));
    add('added', b.slice(j, y).join(''));
    add('same', a[x] ?? '');
    i = x + 1;
    j = y + 1;
  }
  return pieces;
}

/** The blocks that differ, in the order of the newer text. Blocks are paired by id, else by being the same words. */
export function diffBlocks(before: readonly Block[], after: readonly Block[]): BlockChange[] {
  const pairs = matches(before, after, (x, y) => (x.id !== null && x.id === y.id) || x.text === y.text);
  const changes: BlockChange[] = [];
  let i = 0;
  let j = 0;
  for (const [x, y] of [...pairs, [before.length, after.length] as [number, number]]) {
    for (; i < x; i++)
      changes.push({ key: `-${i}`, kind: 'removed', pieces: [{ kind: 'removed', text: before[i]?.text ?? '' }] });
    for (; j < y; j++)
      changes.push({ key: `+${j}`, kind: 'added', pieces: [{ kind: 'added', text: after[j]?.text ?? '' }] });
    const [older, newer] = [before[x], after[y]];
    if (older && newer && older.text !== newer.text)
      changes.push({ key: `~${y}`, kind: 'changed', pieces: diffWords(older.text, newer.text) });
    i = x + 1;
    j = y + 1;
  }
  return changes.filter((change) => change.pieces.some((piece) => piece.text.trim() !== ''));
}
