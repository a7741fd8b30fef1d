/** Which cases a table can be put into, and the text with it. Pure. */
import type { Case } from '../../api/cases';
import type { RichNode } from '../../api/types';

export type Place = {
  itemId: string;
  meetingId: string;
  title: string;
  number: number | null;
  body: string | null;
  startsAt: string | null;
};

/** Those that stand on an agenda and have not been treated. */
export function editable(cases: readonly Case[]): Place[] {
  return cases.flatMap((one) => {
    const last = one.handlings.at(-1);
    if (!last?.itemId || !last.meetingId || last.itemState !== 'pending') return [];
    const { itemId, meetingId, title, itemNumber, bodyName, meetingStartsAt } = last;
    return [{ itemId, meetingId, title, number: itemNumber, body: bodyName, startsAt: meetingStartsAt }];
  });
}

const isEmpty = (node: RichNode): boolean => node.type === 'paragraph' && !node.content?.length;

/** The text with the other after it; an empty paragraph at its end is written over. */
export function withText(text: RichNode | null, added: readonly RichNode[]): RichNode {
  const blocks = [...(text?.content ?? [])];
  const last = blocks.at(-1);
  if (last && isEmpty(last)) blocks.pop();
  return { type: 'doc', content: [...blocks, ...added] };
}
