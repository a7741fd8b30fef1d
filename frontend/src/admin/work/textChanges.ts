/** What differs between two versions of an item's texts, part by part. */
import type { RichNode } from '../../api/types';
import { diffBlocks, diffWords, type BlockChange } from '../../lib/diff';
import { blocks } from '../../lib/richtext';

export type Texts = {
  title: string;
  proposals?: readonly { kind?: string; mover?: string | null; text: RichNode | null }[] | null;
  text?: RichNode | null;
  /** Undefined or null where they were not kept. */
  subItems?: readonly { label: string; title: string; text?: RichNode | null }[] | null;
};
export type TextPart = { field: 'title' | 'proposals' | 'text' | 'subItems'; changes: BlockChange[] };

/** The parts that differ, in the order of the form. */
export function textChanges(before: Texts, after: Texts): TextPart[] {
  const title = diffWords(before.title, after.title);
  const same = title.every((piece) => piece.kind === 'same');
  const moved = (texts: Texts) =>
    (texts.proposals ?? []).flatMap(({ mover, text }, place) => [
      ...(mover ? [{ id: null, type: 'mover', text: `${place + 1}. ${mover}` }] : []),
      ...blocks(text),
    ]);
  const lettered = (texts: Texts) =>
    (texts.subItems ?? []).flatMap(({ label, title, text }) => [
      { id: null, type: 'heading', text: `${label}) ${title}` },
      ...blocks(text),
    ]);
  const parts: TextPart[] = [
    { field: 'title', changes: same ? [] : [{ key: 'title', kind: 'changed', pieces: title }] },
    { field: 'proposals', changes: diffBlocks(moved(before), moved(after)) },
    { field: 'text', changes: diffBlocks(blocks(before.text), blocks(after.text)) },
    {
      field: 'subItems',
      changes: before.subItems && after.subItems ? diffBlocks(lettered(before), lettered(after)) : [],
    },
  ];
  return parts.filter((part) => part.changes.length);
}
