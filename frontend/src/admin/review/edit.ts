/** Rich texts as plain words in a text field, and back. */
import type { RichNode } from '../../api/types';

const letters = 'abcdefghijklmnopqrstuvwxyz234567';

/** A block id as the API makes them: eight lower-case base32 letters. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => letters[byte % 32]).join('');
}

export function paragraph(text: string): RichNode {
  return { type: 'paragraph', attrs: { id: newId() }, content: textToInline(text) };
}

export const emptyDoc = (): RichNode => ({ type: 'doc', content: [paragraph('')] });

/** The words of a paragraph; a blank is written `⟦hint⟧`, a line break is a line break. */
export function inlineToText(content: readonly RichNode[] | undefined): string {
  return (content ?? [])
    .map((node) => {
      if (node.type === 'blank') return `⟦${node.attrs?.['hint'] ?? ''}⟧`;
      return node.type === 'hard_break' ? '\n' : (node.text ?? '');
    })
    .join('');
}

/** The opposite of {@link inlineToText}. What was bold or linked in the old content stays so while its words are the same. */
export function textToInline(text: string, old: readonly RichNode[] = []): RichNode[] {
  const marked = old.filter((node) => node.marks?.length && node.text);
  const kinds = new Map(
    old
      .filter((node) => node.type === 'blank')
      .map((node) => [node.attrs?.['hint'] ?? '', node.attrs?.['kind'] ?? 'text']),
  );
  const withMarks = (words: string): RichNode[] => {
    const known = marked.find((node) => words.includes(node.text as string));
    if (!known?.text) return words ? [{ type: 'text', text: words }] : [];
    const at = words.indexOf(known.text);
    return [
      ...withMarks(words.slice(0, at)),
      { type: 'text', text: known.text, marks: known.marks ?? [] },
      ...withMarks(words.slice(at + known.text.length)),
    ];
  };
  return text.split(/(⟦[^⟧\n]*⟧|\n)/).flatMap((piece) => {
    if (piece === '\n') return [{ type: 'hard_break' }];
    if (!piece.startsWith('⟦')) return withMarks(piece);
    const hint = piece.slice(1, -1);
    return [{ type: 'blank', attrs: { hint, kind: kinds.get(hint) ?? 'text' } }];
  });
}

/** A text as plain lines, lists with their marks and tables with a tab between the cells. */
export function docText(node: RichNode, depth = 0): string {
  const indent = '  '.repeat(depth);
  return (node.content ?? [])
    .map((child, index) => {
      if (child.type === 'bullet_list' || child.type === 'ordered_list')
        return (child.content ?? [])
          .map((item, n) => {
            const mark = child.type === 'bullet_list' ? '•' : listMark(child, n);
            return `${indent}${mark} ${docText(item, depth + 1).trimStart()}`;
          })
          .join('\n');
      if (child.type === 'table')
        return (child.content ?? [])
          .map((row) => (row.content ?? []).map((cell) => docText(cell)).join('\t'))
          .join('\n');
      if (child.type === 'blockquote') return docText(child, depth);
      const words = inlineToText(child.content).replaceAll(/⟦([^⟧]*)⟧/g, '$1');
      return index === 0 && depth ? words : indent + words;
    })
    .join('\n');
}

function listMark(list: RichNode, index: number): string {
  const n = Number(list.attrs?.['start'] ?? 1) + index;
  return list.attrs?.['style'] === 'alpha' ? `${String.fromCharCode(96 + n)}.` : `${n}.`;
}
