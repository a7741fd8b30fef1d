/** Text on the page as one string, and highlights painted upon it without touching its elements. */
import type { Colour, Note } from '../api/papers';
import type { Span } from './anchor';

/** The words below an element, with the place of each text node among them. */
export type Flat = { text: string; parts: { node: Text; start: number }[] };

const block = 'p, li, h1, h2, h3, h4, h5, h6, td, th, caption, blockquote, [data-page]';

/** Collects the words of `roots` in order; what stands in different blocks is parted by a line break. */
export function flatten(roots: Iterable<Element>): Flat {
  const flat: Flat = { text: '', parts: [] };
  let last: Element | null = null;
  for (const root of roots) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!parent || parent.closest('.paragraph-link, .ds-sr-only')) continue;
      const its = parent.closest(block);
      if (last && its !== last) flat.text += '\n';
      last = its;
      flat.parts.push({ node: node as Text, start: flat.text.length });
      flat.text += node.textContent ?? '';
    }
  }
  return flat;
}

export function rangeOf(flat: Flat, { start, end }: Span): Range | null {
  const first = flat.parts.findLast((part) => part.start <= start);
  const last = flat.parts.findLast((part) => part.start < end);
  if (!first || !last) return null;
  const range = document.createRange();
  range.setStart(first.node, Math.min(start - first.start, first.node.length));
  range.setEnd(last.node, Math.min(end - last.start, last.node.length));
  return range;
}

/** The part of a selection that lies in the text; null when none does. */
export function spanOf(flat: Flat, range: Range): Span | null {
  let start = -1;
  let end = -1;
  for (const part of flat.parts) {
    if (!range.intersectsNode(part.node)) continue;
    const from = part.node === range.startContainer ? range.startOffset : 0;
    const to = part.node === range.endContainer ? range.endOffset : part.node.length;
    if (to <= from) continue;
    if (start < 0) start = part.start + from;
    end = part.start + to;
  }
  if (start < 0 || !flat.text.slice(start, end).trim()) return null;
  return { start, end };
}

/** The id of the block that a place in the text stands in. */
export function placeOf(flat: Flat, at: number): string | null {
  const part = flat.parts.findLast((candidate) => candidate.start <= at);
  const home = part?.node.parentElement?.closest('[data-page], [id]');
  return home?.getAttribute('data-page') ?? home?.id ?? null;
}

export const colours: readonly Colour[] = ['yellow', 'green', 'blue', 'pink'];

/** Shows these notes and no others as highlighted. Without support for it in the browser they are still listed. */
export function paint(found: readonly { note: Pick<Note, 'colour'>; range: Range }[]): void {
  if (!('highlights' in CSS)) return;
  for (const colour of colours) {
    const ranges = found.filter((one) => one.note.colour === colour).map((one) => one.range);
    CSS.highlights.set(`note-${colour}`, new Highlight(...ranges));
  }
}
