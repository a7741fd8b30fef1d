/** What a case of each type begins with: the headings that its readers expect, and the first words of the proposal. */
import type { ItemType, RichNode } from '../../api/types';
import { freshId } from '../editor/ids';

type Lang = 'nn' | 'nb' | 'en';
type Template = { headings: readonly (keyof typeof HEADINGS)[]; proposal: keyof typeof PROPOSALS | null };

const HEADINGS = {
  background: { nn: 'Bakgrunn', nb: 'Bakgrunn', en: 'Background' },
  facts: { nn: 'Faktaopplysningar', nb: 'Faktaopplysninger', en: 'Facts' },
  assessment: { nn: 'Vurdering', nb: 'Vurdering', en: 'Assessment' },
  economy: { nn: 'Økonomiske verknader', nb: 'Økonomiske virkninger', en: 'Economic consequences' },
  questions: { nn: 'Spørsmål til drøfting', nb: 'Spørsmål til drøfting', en: 'Questions to discuss' },
  status: { nn: 'Status', nb: 'Status', en: 'Status' },
  next: { nn: 'Vidare arbeid', nb: 'Videre arbeid', en: 'Further work' },
  conclusion: { nn: 'Konklusjon', nb: 'Konklusjon', en: 'Conclusion' },
} as const;
const PROPOSALS = {
  decide: { nn: 'Styret vedtek ', nb: 'Styret vedtar ', en: 'The board decides ' },
  recommend: { nn: 'Styret rår til ', nb: 'Styret anbefaler ', en: 'The board recommends ' },
  note: { nn: 'Styret tek saka til vitande.', nb: 'Styret tar saken til orientering.', en: 'The board takes note.' },
  elect: { nn: 'Styret vel ', nb: 'Styret velger ', en: 'The board elects ' },
  approve: { nn: 'Styret godkjenner ', nb: 'Styret godkjenner ', en: 'The board approves ' },
} as const;
/** After these words something is to be filled in. */
const OPEN = new Set<keyof typeof PROPOSALS>(['decide', 'recommend', 'elect', 'approve']);

const TEMPLATES: Partial<Record<ItemType, Template>> = {
  approval: { headings: [], proposal: 'approve' },
  information: { headings: ['background', 'status'], proposal: 'note' },
  discussion: { headings: ['background', 'questions', 'assessment'], proposal: null },
  decision: { headings: ['background', 'facts', 'assessment', 'economy', 'conclusion'], proposal: 'decide' },
  recommendation: { headings: ['background', 'facts', 'assessment', 'economy', 'conclusion'], proposal: 'recommend' },
  status: { headings: ['status', 'next'], proposal: 'note' },
  election: { headings: ['background'], proposal: 'elect' },
};

const paragraph = (...content: RichNode[]): RichNode => ({ type: 'paragraph', attrs: { id: freshId() }, content });

/** The template of a type in the case's own language; null for a type that has none. */
export function template(type: ItemType, lang: string): { proposal: RichNode | null; text: RichNode | null } | null {
  const found = TEMPLATES[type];
  if (!found) return null;
  const of: Lang = lang === 'nb' || lang === 'en' ? lang : 'nn';
  const blocks = found.headings.flatMap((name): RichNode[] => [
    { type: 'heading', attrs: { id: freshId(), level: 1 }, content: [{ type: 'text', text: HEADINGS[name][of] }] },
    paragraph(),
  ]);
  const words = found.proposal && PROPOSALS[found.proposal][of];
  const hole: RichNode[] =
    found.proposal && OPEN.has(found.proposal) ? [{ type: 'blank', attrs: { hint: '', kind: 'text' } }] : [];
  return {
    text: blocks.length ? { type: 'doc', content: blocks } : null,
    proposal: words ? { type: 'doc', content: [paragraph({ type: 'text', text: words }, ...hole)] } : null,
  };
}
