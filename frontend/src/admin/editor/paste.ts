/**
 * What is pasted, on its way in: plain structure and nothing of the other program's.
 *
 * Word writes a list as paragraphs with `mso-list:l0 level2 lfo1` in their style and the number as text in front; the
 * lists are built anew from it. The schema drops whatever is left over.
 */
import { isSafeLink } from './schema';

type Level = { depth: number; list: string; ordered: boolean; start: number; style: string | null };

const GONE = 'style,script,meta,link,title,xml,iframe,object,embed,form,input,button,svg,math';
const HEADING = /(?:^|\s)(?:Mso)?(?:Heading|Overskrift|Tittel|Title)\s*([1-6])?/i;

/** The same content in the elements that the schema reads. */
export function cleanPasted(html: string): string {
  const dom = new DOMParser().parseFromString(withoutStyles(html), 'text/html');
  removeComments(dom.body);
  for (const node of dom.body.querySelectorAll(GONE)) node.remove();
  unwrapEmptyNamespaces(dom.body);
  headings(dom.body);
  lists(dom.body);
  nestLooseLists(dom.body);
  for (const table of dom.body.querySelectorAll('table')) headerRow(table);
  for (const link of dom.body.querySelectorAll('a'))
    if (!isSafeLink(link.getAttribute('href') ?? '')) link.replaceWith(...link.childNodes);
  for (const node of dom.body.querySelectorAll('*')) plain(node);
  return dom.body.innerHTML;
}

/**
 * Style sheets away, and style attributes under another name: they are read here, but a parser would apply them, which
 * the site's security policy refuses. Word's conditional comments open in one place and close in another.
 */
function withoutStyles(html: string): string {
  return html
    .replaceAll(/<!\[(?:if|endif)[^>]*\]>/gi, '')
    .replaceAll(/<style\b[\s\S]*?<\/style\s*>/gi, '')
    .replaceAll(/<[a-z][^<>]*>/gi, (tag) => tag.replaceAll(/\sstyle\s*=/gi, ' data-style='));
}

const styleOf = (node: Element): string => node.getAttribute('data-style') ?? '';

function removeComments(root: Node): void {
  for (const node of [...root.childNodes]) {
    if (node.nodeType === 8) node.remove();
    else removeComments(node);
  }
}

/** `<o:p>` and its like hold words now and then, and mean nothing. */
function unwrapEmptyNamespaces(root: HTMLElement): void {
  for (const node of root.querySelectorAll('*')) if (node.localName.includes(':')) node.replaceWith(...node.childNodes);
}

/** Headings that are no heading elements, but paragraphs of a style with that name. */
function headings(root: HTMLElement): void {
  for (const paragraph of root.querySelectorAll<HTMLElement>('p[class]')) {
    const found = HEADING.exec(paragraph.className);
    if (found && !/TOC|List/i.test(paragraph.className)) rename(paragraph, `h${found[1] ?? '1'}`);
  }
}

function rename(node: Element, name: string): Element {
  const made = node.ownerDocument.createElement(name);
  made.append(...node.childNodes);
  node.replaceWith(made);
  return made;
}

function levelOf(node: Element): Level | null {
  const style = styleOf(node);
  const found = /mso-list:\s*(?:(l\d+)\s+)?level(\d+)(?:\s+(lfo\d+))?/i.exec(style);
  if (!found) return null;
  const marker = takeMarker(node);
  return {
    depth: Number(found[2]),
    list: `${found[1] ?? ''}${found[3] ?? ''}`,
    ...numbering(marker),
  };
}

/** The number or bullet in front of a list paragraph, taken out of it. */
function takeMarker(node: Element): string {
  const hidden = [...node.querySelectorAll('[data-style]')].find((part) => /mso-list:\s*ignore/i.test(styleOf(part)));
  if (hidden) {
    const marker = hidden.textContent.trim();
    hidden.remove();
    return marker;
  }
  return '';
}

function numbering(marker: string): Pick<Level, 'ordered' | 'start' | 'style'> {
  const bare = marker.replace(/[.)\s\u00a0(]/g, '');
  const number = /(\d+)$/.exec(bare);
  if (number) return { ordered: true, start: Number(number[1]), style: null };
  // A lone "o" is Word's hollow bullet.
  if (/^[ivx]+$/i.test(bare)) return { ordered: true, start: 1, style: 'i' };
  if (/^[a-zæøå]$/i.test(bare) && (bare !== 'o' || /[.)]/.test(marker)))
    return { ordered: true, start: bare.toLowerCase().charCodeAt(0) - 96, style: 'a' };
  return { ordered: false, start: 1, style: null };
}

