/** Plain writing as a rich text and back: a blank line parts two paragraphs. */
import type { RichNode } from '../../api/types';
import { docText, paragraph } from '../review/edit';

export function toDoc(words: string): RichNode {
  const content = words
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map(paragraph);
  return { type: 'doc', content };
}

export const toWords = (doc: RichNode): string =>
  (doc.content ?? []).map((block) => docText({ type: 'doc', content: [block] }).trim()).join('\n\n');
