/** What the buttons and the keys of the editor do. */
import { setBlockType, toggleMark } from 'prosemirror-commands';
import type { MarkType, Node, NodeType, ResolvedPos } from 'prosemirror-model';
import { liftListItem, sinkListItem, wrapInList } from 'prosemirror-schema-list';
import { Selection, TextSelection, type Command, type EditorState } from 'prosemirror-state';
import { isInTable } from 'prosemirror-tables';
import { isSafeLink, schema } from './schema';

const { nodes, marks } = schema;

export function isMarked(state: EditorState, type: MarkType): boolean {
  const { from, to, empty, $from } = state.selection;
  if (empty) return type.isInSet(state.storedMarks ?? $from.marks()) !== undefined;
  return state.doc.rangeHasMark(from, to, type);
}

export const isHeading = (state: EditorState, level: number): boolean =>
  state.selection.$from.parent.type === nodes.heading && state.selection.$from.parent.attrs['level'] === level;

/** The depth of the innermost list that the selection stands in, or null. */
function listDepth(place: ResolvedPos): number | null {
  for (let depth = place.depth; depth > 0; depth--) {
    const { type } = place.node(depth);
    if (type === nodes.bullet_list || type === nodes.ordered_list) return depth;
  }
  return null;
}

export function isInList(state: EditorState, type: NodeType): boolean {
  const depth = listDepth(state.selection.$from);
  return depth !== null && state.selection.$from.node(depth).type === type;
}

export const canIndent = (state: EditorState): boolean => sinkListItem(nodes.list_item)(state);
export const canOutdent = (state: EditorState): boolean => liftListItem(nodes.list_item)(state);
export const indent: Command = sinkListItem(nodes.list_item);
export const outdent: Command = liftListItem(nodes.list_item);

/** A heading of the level, or a paragraph again; the block keeps its id. */
export const toggleHeading =
  (level: number): Command =>
  (state, dispatch) => {
    const id = state.selection.$from.parent.attrs['id'] as string | null;
    return isHeading(state, level)
      ? setBlockType(nodes.paragraph, { id })(state, dispatch)
      : setBlockType(nodes.heading, { id, level })(state, dispatch);
  };

/** Into a list of the type, out of it, or from the one type to the other. */
export const toggleList =
  (type: NodeType): Command =>
  (state, dispatch) => {
    const depth = listDepth(state.selection.$from);
    if (depth === null) return wrapInList(type)(state, dispatch);
    const place = state.selection.$from;
    if (place.node(depth).type === type) return outdent(state, dispatch);
    dispatch?.(state.tr.setNodeMarkup(place.before(depth), type).scrollIntoView());
    return true;
  };

export const toggleStrong: Command = toggleMark(marks.strong);
export const toggleEm: Command = toggleMark(marks.em);

/** The whole link that the cursor stands in. */
export function linkAt(state: EditorState): { from: number; to: number; href: string } | null {
  const { $from } = state.selection;
  const after = $from.parent.maybeChild($from.index());
  const before = $from.parentOffset > 0 ? $from.parent.maybeChild($from.index() - ($from.textOffset ? 0 : 1)) : null;
  const mark = [after, before].flatMap((node) => node?.marks ?? []).find((found) => found.type === marks.link);
  if (!mark) return null;
  const range = { from: -1, to: -1 };
  $from.parent.forEach((child, offset) => {
    if (!mark.isInSet(child.marks)) return;
    const start = $from.start() + offset;
    if (range.from < 0) range.from = start;
    range.to = start + child.nodeSize;
  });
  return { ...range, href: String(mark.attrs['href']) };
}

/** The address as the text may hold it: `www.sogn.no` is meant as https, `kari@sogn.no` as an e-mail. */
export function readAddress(given: string): string | null {
  const trimmed = given.trim();
  const href = isSafeLink(trimmed)
    ? trimmed
    : /^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(trimmed)
      ? `mailto:${trimmed}`
      : /^[a-z0-9-]+(\.[a-z0-9-]+)+([/?#]\S*)?$/i.test(trimmed)
        ? `https://${trimmed}`
        : trimmed;
  return isSafeLink(href) ? href : null;
}

/** Links the selected words, changes the link at the cursor, or writes the address as a link. */
export const setLink =
  (href: string): Command =>
  (state, dispatch) => {
    const existing = linkAt(state);
    const { empty, from, to } = state.selection;
    const mark = marks.link.create({ href });
    if (!dispatch) return true;
    if (existing && empty) dispatch(state.tr.addMark(existing.from, existing.to, mark));
    else if (empty) dispatch(state.tr.replaceSelectionWith(schema.text(href, [mark]), false));
    else dispatch(state.tr.addMark(from, to, mark));
    return true;
  };

export const removeLink: Command = (state, dispatch) => {
  const existing = linkAt(state);
  if (!existing) return false;
  dispatch?.(state.tr.removeMark(existing.from, existing.to, marks.link));
  return true;
};

/** A hole that is to be filled before adoption; words that are selected become its hint. */
export const insertBlank: Command = (state, dispatch) => {
  const { $from, from, to } = state.selection;
  if (!$from.parent.inlineContent || !$from.sameParent(state.selection.$to)) return false;
  const hint = state.doc.textBetween(from, to, ' ').slice(0, 2000);
  dispatch?.(state.tr.replaceSelectionWith(nodes.blank.create({ hint }), false).scrollIntoView());
  return true;
};

export const insertBreak: Command = (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
};

/** A table of three by three with a header row, the cursor in its first cell. */
export const insertTable: Command = (state, dispatch) => {
  if (isInTable(state)) return false;
  const { $from } = state.selection;
  const row = (type: NodeType): Node =>
    nodes.table_row.create(
      null,
      [0, 1, 2].map(() => type.create(null, nodes.paragraph.create())),
    );
  const table = nodes.table.create(null, [row(nodes.table_header), row(nodes.table_cell), row(nodes.table_cell)]);
  for (let depth = $from.depth; depth > 0; depth--) {
    const parent = $from.node(depth - 1);
    const index = $from.indexAfter(depth - 1);
    if (!parent.canReplaceWith(index, index, nodes.table)) continue;
    if (dispatch) {
      const place = $from.after(depth);
      const change = state.tr.insert(place, table);
      dispatch(change.setSelection(TextSelection.near(change.doc.resolve(place + 1))).scrollIntoView());
    }
    return true;
  }
  return false;
};

/** Out of a table, to a paragraph after it, which is made when there is none. */
export const leaveTable: Command = (state, dispatch) => {
  const { $head } = state.selection;
  for (let depth = $head.depth; depth > 0; depth--) {
    if ($head.node(depth).type !== nodes.table) continue;
    if (!dispatch) return true;
    const after = $head.after(depth);
    const change = state.tr;
    if (change.doc.resolve(after).nodeAfter?.type !== nodes.paragraph) change.insert(after, nodes.paragraph.create());
    dispatch(change.setSelection(Selection.near(change.doc.resolve(after + 1))).scrollIntoView());
    return true;
  }
  return false;
};

/** Whether there is nothing in the text that a reader would see. */
export function isEmpty(doc: Node): boolean {
  let empty = true;
  doc.descendants((node) => {
    if (node.isText ? node.text?.trim() : node.type === nodes.blank || node.type === nodes.image) empty = false;
    return empty;
  });
  return empty;
}
