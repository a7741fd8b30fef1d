import { beforeEach, describe, expect, it } from 'vitest';
import type { Draft, DraftItem, RichNode } from '../src/api/types';
import {
  deleteItem,
  insertItem,
  mergeWithPrevious,
  moveBlock,
  placeLine,
  refresh,
  splitAtBlock,
  startItemAtLine,
} from '../src/admin/review/draft';
import { docText, inlineToText, paragraph, textToInline } from '../src/admin/review/edit';
import { plainText } from '../src/lib/richtext';

const docOf = (...lines: string[]): RichNode => ({ type: 'doc', content: lines.map(paragraph) });
const lines = (item: DraftItem | undefined): string[] => (item?.textContent?.content ?? []).map(plainText);

function item(number: number, title: string, line: number, ...text: string[]): DraftItem {
  return {
    number,
    label: `${number}.`,
    title,
    type: 'decision',
    proposal: null,
    proposalContent: null,
    recommendsTo: null,
    text: text.join('\n') || null,
    textContent: text.length ? docOf(...text) : null,
    attachments: [],
    subItems: [],
    tables: [],
    blanks: 0,
    references: [],
    deadlines: [],
    line,
    endLine: line + 9,
  };
}

let draft: Draft;
beforeEach(() => {
  draft = {
    meeting: {
      number: '09-25',
      body: null,
      title: null,
      lang: 'nn',
      date: null,
      start: null,
      end: null,
      place: null,
      remote: false,
      programme: [],
      sideEvents: [],
    },
    items: [
      item(1, 'Opning', 10, 'Leiar opnar.'),
      item(2, 'Budsjett', 20, 'Ramma er sett.', '3. Rekneskap', 'Rapporten er klar.'),
      item(3, 'Ymse', 30),
    ],
    findings: [{ severity: 'warning', code: 'x', message: 'm', line: 31, item: 3 }],
    recognised: [],
    unplaced: [{ line: 5, text: 'Laus linje' }],
  };
});
const words = (): string[] => draft.items.flatMap(lines);
const numbers = (): number[] => draft.items.map((each) => each.number);

describe('correcting a draft', () => {
  it('splits an item where the next one begins, without losing a word', () => {
    const before = words();
    splitAtBlock(draft, 1, 1);
    expect(draft.items.map((each) => each.title)).toEqual(['Opning', 'Budsjett', 'Rekneskap', 'Ymse']);
    expect([...words(), '3. Rekneskap'].toSorted()).toEqual(before.toSorted());
    expect(numbers()).toEqual([1, 2, 3, 4]);
  });

  it('lets a note follow its item when the numbers move', () => {
    insertItem(draft, 0, 'Ny');
    expect(draft.findings[0]?.item).toBe(4);
  });

  it('merges an item into the one before, its title kept as a heading', () => {
    mergeWithPrevious(draft, 1);
    expect(lines(draft.items[0])).toEqual([
      'Leiar opnar.',
      'Budsjett',
      'Ramma er sett.',
      '3. Rekneskap',
      'Rapporten er klar.',
    ]);
    expect(numbers()).toEqual([1, 2]);
  });

  it('moves the boundary back: what stands above goes to the item before', () => {
    moveBlock(draft, 1, 0, 'previous');
    expect([lines(draft.items[0]), lines(draft.items[1])]).toEqual([
      ['Leiar opnar.', 'Ramma er sett.'],
      ['3. Rekneskap', 'Rapporten er klar.'],
    ]);
  });

  it('moves the boundary on: what stands below goes to the item after', () => {
    moveBlock(draft, 1, 1, 'next');
    expect([lines(draft.items[1]), lines(draft.items[2])]).toEqual([
      ['Ramma er sett.'],
      ['3. Rekneskap', 'Rapporten er klar.'],
    ]);
  });

  it('starts an item at a line of the source, with the text that follows the line', () => {
    startItemAtLine(draft, 25, '  3.  Rekneskap ');
    expect(draft.items[2]).toMatchObject({ title: 'Rekneskap', line: 25, number: 3 });
    expect(lines(draft.items[2])).toEqual(['Rapporten er klar.']);
    expect(draft.items[1]?.endLine).toBe(24);
  });

  it('starts an empty item at a line that is in no text', () => {
    startItemAtLine(draft, 5, 'Laus linje');
    expect(draft.items[0]).toMatchObject({ title: 'Laus linje', line: 5, number: 1 });
    expect(draft.unplaced).toEqual([]);
  });

  it('puts a line without a place last in an item', () => {
    placeLine(draft, 0, 2);
    expect(lines(draft.items[2])).toEqual(['Laus linje']);
    expect(draft.unplaced).toEqual([]);
  });

  it('frees the notes of an item that is deleted', () => {
    deleteItem(draft, 2);
    expect(draft.findings[0]?.item).toBeNull();
  });

  it('counts the blanks and writes the plain text anew after a correction', () => {
    const first = draft.items[0] as DraftItem;
    first.proposalContent = {
      type: 'doc',
      content: [{ ...paragraph(''), content: textToInline('Dato ⟦xx.xx.2026⟧, stad ⟦⟧') }],
    };
    refresh(first);
    expect(first).toMatchObject({ blanks: 2, proposal: 'Dato xx.xx.2026, stad ' });
  });
});

describe('words in a field', () => {
  it.each(['Heilt vanleg tekst', 'To\nlinjer', 'Dato ⟦xx.xx.2026⟧.', '', '⟦⟧'])(
    'come back as they were: %j',
    (words) => {
      expect(inlineToText(textToInline(words))).toBe(words);
    },
  );

  it('make no empty text node, which the schema refuses', () => {
    expect(textToInline('⟦a⟧⟦b⟧').some((node) => node.type === 'text')).toBe(false);
  });

  it('keep the kind of a blank and the marks of words that are still there', () => {
    const old: RichNode[] = [
      { type: 'text', text: 'Les ' },
      { type: 'text', text: 'planen', marks: [{ type: 'link', attrs: { href: 'https://example.org' } }] },
      { type: 'blank', attrs: { hint: 'xx', kind: 'date' } },
    ];
    expect(textToInline('Les heile planen no ⟦xx⟧', old)).toMatchObject([
      { text: 'Les heile ' },
      { text: 'planen', marks: [{ type: 'link' }] },
      { text: ' no ' },
      { type: 'blank', attrs: { kind: 'date' } },
    ]);
  });

  it('write lists with their marks', () => {
    const list: RichNode = {
      type: 'ordered_list',
      attrs: { start: 3, style: 'decimal' },
      content: [
        { type: 'list_item', content: [paragraph('Ein')] },
        { type: 'list_item', content: [paragraph('To')] },
      ],
    };
    expect(docText({ type: 'doc', content: [list] })).toBe('3. Ein\n4. To');
  });
});
