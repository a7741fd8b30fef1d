/**
 * Where a highlight stands, told so that it is found again in a new version of the text: the words themselves and a little
 * of what stands around them. Pure.
 */
import type { Anchor } from '../api/papers';

/** Characters from `start` up to, not including, `end`. */
export type Span = { start: number; end: number };

const around = 40;
const longest = 4000;

export function anchorOf(text: string, { start, end }: Span, place: string | null = null): Anchor {
  const last = Math.min(end, start + longest);
  return {
    place,
    exact: text.slice(start, last),
    prefix: text.slice(Math.max(0, start - around), start),
    suffix: text.slice(last, last + around),
  };
}

/** A text with every run of white space as one space, and where each of its characters stood. */
function squeezed(text: string): { text: string; at: number[] } {
  let out = '';
  const at: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const isSpace = /\s/.test(text.charAt(i));
    if (isSpace && (out === '' || out.endsWith(' '))) continue;
    out += isSpace ? ' ' : text.charAt(i);
    at.push(i);
  }
  return { text: out, at };
}

function sharedEnd(a: string, b: string): number {
  let n = 0;
  while (n < a.length && n < b.length && a.at(-1 - n) === b.at(-1 - n)) n++;
  return n;
}

function sharedStart(a: string, b: string): number {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n++;
  return n;
}

/** Every place where `part` stands in `text`. */
function* occurrences(text: string, part: string): Generator<number> {
  for (let i = text.indexOf(part); i >= 0; i = text.indexOf(part, i + 1)) yield i;
}

/**
 * Where the anchor's words stand in a text: of several places the one whose surroundings fit best, and of those that fit
 * alike the one nearest to `near`. When the words themselves are changed, what stands between the same surroundings. Null
 * when they are gone.
 */
export function locate(text: string, anchor: Anchor, near = 0): Span | null {
  const whole = squeezed(text);
  const exact = squeezed(anchor.exact).text.trim();
  const prefix = squeezed(anchor.prefix ?? '').text.trimEnd();
  const suffix = squeezed(anchor.suffix ?? '').text.trimStart();
  const span = (start: number, end: number): Span => ({
    start: whole.at[start] ?? 0,
    end: (whole.at[end - 1] ?? -1) + 1,
  });
  if (!exact) return null;

  let best: { start: number; fit: number; away: number } | null = null;
  for (const start of occurrences(whole.text, exact)) {
    const before = whole.text.slice(Math.max(0, start - around - 1), start).trimEnd();
    const after = whole.text.slice(start + exact.length, start + exact.length + around + 1).trimStart();
    const fit = sharedEnd(before, prefix) + sharedStart(after, suffix);
    const away = Math.abs((whole.at[start] ?? 0) - near);
    if (!best || fit > best.fit || (fit === best.fit && away < best.away)) best = { start, fit, away };
  }
  if (best) return span(best.start, best.start + exact.length);
  return between(whole.text, exact, prefix, suffix, span);
}

function between(
  text: string,
  exact: string,
  prefix: string,
  suffix: string,
  span: (start: number, end: number) => Span,
): Span | null {
  const enough = 12;
  if (prefix.trim().length < enough || suffix.trim().length < enough) return null;
  const from = text.indexOf(prefix.trim());
  if (from < 0) return null;
  let start = from + prefix.trim().length;
  const to = text.indexOf(suffix.trim(), start);
  // Much longer than what was marked: something else has come between.
  if (to < 0 || to - start > exact.length * 2 + around) return null;
  let end = to;
  while (start < end && text[start] === ' ') start++;
  while (end > start && text[end - 1] === ' ') end--;
  return end > start ? span(start, end) : null;
}
