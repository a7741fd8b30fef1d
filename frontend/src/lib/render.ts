/**
 * Rich texts as page elements, the same as the server writes (`api/domain/kernel/richtext/html.py`).
 *
 * A text does not change while it is shown, so its elements are made directly: for a case with many tables that is several
 * times faster than a component for each node.
 */
import type { Mark, RichNode } from '../api/types';
import { t } from './i18n/index.svelte';
import { headingLevels, isNumberCell, isTotalRow, numberParagraphs, plainText, splitTable } from './richtext';

export type Options = {
  /** Level in the page of the text's own first heading level. */
  level: number;
  /** Gives each paragraph a link of its own. */
  linked: boolean;
  /** Keeps the anchors of several texts on one page apart. */
  prefix: string;
  documentHref: (id: string) => string;
};

type Attributes = Record<string, string | number | null | undefined>;

function element(name: string, attributes: Attributes, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined && value !== null) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

const isSafe = (href: string): boolean => /^(https?:|mailto:|\/(?!\/))/i.test(href);

function marked(node: RichNode): Node | string {
  const wrap = (inner: Node | string, mark: Mark): Node | string => {
    if (mark.type !== 'link') return element(mark.type, {}, inner);
    const href = mark.attrs?.href ?? '';
    return isSafe(href) ? element('a', { class: 'ds-link', href }, inner) : inner;
  };
  return (node.marks ?? []).reduceRight(wrap, node.text ?? '');
}

function inline(content: RichNode[] | undefined): (Node | string)[] {
  return (content ?? []).map((node) => {
    if (node.type === 'hard_break') return element('br', {});
    if (node.type !== 'blank') return marked(node);
    const hint = node.attrs?.['hint'];
    const told = `(${t('item.blank')})`;
    return hint
      ? element('span', { class: 'blank' }, `${hint} `, element('span', { class: 'ds-sr-only' }, told))
      : element('span', { class: 'blank' }, told);
  });
}

const span = (value: unknown): number | undefined => (Number(value) > 1 ? Number(value) : undefined);

export function renderRichText(doc: RichNode, { level, linked, prefix, documentHref }: Options): DocumentFragment {
  const levels = headingLevels(doc, level);
  const places = linked ? numberParagraphs(doc) : new Map<RichNode, number>();
  const anchor = (node: RichNode): string | undefined =>
    node.attrs?.['id'] ? `${prefix}p-${node.attrs['id']}` : undefined;

  function paragraph(node: RichNode): HTMLElement {
    const id = anchor(node);
    const made = element('p', { id }, ...inline(node.content));
    const place = places.get(node);
    if (place === undefined || !id) return made;
    made.className = 'linkable';
    const link = { class: 'paragraph-link', href: `#${id}`, 'aria-label': t('item.paragraph', { n: place }) };
    made.append(element('a', link, '#'));
    return made;
  }

  function cell(node: RichNode, scope: 'col' | 'row', align: string | undefined): HTMLElement {
    // An empty header names nothing, so it is an ordinary cell to a screen reader.
    const heads = node.type === 'table_header' && plainText(node).trim() !== '';
    const shape = {
      colspan: span(node.attrs?.['colspan']),
      rowspan: span(node.attrs?.['rowspan']),
      'data-align': align,
    };
    return element(
      heads ? 'th' : 'td',
      { scope: heads ? scope : undefined, ...shape },
      ...(node.content ?? []).map((line) => element('p', {}, ...inline(line.content))),
    );
  }

  function table(node: RichNode): HTMLElement {
    const { head, body } = splitTable(node);
    const id = anchor(node);
    const caption = node.attrs?.['caption'];
    const alignOf = (part: RichNode, example: RichNode | undefined): string | undefined =>
      (part.attrs?.['align'] as string | null) ?? (isNumberCell(example) ? 'right' : undefined);
    const row = (parts: RichNode, scope: 'col' | 'row'): HTMLElement =>
      element(
        'tr',
        { class: scope === 'row' && isTotalRow(parts) ? 'total' : undefined },
        ...(parts.content ?? []).map((part, k) =>
          cell(part, scope, alignOf(part, scope === 'col' ? body[0]?.content?.[k] : part)),
        ),
      );
    const made = element('table', { id, class: 'ds-table' });
    if (caption) made.append(element('caption', { id: `${id}-caption` }, String(caption)));
    if (head.length) made.append(element('thead', {}, ...head.map((parts) => row(parts, 'col'))));
    made.append(element('tbody', {}, ...body.map((parts) => row(parts, 'row'))));
    const name = caption ? { 'aria-labelledby': `${id}-caption` } : { 'aria-label': t('item.table') };
    // A wide table scrolls by itself, and a keyboard must be able to scroll it.
    return element('div', { class: 'table-scroll', tabindex: 0, role: 'group', ...name }, made);
  }

  const items = (node: RichNode): HTMLElement[] =>
    (node.content ?? []).map((item) => element('li', {}, ...all(item.content)));
  const all = (nodes: RichNode[] | undefined): HTMLElement[] => (nodes ?? []).map(block);

  function block(node: RichNode): HTMLElement {
    switch (node.type) {
      case 'heading':
        return element(`h${levels.get(node) ?? 6}`, { id: anchor(node) }, ...inline(node.content));
      case 'bullet_list':
        return element('ul', { class: 'ds-list' }, ...items(node));
      case 'ordered_list': {
        const type = { alpha: 'a', roman: 'i' }[String(node.attrs?.['style'])];
        return element('ol', { class: 'ds-list', type, start: span(node.attrs?.['start']) }, ...items(node));
      }
      case 'blockquote':
        return element('blockquote', {}, ...all(node.content));
      case 'table':
        return table(node);
      case 'image': {
        const source = documentHref(String(node.attrs?.['document']));
        const picture = element('img', { src: source, alt: node.attrs?.['alt'] ?? '', loading: 'lazy' });
        return element('figure', { id: anchor(node) }, picture);
      }
      default:
        return paragraph(node);
    }
  }

  const fragment = document.createDocumentFragment();
  fragment.append(...all(doc.content));
  return fragment;
}
