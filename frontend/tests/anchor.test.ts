import { describe, expect, it } from 'vitest';
import { anchorOf, locate } from '../src/papers/anchor';

const text =
  'Kommunane har forhandla sidan april. Styret må ta stilling til avtalen. Avtalen gjeld frå nyttår og kan seiast opp.';

function marked(words: string, from = text): ReturnType<typeof anchorOf> {
  const start = from.indexOf(words);
  return anchorOf(from, { start, end: start + words.length }, 'p-1');
}

function found(into: string, anchor: ReturnType<typeof anchorOf>, near?: number): string | null {
  const span = locate(into, anchor, near);
  return span && into.slice(span.start, span.end);
}

describe('a highlight', () => {
  it('is found where it was made', () => {
    expect(found(text, marked('ta stilling'))).toBe('ta stilling');
  });

  it('is found again when text has come before it', () => {
    expect(found(`Ny innleiing. ${text}`, marked('ta stilling'))).toBe('ta stilling');
  });

  it('is found among several places by what stands around it', () => {
    const twice = 'Ein avtale om brann. Mykje anna står her. Ein avtale om barnevern.';
    const anchor = anchorOf(twice, { start: 42, end: 52 });
    expect(anchor.exact).toBe('Ein avtale');
    const moved = `Ein avtale om vatn. ${twice}`;
    expect(locate(moved, anchor)?.start).toBe(moved.lastIndexOf('Ein avtale'));
  });

  it('takes the place nearest to the hint when the surroundings fit alike', () => {
    expect(locate('aa bb aa', { place: null, exact: 'aa', prefix: '', suffix: '' }, 8)?.start).toBe(6);
  });

  it('does not mind other white space', () => {
    expect(found(text.replace('ta stilling', 'ta\n  stilling'), marked('ta stilling'))).toBe('ta\n  stilling');
  });

  it('follows words that are changed between the same surroundings', () => {
    const changed = text.replace('ta stilling', 'avgjere om ein skal slutte seg');
    expect(found(changed, marked('ta stilling'))).toBe('avgjere om ein skal slutte seg');
  });

  it('is lost when its words and their surroundings are gone', () => {
    expect(found('Ein heilt annan tekst.', marked('ta stilling'))).toBeNull();
  });

  it('is lost when something long has come in its place', () => {
    expect(found(text.replace('ta stilling', 'x '.repeat(100)), marked('ta stilling'))).toBeNull();
  });

  it('is found again for every part of a text', () => {
    for (let start = 0; start < text.length - 8; start++) {
      const part = text.slice(start, start + 8);
      if (part.trim() !== part) continue;
      expect(locate(text, anchorOf(text, { start, end: start + 8 })), part).toEqual({ start, end: start + 8 });
    }
  });

  it('is no longer than the API takes', () => {
    const long = 'ord '.repeat(3000);
    expect(anchorOf(long, { start: 0, end: long.length }).exact.length).toBe(4000);
  });
});
