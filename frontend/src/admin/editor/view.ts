/** An editor in a place on the page. */
import { baseKeymap, chainCommands, exitCode } from 'prosemirror-commands';
import { dropCursor } from 'prosemirror-dropcursor';
import { gapCursor } from 'prosemirror-gapcursor';
import { history, redo, undo } from 'prosemirror-history';
import { inputRules, InputRule, textblockTypeInputRule, wrappingInputRule } from 'prosemirror-inputrules';
import { keymap } from 'prosemirror-keymap';
import { Node } from 'prosemirror-model';
import { splitListItem } from 'prosemirror-schema-list';
import { EditorState, type Command } from 'prosemirror-state';
import { goToNextCell, tableEditing } from 'prosemirror-tables';
import { EditorView } from 'prosemirror-view';
import type { RichNode } from '../../api/types';
import * as commands from './commands';
import { blockIds } from './ids';
import { cleanPasted } from './paste';
import { schema } from './schema';

const { nodes } = schema;

export type Options = {
  label: string;
  lang: string;
  describedBy: string;
  editable: () => boolean;
  /** After every change of text or selection. */
  onState: (state: EditorState) => void;
  /** After a change of the text: the whole of it, or null when nothing is left. */
  onChange: (text: RichNode | null) => void;
  onLink: () => void;
  onToolbar: () => void;
};

const rules = inputRules({
  rules: [
    wrappingInputRule(/^\s*[-*•]\s$/, nodes.bullet_list),
    wrappingInputRule(
      /^(\d{1,3})[.)]\s$/,
      nodes.ordered_list,
      (match) => ({ start: Math.max(1, Number(match[1])) }),
      (match, node) => node.childCount + Number(node.attrs['start']) === Number(match[1]),
    ),
    textblockTypeInputRule(/^(#{1,3})\s$/, nodes.heading, (match) => ({ level: match[1]?.length ?? 1 })),
    new InputRule(/___$/, (state, _match, from, to) => state.tr.replaceWith(from, to, nodes.blank.create())),
  ],
});

const run =
  (what: () => void): Command =>
  () => {
    what();
    return true;
  };

export function readText(text: RichNode | null): Node {
  return text ? Node.fromJSON(schema, text) : nodes.doc.create(null, nodes.paragraph.create());
}

export function writeText(doc: Node): RichNode | null {
  return commands.isEmpty(doc) ? null : (doc.toJSON() as RichNode);
}

export function editorState(doc: Node, own: Record<string, Command> = {}): EditorState {
  return EditorState.create({
    doc,
    plugins: [
      rules,
      keymap(own),
      keymap({
        'Mod-z': undo,
        'Mod-y': redo,
        'Mod-Shift-z': redo,
        'Mod-b': commands.toggleStrong,
        'Mod-i': commands.toggleEm,
        'Mod-Alt-1': commands.toggleHeading(1),
        'Mod-Alt-2': commands.toggleHeading(2),
        'Mod-Alt-3': commands.toggleHeading(3),
        'Mod-Shift-7': commands.toggleList(nodes.ordered_list),
        'Mod-Shift-8': commands.toggleList(nodes.bullet_list),
        'Mod-]': commands.indent,
        'Mod-[': commands.outdent,
        'Mod-Enter': chainCommands(commands.leaveTable, exitCode),
        Enter: splitListItem(nodes.list_item),
        'Shift-Enter': commands.insertBreak,
        // Within a table only, and out of it after the last cell: Tab must never be a trap.
        Tab: goToNextCell(1),
        'Shift-Tab': goToNextCell(-1),
      }),
      keymap(baseKeymap),
      history(),
      dropCursor(),
      gapCursor(),
      tableEditing(),
      blockIds,
    ],
  });
}

export function openEditor(place: HTMLElement, text: RichNode | null, options: Options): EditorView {
  const state = editorState(readText(text), {
    'Mod-k': run(options.onLink),
    'Alt-F10': run(options.onToolbar),
  });
  const view: EditorView = new EditorView(place, {
    state,
    editable: options.editable,
    attributes: {
      role: 'textbox',
      'aria-multiline': 'true',
      'aria-label': options.label,
      'aria-describedby': options.describedBy,
      lang: options.lang,
      class: 'editor-text rich-text',
    },
    transformPastedHTML: cleanPasted,
    dispatchTransaction(transaction) {
      const next = view.state.apply(transaction);
      view.updateState(next);
      options.onState(next);
      if (transaction.docChanged) options.onChange(writeText(next.doc));
    },
  });
  options.onState(state);
  return view;
}
