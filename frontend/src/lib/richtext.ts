/** Reading of rich texts (ProseMirror trees). */
import type { RichNode } from '../api/types';

const textblocks = new Set(['paragraph', 'heading']);

/** A leaf block with the words it holds: what is compared between two versions. */
export type Block = { id: string | null; type: string; text: string };

/** The words of a node, on one line; a blank as its printed placeholder. */
export function plainText(node: RichNode): string {
  if (node.text !== undefined) return node.text;
  if (node.type === 'hard_break') return ' ';
  if (node.type === 'blank') return String(node.attrs?.['hint'] ?? '') || '…';
  return (node.content ?? []).map(plainText).join('');
}

/** The leaf blocks of a text in reading order; a table row is one block, its cells parted by ` | `. */
export function blocks(node: RichNode | null | undefined): Block[] {
  if (!node) return [];
  if (textblocks.has(node.type))
    return [{ id: (node.attrs?.['id'] as string | undefined) ?? null, type: node.type, text: plainText(node) }];
  if (node.type === 'table_row')
    return [{ id: null, type: 'table_row', text: (node.content ?? []).map(plainText).join(' | ') }];
  return (node.content ?? []).flatMap(blocks);
}

/** The place, counted from one, of each top-level paragraph that has words. */
export function numberParagraphs(doc: RichNode): Map<RichNode, number> {
  const numbers = new Map<RichNode, number>();
  for (const node of doc.content ?? [])
    if (node.type === 'paragraph' && plainText(node).trim()) numbers.set(node, numbers.size + 1);
  return numbers;
}

/** A table's heading rows (those with nothing but header cells, from the top) and the rest. */
export function splitTable(table: RichNode): { head: RichNode[]; body: RichNode[] } {
  const rows = table.content ?? [];
  let count = 0;
  while (count < rows.length && (rows[count]?.content ?? []).every((cell) => cell.type === 'table_header')) count++;
  return { head: rows.slice(0, count), body: rows.slice(count) };
}

/** Whether a cell holds a figure and nothing else, and so belongs to the right. */
export function isNumberCell(cell: RichNode | undefined): boolean {
  return cell?.type === 'table_cell' && /^[-–−+]?[\d\s\u00a0\u202f.,]*\d\s*%?$/.test(plainText(cell).trim());
}

/** Whether a row is a sum of the rows above, told by its first words. */
export function isTotalRow(row: RichNode): boolean {
  const [first] = row.content ?? [];
  return first !== undefined && /^(totalt?|sum|i alt)\b/i.test(plainText(first).trim());
}

/** `1,2 MB`, for the size of a file. */
export function formatSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(value < 9.95 && unit ? 1 : 0).replace('.', ',')} ${units[unit]}`;
}

/** The level that each heading is shown at; a level that the text skips is closed up. */
export function headingLevels(doc: RichNode, first: number): Map<RichNode, number> {
  const levels = new Map<RichNode, number>();
  let deepest = first - 1;
  const visit = (node: RichNode): void => {
    if (node.type === 'heading') {
      deepest = Math.min(6, Number(node.attrs?.['level'] ?? 1) + first - 1, deepest + 1);
      levels.set(node, deepest);
    }
    node.content?.forEach(visit);
  };
  visit(doc);
  return levels;
}