/** Runs of list paragraphs become lists within lists. */
function lists(root: HTMLElement): void {
  let open: { level: Level; list: Element }[] = [];
  let last: Element | null = null;
  for (const node of [...root.querySelectorAll('p, li, h1, h2, h3, h4, h5, h6')]) {
    const level = node.localName === 'li' ? null : levelOf(node);
    if (!level) {
      last = null;
      continue;
    }
    // Only what follows right after continues a list.
    const follows = last !== null && node.previousElementSibling === last;
    if (!follows) open = [];
    while (open.length && (open.at(-1)?.level.depth ?? 0) > level.depth) open.pop();
    const top = open.at(-1);
    const same =
      top?.level.depth === level.depth && top.level.ordered === level.ordered && top.level.list === level.list;
    let list: Element;
    if (top && same) list = top.list;
    else {
      if (top?.level.depth === level.depth) open.pop();
      const parent = open.at(-1);
      list = node.ownerDocument.createElement(level.ordered ? 'ol' : 'ul');
      if (level.ordered && level.start > 1) list.setAttribute('start', String(level.start));
      if (level.style) list.setAttribute('type', level.style);
      if (parent) parent.list.lastElementChild?.append(list);
      else node.before(list);
      open.push({ level, list });
    }
    const item = node.ownerDocument.createElement('li');
    const paragraph = node.ownerDocument.createElement('p');
    paragraph.append(...node.childNodes);
    item.append(paragraph);
    list.append(item);
    node.remove();
    last = open[0]?.list ?? null;
  }
}

/** Word on the web and older editors put a deeper list beside its item and not within it. */
function nestLooseLists(root: HTMLElement): void {
  for (const list of root.querySelectorAll('ul > ul, ul > ol, ol > ol, ol > ul')) {
    const before = list.previousElementSibling;
    if (before?.localName === 'li') before.append(list);
  }
}

/** A table whose first row is bold throughout, or stands in a head, has a header row. */
function headerRow(table: HTMLTableElement): void {
  const [first] = table.rows;
  if (!first || table.rows.length < 2 || table.querySelector('th')) return;
  const isHead = table.tHead?.rows[0] === first;
  const bold = [...first.cells].every((cell) => cell.textContent.trim() === '' || isBold(cell));
  if (!isHead && !(bold && first.textContent.trim())) return;
  for (const cell of [...first.cells]) {
    for (const strong of cell.querySelectorAll('b, strong')) strong.replaceWith(...strong.childNodes);
    const made = rename(cell, 'th');
    for (const name of ['colspan', 'rowspan']) {
      const value = cell.getAttribute(name);
      if (value) made.setAttribute(name, value);
    }
  }
}

function isBold(cell: Element): boolean {
  const words = cell.textContent.replace(/\s/g, '');
  const strong = [...cell.querySelectorAll('b, strong')]
    .map((node) => node.textContent)
    .join('')
    .replace(/\s/g, '');
  return words === strong;
}

const KEPT = new Set([
  'href',
  'start',
  'type',
  'colspan',
  'rowspan',
  'alt',
  'data-align',
  'data-blank',
  'data-hint',
  'data-level',
  'data-document',
  'data-caption',
  // What ProseMirror itself says of a slice that it has copied.
  'data-pm-slice',
]);

/** Bold and italics that are said by style become elements; every other attribute goes. */
function plain(node: Element): void {
  const style = styleOf(node);
  if (node.localName === 'span') {
    if (/font-weight:\s*(bold|[6-9]00)/i.test(style)) wrap(node, 'strong');
    if (/font-style:\s*italic/i.test(style)) wrap(node, 'em');
  }
  const normal = node.localName === 'b' && /font-weight:\s*normal/i.test(style);
  for (const { name } of [...node.attributes]) if (!KEPT.has(name)) node.removeAttribute(name);
  if (normal) node.replaceWith(...node.childNodes);
}

function wrap(node: Element, name: string): void {
  const made = node.ownerDocument.createElement(name);
  made.append(...node.childNodes);
  node.append(made);
}
