import { DOMParser as ModelParser, DOMSerializer, Node as Model } from 'prosemirror-model';
import { TextSelection, type Command, type EditorState } from 'prosemirror-state';
import * as tables from 'prosemirror-tables';
import { describe, expect, it } from 'vitest';
import type { RichNode } from '../src/api/types';
import * as commands from '../src/admin/editor/commands';
import { cleanPasted } from '../src/admin/editor/paste';
import { isSafeLink, schema } from '../src/admin/editor/schema';
import described from './richtext-schema.json';
import nestedList from './word/nested-list.html?raw';
import wordTable from './word/table.html?raw';
import { editorState, readText, writeText } from '../src/admin/editor/view';

const { nodes } = schema;

type Attributes = Record<string, { default?: unknown; hasDefault?: boolean }>;
const attributes = (given: Attributes): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(given)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, spec]) => [name, 'default' in spec ? { default: spec.default } : 'required']),
  );

/** What ProseMirror makes of pasted HTML, as an outline: `ol[p"One" ul[p"a"]]`. */
function outline(node: Model): string {
  if (node.isText) {
    const marks = node.marks.map((mark) => mark.type.name);
    return `${marks.length ? `<${marks.join(' ')}>` : ''}"${node.text}"`;
  }
  const short: Record<string, string> = {
    paragraph: 'p',
    heading: `h${node.attrs['level']}`,
    bullet_list: 'ul',
    ordered_list: node.attrs['style'] === 'decimal' ? 'ol' : `ol:${node.attrs['style']}`,
    list_item: 'li',
    table_row: 'tr',
    table_header: 'th',
    table_cell: 'td',
  };
  const inner: string[] = [];
  node.forEach((child) => inner.push(outline(child)));
  if (node.type.name === 'doc') return inner.join(' ');
  return `${short[node.type.name] ?? node.type.name}[${inner.join(' ')}]`;
}
function pasted(html: string): Model {
  const place = document.createElement('div');
  place.innerHTML = cleanPasted(html);
  const doc = ModelParser.fromSchema(schema).parse(place);
  doc.check();
  return doc;
}

const text = (words: string): RichNode => ({ type: 'text', text: words });
const paragraph = (words: string, id = 'aaaaaaaa'): RichNode => ({
  type: 'paragraph',
  attrs: { id },
  content: words ? [text(words)] : [],
});
const doc = (...content: RichNode[]): RichNode => ({ type: 'doc', content });

/** The state after the command, with the cursor at `from` (or `from`–`to` selected) before it. */
function after(start: RichNode | EditorState, command: Command, from = 1, to = from): EditorState {
  let state = 'schema' in start ? (start as EditorState) : editorState(readText(start));
  state = state.apply(state.tr.setSelection(TextSelection.create(state.doc, from, to)));
  command(state, (transaction) => (state = state.apply(transaction)));
  return state;
}

describe('the schema', () => {
  it('is the one of the API', () => {
    expect({
      nodes: Object.values(nodes).map((type) => ({
        name: type.name,
        content: type.spec.content ?? '',
        group: type.spec.group ?? '',
        inline: type.isInline,
        attrs: attributes((type.spec.attrs ?? {}) as Attributes),
      })),
      marks: Object.values(schema.marks).map((type) => ({
        name: type.name,
        attrs: attributes((type.spec.attrs ?? {}) as Attributes),
      })),
    }).toEqual(described);
  });

  it.each(['https://sogn.no/a?b#c', 'mailto:kari@sogn.no', '/møte/styret', 'HTTP://sogn.no'])('takes %s', (href) => {
    expect(isSafeLink(href)).toBe(true);
  });

  it.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'java\tscript:x',
    '//evil.no',
    '/\\evil.no',
    'data:text/html,x',
    'https://',
    'x',
  ])('refuses %s', (href) => {
    expect(isSafeLink(href)).toBe(false);
  });

  it('gives every element back as it was when it is copied within the editor', () => {
    const cell = (type: string, words: string): RichNode => ({
      type,
      attrs: { colspan: 1, rowspan: 1, align: 'right' },
      content: [paragraph(words)],
    });
    const given = readText(
      doc(
        { type: 'heading', attrs: { id: 'b', level: 2 }, content: [text('Vurdering')] },
        {
          type: 'ordered_list',
          attrs: { start: 3, style: 'alpha' },
          content: [{ type: 'list_item', content: [paragraph('Punkt'), paragraph('meir')] }],
        },
        {
          type: 'table',
          attrs: { id: 'c', caption: 'Folketal' },
          content: [
            { type: 'table_row', content: [cell('table_header', 'Kommune')] },
            { type: 'table_row', content: [cell('table_cell', 'Vik')] },
          ],
        },
        {
          type: 'paragraph',
          attrs: { id: 'd' },
          content: [
            { type: 'blank', attrs: { hint: 'xx.xx.2026', kind: 'date' } },
            { ...text('her'), marks: [{ type: 'link', attrs: { href: '/møte' } }] },
          ],
        },
      ),
    );
    const place = document.createElement('div');
    place.append(DOMSerializer.fromSchema(schema).serializeFragment(given.content));
    const without = (node: Model): string =>
      node.toString() + JSON.stringify(node.toJSON()).replaceAll(/"id":"[^"]*"|"id":null/g, '"id"');
    expect(without(pasted(place.innerHTML))).toBe(without(given));
  });
});

