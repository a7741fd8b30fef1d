/** The API's schema of rich texts (`api/domain/kernel/richtext/schema.py`) as the editor knows it; a test compares the two. */
import { Schema, type Attrs, type DOMOutputSpec, type MarkSpec, type Node, type NodeSpec } from 'prosemirror-model';
import { t } from '../../lib/i18n/index.svelte';

const KINDS = ['text', 'date', 'number', 'list'];
const STYLES: Record<string, string> = { a: 'alpha', A: 'alpha', i: 'roman', I: 'roman' };
const TYPES: Record<string, string | undefined> = { alpha: 'a', roman: 'i' };
/** A heading of the text's first level stands under the headings of the form round it. */
const FIRST_LEVEL = 4;

/** Whether an address may stand in a text, by the same rule as the API's. */
export function isSafeLink(href: string): boolean {
  // eslint-disable-next-line no-control-regex
  if (href.length > 2000 || /[\s\\\u0000-\u001f\u007f]/.test(href)) return false;
  if (href.startsWith('/')) return !href.startsWith('//');
  if (/^mailto:/i.test(href)) return href.includes('@');
  return /^https?:\/\/[^/?#]+/i.test(href);
}

const element = (dom: unknown): HTMLElement => dom as HTMLElement;
const whole = (text: string | null, otherwise: number): number => {
  const value = Number.parseInt(text ?? '', 10);
  return value >= 1 && value <= 9999 ? value : otherwise;
};
const id = { default: null };

const cell = {
  content: 'paragraph+',
  isolating: true,
  attrs: { colspan: { default: 1 }, rowspan: { default: 1 }, align: { default: null } },
};
function cellAttributes(dom: HTMLElement): Attrs {
  const align = dom.getAttribute('data-align');
  return {
    colspan: Math.min(100, whole(dom.getAttribute('colspan'), 1)),
    rowspan: Math.min(100, whole(dom.getAttribute('rowspan'), 1)),
    align: ['left', 'right', 'center'].includes(align ?? '') ? align : null,
  };
}
function cellElement(name: 'th' | 'td') {
  return (node: Node): DOMOutputSpec => {
    const shape: Record<string, string> = {};
    if (node.attrs['colspan'] !== 1) shape['colspan'] = String(node.attrs['colspan']);
    if (node.attrs['rowspan'] !== 1) shape['rowspan'] = String(node.attrs['rowspan']);
    if (node.attrs['align']) shape['data-align'] = String(node.attrs['align']);
    return [name, shape, 0];
  };
}

const nodes = {
  doc: { content: 'block+' },
  paragraph: {
    content: 'inline*',
    group: 'block',
    attrs: { id },
    parseDOM: [{ tag: 'p' }],
    toDOM: () => ['p', 0],
  },
  heading: {
    content: 'inline*',
    group: 'block',
    defining: true,
    attrs: { id, level: {} },
    parseDOM: [1, 2, 3, 4, 5, 6].map((shown) => ({
      tag: `h${shown}`,
      getAttrs: (dom: unknown) => {
        const own = element(dom).dataset['level'];
        return { level: own ? Math.min(3, whole(own, 1)) : Math.min(3, shown) };
      },
    })),
    toDOM: ({ attrs: { level } }) => [
      `h${Math.min(6, Number(level) + FIRST_LEVEL - 1)}`,
      { 'data-level': String(level) },
      0,
    ],
  },
  bullet_list: {
    content: 'list_item+',
    group: 'block',
    parseDOM: [{ tag: 'ul' }],
    toDOM: () => ['ul', 0],
  },
  ordered_list: {
    content: 'list_item+',
    group: 'block',
    attrs: { start: { default: 1 }, style: { default: 'decimal' } },
    parseDOM: [
      {
        tag: 'ol',
        getAttrs: (dom) => ({
          start: whole(element(dom).getAttribute('start'), 1),
          style: STYLES[element(dom).getAttribute('type') ?? ''] ?? 'decimal',
        }),
      },
    ],
    toDOM: ({ attrs }) => [
      'ol',
      {
        ...(attrs['start'] === 1 ? {} : { start: String(attrs['start']) }),
        ...(TYPES[String(attrs['style'])] ? { type: TYPES[String(attrs['style'])] } : {}),
      },
      0,
    ],
  },
  list_item: {
    content: 'paragraph block*',
    defining: true,
    parseDOM: [{ tag: 'li' }],
    toDOM: () => ['li', 0],
  },
  table: {
    content: 'table_row+',
    tableRole: 'table',
    isolating: true,
    group: 'block',
    attrs: { id, caption: { default: null } },
    parseDOM: [
      {
        tag: 'table',
        getAttrs: (dom) => ({ caption: element(dom).getAttribute('data-caption')?.slice(0, 2000) || null }),
      },
    ],
    toDOM: ({ attrs: { caption } }) => [
      'table',
      caption ? { 'data-caption': String(caption), 'aria-label': String(caption) } : {},
      ['tbody', 0],
    ],
  },
  table_row: {
    content: '(table_header | table_cell)+',
    tableRole: 'row',
    parseDOM: [{ tag: 'tr' }],
    toDOM: () => ['tr', 0],
  },
  table_header: {
    ...cell,
    tableRole: 'header_cell',
    parseDOM: [{ tag: 'th', getAttrs: (dom) => cellAttributes(element(dom)) }],
    toDOM: cellElement('th'),
  },
  table_cell: {
    ...cell,
    tableRole: 'cell',
    parseDOM: [{ tag: 'td', getAttrs: (dom) => cellAttributes(element(dom)) }],
    toDOM: cellElement('td'),
  },
  blockquote: {
    content: 'block+',
    group: 'block',
    defining: true,
    parseDOM: [{ tag: 'blockquote' }],
    toDOM: () => ['blockquote', 0],
  },
  image: {
    group: 'block',
    attrs: { id, document: {}, alt: {} },
    parseDOM: [
      {
        tag: 'img[data-document]',
        getAttrs: (dom) => ({
          document: element(dom).dataset['document'],
          alt: element(dom).getAttribute('alt') ?? '',
        }),
      },
    ],
    toDOM: ({ attrs }) => [
      'img',
      {
        'data-document': String(attrs['document']),
        alt: String(attrs['alt']),
        src: `/api/v1/documents/${encodeURIComponent(String(attrs['document']))}/content`,
      },
    ],
  },
  hard_break: {
    inline: true,
    group: 'inline',
    selectable: false,
    parseDOM: [{ tag: 'br' }],
    toDOM: () => ['br'],
  },
  blank: {
    inline: true,
    group: 'inline',
    atom: true,
    attrs: { hint: { default: '' }, kind: { default: 'text' } },
    parseDOM: [
      {
        tag: 'span[data-blank]',
        getAttrs: (dom) => {
          const kind = element(dom).dataset['blank'] ?? 'text';
          return {
            hint: (element(dom).dataset['hint'] ?? '').slice(0, 2000),
            kind: KINDS.includes(kind) ? kind : 'text',
          };
        },
      },
    ],
    toDOM: ({ attrs: { hint, kind } }) => [
      'span',
      { class: 'blank', 'data-blank': String(kind), 'data-hint': String(hint) },
      String(hint) || t('editor.blankShown'),
    ],
  },
  text: { group: 'inline' },
} satisfies Record<string, NodeSpec>;

const marks = {
  link: {
    inclusive: false,
    attrs: { href: {} },
    parseDOM: [
      {
        tag: 'a[href]',
        getAttrs: (dom) => {
          const href = element(dom).getAttribute('href') ?? '';
          return isSafeLink(href) ? { href } : false;
        },
      },
    ],
    toDOM: ({ attrs }) => ['a', { class: 'ds-link', href: String(attrs['href']) }, 0],
  },
  strong: {
    parseDOM: [
      { tag: 'strong' },
      // Google Docs puts everything in <b style="font-weight: normal">.
      { tag: 'b', getAttrs: (dom) => element(dom).style.fontWeight !== 'normal' && null },
      { style: 'font-weight', getAttrs: (value) => /^(bold(er)?|[6-9]00)$/.test(String(value)) && null },
    ],
    toDOM: () => ['strong', 0],
  },
  em: { parseDOM: [{ tag: 'em' }, { tag: 'i' }, { style: 'font-style=italic' }], toDOM: () => ['em', 0] },
} satisfies Record<string, MarkSpec>;

export const schema = new Schema({ nodes, marks });
