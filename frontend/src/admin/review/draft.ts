/** Corrections of an import's draft. Each changes the draft it is given. */
import type { Draft, DraftItem } from '../../api/types';
import type { RichNode } from '../../api/types';
import { plainText } from '../../lib/richtext';
import { docText, emptyDoc, newId, paragraph, textToInline } from './edit';

/** Brings an item's plain readings in line with its texts, after a text has been corrected. */
export function refresh(item: DraftItem): void {
  item.proposal = item.proposalContent ? docText(item.proposalContent) : null;
  item.text = item.textContent ? docText(item.textContent) : null;
  item.blanks = item.proposalContent ? countBlanks(item.proposalContent) : 0;
  for (const sub of item.subItems) sub.text = sub.textContent ? docText(sub.textContent) : '';
}

function countBlanks(node: RichNode): number {
  return (node.type === 'blank' ? 1 : 0) + (node.content ?? []).reduce((sum, child) => sum + countBlanks(child), 0);
}

/** Numbers the items from the first one's number on, and lets the notes follow their items. */
export function renumber(draft: Draft, first: number): void {
  const moved = new Map<number, number>();
  draft.items.forEach((item, index) => {
    if (!moved.has(item.number)) moved.set(item.number, first + index);
    item.number = first + index;
  });
  for (const note of [...draft.findings, ...draft.recognised])
    if (note.item !== null) note.item = moved.get(note.item) ?? null;
}

const firstNumber = (draft: Draft): number => draft.items[0]?.number ?? 1;

function newItem(title: string, line: number, endLine: number): DraftItem {
  return {
    number: 0,
    label: '',
    title,
    type: 'decision',
    proposal: null,
    proposalContent: null,
    recommendsTo: null,
    text: null,
    textContent: null,
    attachments: [],
    subItems: [],
    tables: [],
    blanks: 0,
    references: [],
    deadlines: [],
    line,
    endLine,
  };
}

/** Puts a new item after the one at `index`; -1 puts it first. */
export function insertItem(draft: Draft, index: number, title: string): void {
  const first = firstNumber(draft);
  const line = draft.items[index]?.endLine ?? 1;
  draft.items.splice(index + 1, 0, newItem(title, line, line));
  renumber(draft, first);
}

export function deleteItem(draft: Draft, index: number): void {
  const first = firstNumber(draft);
  const [gone] = draft.items.splice(index, 1);
  for (const note of [...draft.findings, ...draft.recognised]) if (note.item === gone?.number) note.item = null;
  renumber(draft, first);
}

/** Lets the item before take over all that stands in the one at `index`; its title becomes a heading in the text. */
export function mergeWithPrevious(draft: Draft, index: number): void {
  const into = draft.items[index - 1];
  const from = draft.items[index];
  if (!into || !from) return;
  const first = firstNumber(draft);
  const blocks: RichNode[] = [{ type: 'heading', attrs: { id: newId(), level: 1 }, content: textToInline(from.title) }];
  if (from.proposalContent) {
    if (into.proposalContent) blocks.push(...(from.proposalContent.content ?? []));
    else into.proposalContent = from.proposalContent;
  }
  blocks.push(...(from.textContent?.content ?? []));
  into.textContent = { type: 'doc', content: [...(into.textContent?.content ?? []), ...blocks] };
  into.recommendsTo ??= from.recommendsTo;
  into.attachments.push(...from.attachments);
  into.subItems.push(...from.subItems);
  into.tables.push(...from.tables);
  into.references.push(...from.references);
  into.deadlines.push(...from.deadlines);
  into.endLine = Math.max(into.endLine, from.endLine);
  for (const note of [...draft.findings, ...draft.recognised]) if (note.item === from.number) note.item = into.number;
  draft.items.splice(index, 1);
  refresh(into);
  renumber(draft, first);
}

/** Starts a new item at a block of an item's text: the block gives the title, what follows goes with it. */
export function splitAtBlock(draft: Draft, index: number, block: number, line?: number): void {
  const from = draft.items[index];
  const content = from?.textContent?.content ?? [];
  const head = content[block];
  if (!from || !head) return;
  const first = firstNumber(draft);
  const title = plainText(head)
    .replace(/^\s*(?:sak\s+)?\d+[.):]?\s+/i, '')
    .trim();
  const at = line ?? from.endLine;
  const item = newItem(title.slice(0, 300), at, from.endLine);
  const rest = content.slice(block + 1);
  if (rest.length) item.textContent = { type: 'doc', content: rest };
  from.textContent = block ? { type: 'doc', content: content.slice(0, block) } : null;
  if (line !== undefined) {
    from.endLine = Math.max(from.line, line - 1);
    item.attachments = from.attachments.filter((attachment) => attachment.line >= line);
    from.attachments = from.attachments.filter((attachment) => attachment.line < line);
    for (const finding of draft.findings)
      if (finding.item === from.number && finding.line !== null && finding.line >= line) finding.item = null;
  }
  refresh(from);
  refresh(item);
  draft.items.splice(index + 1, 0, item);
  renumber(draft, first);
}

/** Moves the boundary between two items: a block at the edge of one text goes over to the neighbour. */
export function moveBlock(draft: Draft, index: number, block: number, to: 'previous' | 'next'): void {
  const from = draft.items[index];
  const into = draft.items[index + (to === 'previous' ? -1 : 1)];
  const content = from?.textContent?.content ?? [];
  if (!from || !into || !content[block]) return;
  const moved = to === 'previous' ? content.slice(0, block + 1) : content.slice(block);
  const kept = to === 'previous' ? content.slice(block + 1) : content.slice(0, block);
  const own = into.textContent?.content ?? [];
  into.textContent = { type: 'doc', content: to === 'previous' ? [...own, ...moved] : [...moved, ...own] };
  from.textContent = kept.length ? { type: 'doc', content: kept } : null;
  refresh(from);
  refresh(into);
}

/** The item that a line of the source belongs to; -1 when it stands before them all. */
export function itemAtLine(draft: Draft, line: number): number {
  return draft.items.findLastIndex((item) => item.line <= line);
}

/** Starts a new item at a line of the source, with the text that follows it when the line is found in the text. */
export function startItemAtLine(draft: Draft, line: number, words: string): void {
  const index = itemAtLine(draft, line);
  const flat = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
  const wanted = flat(words);
  const block = (draft.items[index]?.textContent?.content ?? []).findIndex((node) =>
    flat(plainText(node)).startsWith(wanted),
  );
  if (wanted && block >= 0) return splitAtBlock(draft, index, block, line);
  insertItem(draft, index, wanted);
  const item = draft.items[index + 1];
  if (item) item.line = line;
  draft.unplaced = draft.unplaced.filter((left) => left.line !== line);
}

/** Puts a line that had no place last in an item's text. */
export function placeLine(draft: Draft, at: number, index: number): void {
  const item = draft.items[index];
  const left = draft.unplaced[at];
  if (!item || !left) return;
  item.textContent ??= emptyDoc();
  const doc = item.textContent;
  const [only] = doc.content ?? [];
  if (doc.content?.length === 1 && only && !only.content?.length) doc.content = [];
  doc.content?.push(paragraph(left.text));
  draft.unplaced.splice(at, 1);
  refresh(item);
}
