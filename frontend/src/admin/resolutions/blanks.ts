/** The holes of a proposal, which are filled before it can be adopted. */
import type { RichNode } from '../../api/types';

/** The printed placeholder of each blank, in reading order. */
export function blanksOf(node: RichNode): string[] {
  if (node.type === 'blank') return [String(node.attrs?.['hint'] ?? '')];
  return (node.content ?? []).flatMap(blanksOf);
}

/** The text with words in the place of its blanks, in reading order; a blank that is given no words stays. */
export function filled(doc: RichNode, words: readonly string[]): RichNode {
  let at = 0;
  const visit = (node: RichNode): RichNode => {
    if (node.type === 'blank') {
      const text = words[at++]?.trim();
      return text ? { type: 'text', text } : node;
    }
    return node.content ? { ...node, content: node.content.map(visit) } : node;
  };
  return visit(doc);
}
