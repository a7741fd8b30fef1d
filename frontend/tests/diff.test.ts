import { describe, expect, it } from 'vitest';
import { diffBlocks, diffWords, type Piece } from '../src/lib/diff';

const side = (pieces: Piece[], without: Piece['kind']): string =>
  pieces
    .filter((piece) => piece.kind !== without)
    .map((piece) => piece.text)
    .join('');
const block = (id: string, text: string) => ({ id, type: 'paragraph', text });

describe('word diff', () => {
  it.each([
    ['', ''],
    ['Styret vedtek planen.', 'Styret vedtek planen.'],
    ['', 'Nytt avsnitt.'],
    ['Kr 2,2 mill i ubrukte midlar', 'Kr 2,4 mill i ubrukte midlar'],
    ['a b c d e', 'e d c b a'],
    ['ein  to', 'ein to'],
    ['frå kommunedirektørane.', 'frå kommunedirektørane og NAV Vestland.'],
  ])('gives back both texts: %j and %j', (before, after) => {
    const pieces = diffWords(before, after);
    expect(side(pieces, 'added')).toBe(before);
    expect(side(pieces, 'removed')).toBe(after);
  });

  it('marks the word that was replaced and nothing else', () => {
    expect(diffWords('Frist 3. november', 'Frist 4. november')).toEqual([
      { kind: 'same', text: 'Frist ' },
      { kind: 'removed', text: '3' },
      { kind: 'added', text: '4' },
      { kind: 'same', text: '. november' },
    ]);
  });
});

describe('block diff', () => {
  it('says nothing about blocks that are the same', () => {
    expect(diffBlocks([block('a', 'Ein'), block('b', 'To')], [block('a', 'Ein'), block('b', 'To')])).toEqual([]);
  });

  it('pairs a changed block with itself by its id', () => {
    const changes = diffBlocks([block('a', 'Ein'), block('b', 'To')], [block('a', 'Ein'), block('b', 'To og tre')]);
    expect(changes.map((change) => change.kind)).toEqual(['changed']);
  });

  it('tells a new block and a removed one apart', () => {
    const changes = diffBlocks([block('a', 'Ein'), block('b', 'To')], [block('b', 'To'), block('c', 'Tre')]);
    expect(changes.map(({ kind, pieces }) => [kind, pieces[0]?.text])).toEqual([
      ['removed', 'Ein'],
      ['added', 'Tre'],
    ]);
  });

  it('pairs blocks with the same words when the ids are new', () => {
    expect(diffBlocks([block('a', 'Ein')], [block('x', 'Ein')])).toEqual([]);
  });
});
