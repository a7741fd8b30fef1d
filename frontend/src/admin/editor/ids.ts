/** Ids of blocks: each paragraph, heading, table and picture keeps its own through edits, and a copy gets a new one. */
import { Plugin, type Transaction } from 'prosemirror-state';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

export function freshId(): string {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => LETTERS[byte % 32]).join('');
}

export const blockIds = new Plugin({
  appendTransaction(transactions, _before, state): Transaction | null {
    if (!transactions.some((transaction) => transaction.docChanged)) return null;
    const taken = new Set<string>();
    const change = state.tr;
    state.doc.descendants((node, place) => {
      if (!('id' in node.attrs)) return;
      const own = node.attrs['id'] as string | null;
      if (own && !taken.has(own)) taken.add(own);
      else change.setNodeAttribute(place, 'id', freshId());
    });
    // Undoing a change undoes its ids with it.
    return change.docChanged ? change.setMeta('addToHistory', false) : null;
  },
});
