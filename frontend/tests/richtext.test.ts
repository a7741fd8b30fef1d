import { mount, unmount, flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import type { RichNode } from '../src/api/types';
import RichText from '../src/components/RichText.svelte';
import { blocks, formatSize, isNumberCell, isTotalRow, splitTable } from '../src/lib/richtext';

const text = (words: string, marks?: RichNode['marks']): RichNode => ({
  type: 'text',
  text: words,
  ...(marks ? { marks } : {}),
});
const paragraph = (id: string, ...content: RichNode[]): RichNode => ({ type: 'paragraph', attrs: { id }, content });
const cell = (words: string, type = 'table_cell'): RichNode => ({
  type,
  attrs: { colspan: 1, rowspan: 1, align: null },
  content: [paragraph(words, ...(words ? [text(words)] : []))],
});
const row = (...cells: RichNode[]): RichNode => ({ type: 'table_row', content: cells });
const doc = (...content: RichNode[]): RichNode => ({ type: 'doc', content });
const table: RichNode = {
  type: 'table',
  attrs: { id: 'tabell22', caption: 'Fordeling' },
  content: [
    row(cell('Kommune', 'table_header'), cell('Sum', 'table_header')),
    row(cell('Vik', 'table_header'), cell('1 060 281')),
    row(cell('Totalt', 'table_header'), cell('10 000 000')),
  ],
};

function render(node: RichNode, props: { linked?: boolean; level?: number; prefix?: string } = {}): HTMLElement {
  const target = document.createElement('div');
  const component = mount(RichText, { target, props: { doc: node, ...props } });
  flushSync();
  const copy = target.cloneNode(true) as HTMLElement;
  void unmount(component);
  return copy;
}

describe('rich text', () => {
  it('gives each paragraph the anchor that the server gives it', () => {
    expect(render(doc(paragraph('abcdefgh', text('Hei'))), { prefix: 'punkt-a-' }).querySelector('p')?.id).toBe(
      'punkt-a-p-abcdefgh',
    );
  });

  it('links each paragraph of a linked text, named by its place', () => {
    const link = render(doc(paragraph('a', text('Ein')), paragraph('b', text('To'))), {
      linked: true,
    }).querySelectorAll('a')[1];
    expect(link?.getAttribute('href')).toBe('#p-b');
    expect(link?.getAttribute('aria-label')).toBe('Lenkje til avsnitt 2');
  });

  it('shows a table as a table, with headers that say what they head', () => {
    const shown = render(doc(table));
    expect(shown.querySelector('caption')?.textContent).toBe('Fordeling');
    expect([...shown.querySelectorAll('th')].map((head) => head.getAttribute('scope'))).toEqual([
      'col',
      'col',
      'row',
      'row',
    ]);
    expect(shown.querySelector('tr.total td')?.textContent.trim()).toBe('10 000 000');
  });

  it('sets figures to the right', () => {
    expect(render(doc(table)).querySelector('td')?.dataset['align']).toBe('right');
  });

  it('reads out that a blank must be filled in', () => {
    const blank: RichNode = { type: 'blank', attrs: { hint: 'xx.xx.2026', kind: 'date' } };
    expect(render(doc(paragraph('a', blank))).querySelector('.blank')?.textContent).toContain('må fyllast ut');
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', ' javascript:x'])('makes no link of %s', (href) => {
    const shown = render(doc(paragraph('a', text('klikk', [{ type: 'link', attrs: { href } }]))));
    expect(shown.querySelector('a')).toBeNull();
    expect(shown.textContent).toContain('klikk');
  });

  it('closes up a heading level that the text skips', () => {
    const heading = (id: string, level: number): RichNode => ({
      type: 'heading',
      attrs: { id, level },
      content: [text(id)],
    });
    const shown = render(doc(heading('a', 1), heading('b', 3)), { level: 3 });
    expect([...shown.querySelectorAll('h3, h4, h5')].map((found) => found.localName)).toEqual(['h3', 'h4']);
  });

  it('takes a table row as one block, for comparing', () => {
    expect(blocks(doc(table)).map((found) => found.text)).toEqual([
      'Kommune | Sum',
      'Vik | 1 060 281',
      'Totalt | 10 000 000',
    ]);
  });

  it('knows heading rows from the rest', () => {
    const { head, body } = splitTable(table);
    expect([head.length, body.length]).toEqual([1, 2]);
  });

  it.each(['1836', '416 667', '−3,5 %', '10.000'])('knows a figure: %s', (words) =>
    expect(isNumberCell(cell(words))).toBe(true),
  );
  it.each(['Vik', '1. januar', '', '3 av 4'])('knows what is no figure: %j', (words) =>
    expect(isNumberCell(cell(words))).toBe(false),
  );

  it('knows a sum by its first word', () => {
    expect([row(cell('Sum')), row(cell('Sumaren'))].map(isTotalRow)).toEqual([true, false]);
  });

  it('writes the size of a file', () => {
    expect([900, 12_345, 1_234_567].map(formatSize)).toEqual(['900 B', '12 kB', '1,2 MB']);
  });
});
