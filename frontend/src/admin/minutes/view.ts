/** What a screen of minutes needs to know of them. Pure. */
import type { Attendee, Minutes, MinutesComment, MinutesDocument, MinutesItem } from '../../api/minutes';
import type { Room, RoomSeat } from '../../api/room';
import type { RichNode, WorkItem, WorkMeeting, WorkMeetingSummary } from '../../api/types';

/** The section before the items, which comments on the whole belong to as well. */
export const HEAD = 'head';

export const stateColour = (state: Minutes['state']): string =>
  ({ draft: 'neutral', sent: 'info', approved: 'success', sealed: 'success', reopened: 'warning' })[state];

/** What the secretary's turn is now; null when it is somebody else's, or all is done. */
export type Task = 'send' | 'answer' | 'conclude' | 'seal';
export function taskOf(minutes: Minutes): Task | null {
  if (minutes.state === 'sealed') return null;
  if (minutes.state === 'approved') return 'seal';
  if (minutes.state !== 'sent' || minutes.unsent) return 'send';
  if (minutes.comments.some((one) => one.answer === null)) return 'answer';
  return minutes.signers.every((one) => one.at !== null) ? 'conclude' : null;
}

/** Approved, and not taken up again since. */
export const isConcluded = (minutes: Minutes): boolean => minutes.state === 'approved' || minutes.state === 'sealed';
export const isWritable = (minutes: Minutes): boolean => !isConcluded(minutes);

export const commentsOn = (minutes: Minutes, section: string): MinutesComment[] =>
  minutes.comments.filter((one) => one.section === section);

/** Those who were there, in their groups; groups without anybody are left out. */
export function attendance(
  head: MinutesDocument['head'],
): { group: 'present' | 'deputies' | 'absent' | 'unions'; people: Attendee[] }[] {
  const groups = ['present', 'deputies', 'absent', 'unions'] as const;
  return groups.map((group) => ({ group, people: head[group] })).filter(({ people }) => people.length > 0);
}

/** Members and deputies who were there: those who may be named to approve. */
export function mayBeNamed(room: Room): RoomSeat[] {
  const there = new Set(room.presences.map((one) => one.personId));
  return room.seats.filter((seat) => seat.role !== 'union_representative' && there.has(seat.personId));
}

/** Whom to suggest: those who were named the last time, else who led the meeting, else whoever chairs the body. */
export function suggestedSigners(minutes: Minutes, room: Room): string[] {
  const seats = mayBeNamed(room);
  const named = minutes.signers.map((one) => one.personId);
  const chairs = [room.chairedBy, seats.find((seat) => seat.role === 'chair')?.personId];
  const wanted = named.length ? named : chairs.filter((one) => seats.some((seat) => seat.personId === one)).slice(0, 1);
  return seats.map((seat) => seat.personId).filter((one) => wanted.includes(one));
}

/** The generated proceedings as a text that may be written on: blocks get new ids, since a text may be told twice. */
export function writable(item: MinutesItem): RichNode | null {
  const content = item.proceedings.flatMap(({ words, text }): RichNode[] => [
    { type: 'paragraph', content: [{ type: 'text', text: words }] },
    ...(text?.content ?? []).map(withoutIds),
  ]);
  return content.length ? { type: 'doc', content } : null;
}

function withoutIds(node: RichNode): RichNode {
  const copy: RichNode = { ...node };
  if (node.attrs) copy.attrs = Object.fromEntries(Object.entries(node.attrs).filter(([name]) => name !== 'id'));
  if (node.content) copy.content = node.content.map(withoutIds);
  return copy;
}

const begun = ['in_session', 'adjourned', 'held', 'minutes_approved', 'closed'];

/** Meetings of the body after this one that have begun: those that may have approved its minutes. */
export const laterMeetings = (document: MinutesDocument, meetings: WorkMeetingSummary[]): WorkMeetingSummary[] =>
  meetings
    .filter(
      (one) =>
        one.bodyId === document.bodyId &&
        begun.includes(one.state) &&
        Date.parse(one.startsAt) > Date.parse(document.startsAt),
    )
    .toSorted((a, b) => a.startsAt.localeCompare(b.startsAt));

/** Items that are concluded in a way that approves; those meant for it first. */
export const approvingItems = (meeting: WorkMeeting): WorkItem[] =>
  meeting.items
    .filter((item) => ['adopted', 'adopted_as_amended', 'noted'].includes(item.state))
    .toSorted((a, b) => Number(b.type === 'approval') - Number(a.type === 'approval'));