describe('a paste from Word', () => {
  it('keeps lists within lists, numbers and bullets', () => {
    expect(outline(pasted(nestedList))).toBe(
      'p["Styret vedtek:"] ' +
        'ol[li[p["Avtalen vert godkjend."] ol:alpha[li[p["Frå nyttår"]] li[p["I fire år"] ul[li[p["med evaluering"]]]]]] ' +
        'li[p["Saka vert sendt kommunane."]]] p["Slutt."]',
    );
  });

  it('keeps tables and makes their bold first row a header row', () => {
    expect(outline(pasted(wordTable))).toBe(
      'h2["Økonomi"] table[' +
        'tr[th[p["Kommune"]] th[p["Sum"]]] tr[td[p["Vik"]] td[p["1 060 281"]]] tr[td[p["Årdal"]] td[p["1 958 333"]]]] ' +
        'p["Tal i " <strong>"kroner" "."]',
    );
  });

  it('lets no script, style or dangerous link through', () => {
    const html = cleanPasted(
      '<style>p{color:red}</style><script>alert(1)</script><p style="color:red" onclick="x()">Sjå ' +
        '<a href="javascript:alert(1)">denne</a> og <a href="https://sogn.no" onclick="x()">den</a>' +
        '<img src=x onerror=alert(1)><svg onload="alert(1)"></svg></p>',
    );
    expect(html).not.toMatch(/script|style|onclick|onerror|onload|svg|color/i);
    expect(outline(pasted(html))).toBe('p["Sjå denne og " <link>"den"]');
  });

  it('understands a deeper list that stands beside its item', () => {
    expect(outline(pasted('<ul><li>Ein</li><ul><li>To</li></ul></ul>'))).toBe('ul[li[p["Ein"] ul[li[p["To"]]]]]');
  });

  it('takes nothing as bold because the clipboard is wrapped in <b style="font-weight: normal">', () => {
    expect(outline(pasted('<b style="font-weight:normal"><p>Tekst</p></b>'))).toBe('p["Tekst"]');
  });
});

describe('the editor', () => {
  it('opens an empty text and gives none back', () => {
    expect(writeText(readText(null))).toBe(null);
  });

  it('gives the blocks ids of their own: a part that is split off gets a new one', () => {
    const state = editorState(readText(doc(paragraph('Ein og to'))));
    const split = state.apply(state.tr.split(4));
    const ids = [split.doc.child(0).attrs['id'], split.doc.child(1).attrs['id']];
    expect(ids[0]).toBe('aaaaaaaa');
    expect(ids[1]).toMatch(/^[a-z2-7]{8}$/);
    expect(ids[1]).not.toBe(ids[0]);
  });

  it('turns a paragraph into a heading and back, under the same id', () => {
    const heading = after(doc(paragraph('Vurdering')), commands.toggleHeading(2));
    expect(heading.doc.child(0).attrs).toEqual({ id: 'aaaaaaaa', level: 2 });
    expect(after(heading, commands.toggleHeading(2)).doc.toJSON()).toEqual(doc(paragraph('Vurdering')));
  });

  it('changes the kind of a list and leaves it again', () => {
    const bullets = after(doc(paragraph('Punkt')), commands.toggleList(nodes.bullet_list));
    expect(outline(bullets.doc)).toBe('ul[li[p["Punkt"]]]');
    const numbers = after(bullets, commands.toggleList(nodes.ordered_list), 3);
    expect(outline(numbers.doc)).toBe('ol[li[p["Punkt"]]]');
    expect(outline(after(numbers, commands.toggleList(nodes.ordered_list), 3).doc)).toBe('p["Punkt"]');
  });

  it('makes selected words a blank with the words as its hint', () => {
    const state = after(doc(paragraph('Frist xx.xx.2026.')), commands.insertBlank, 7, 17);
    expect(state.doc.child(0).child(1).attrs).toEqual({ hint: 'xx.xx.2026', kind: 'text' });
  });

  it('puts in a table with a header row and goes into it', () => {
    const state = after(doc(paragraph('Før')), commands.insertTable);
    const [first, second] = [state.doc.child(1).child(0), state.doc.child(1).child(1)];
    expect([first.child(0).type.name, second.child(0).type.name]).toEqual(['table_header', 'table_cell']);
    expect(tables.isInTable(state)).toBe(true);
  });

  it('links selected words, finds the link at the cursor and takes it away', () => {
    const linked = after(doc(paragraph('Sjå sida no')), commands.setLink('https://sogn.no'), 5, 9);
    expect(outline(linked.doc)).toBe('p["Sjå " <link>"sida" " no"]');
    expect(commands.linkAt(after(linked, () => false, 6))?.href).toBe('https://sogn.no');
    expect(outline(after(linked, commands.removeLink, 6).doc)).toBe('p["Sjå sida no"]');
  });

  it.each([
    ['www.sogn.no/side', 'https://www.sogn.no/side'],
    ['kari@sogn.no', 'mailto:kari@sogn.no'],
    ['/møte/styret', '/møte/styret'],
    ['javascript:alert(1)', null],
    ['ikkje ei adresse', null],
  ])('reads the address %s', (given, href) => {
    expect(commands.readAddress(given)).toBe(href);
  });
});
