/** The screen of the minutes: whose turn it is, who may be named, and what an edit begins with. */
import { describe, expect, it } from 'vitest';
import type { Minutes, MinutesDocument, MinutesItem } from '../src/api/minutes';
import type { Room } from '../src/api/room';
import type { WorkMeeting, WorkMeetingSummary } from '../src/api/types';
import {
  approvingItems,
  attendance,
  commentsOn,
  laterMeetings,
  mayBeNamed,
  suggestedSigners,
  taskOf,
  writable,
} from '../src/admin/minutes/view';
import { Problem } from '../src/api/http';
import { describe as words } from '../src/lib/problems';

const minutes = (more: Partial<Minutes> = {}): Minutes =>
  ({ state: 'sent', unsent: false, version: 1, comments: [], signers: [], ...more }) as Minutes;
const comment = (id: string, section: string, answer: string | null = null): Minutes['comments'][number] =>
  ({ id, section, answer }) as Minutes['comments'][number];
const signer = (personId: string, at: string | null = null): Minutes['signers'][number] =>
  ({ personId, name: personId, at, method: null }) as Minutes['signers'][number];

describe("the secretary's turn", () => {
  it.each([
    ['send', { state: 'draft' }],
    ['send', { state: 'reopened' }],
    ['send', { unsent: true, comments: [comment('a', 'head')] }],
    ['answer', { comments: [comment('a', 'head'), comment('b', 'head', 'Ja.')], signers: [signer('a', 'now')] }],
    [null, { signers: [signer('a', 'now'), signer('b')] }],
    ['conclude', { comments: [comment('a', 'head', 'Ja.')], signers: [signer('a', 'now')] }],
    ['seal', { state: 'approved' }],
    [null, { state: 'sealed' }],
  ] as const)('is %s', (task, more) => {
    expect(taskOf(minutes(more as unknown as Partial<Minutes>))).toBe(task);
  });
});

it('puts comments with their section', () => {
  const all = minutes({ comments: [comment('a', 'head'), comment('b', 'item'), comment('c', 'head')] });
  expect(commentsOn(all, 'head').map((one) => one.id)).toEqual(['a', 'c']);
});

it('leaves out groups of attendance that nobody is in', () => {
  const one = { name: 'Kari' };
  const head = { present: [one], deputies: [], absent: [one, one], unions: [] } as unknown as MinutesDocument['head'];
  expect(attendance(head).map(({ group, people }) => [group, people.length])).toEqual([
    ['present', 1],
    ['absent', 2],
  ]);
});

describe('those who approve', () => {
  const room = {
    chairedBy: 'deputy chair',
    seats: [
      { personId: 'chair', role: 'chair' },
      { personId: 'deputy chair', role: 'deputy_chair' },
      { personId: 'away', role: 'member' },
      { personId: 'union', role: 'union_representative' },
    ],
    // Who has been out of the room is there twice.
    presences: ['deputy chair', 'chair', 'chair', 'union'].map((personId) => ({ personId })),
  } as unknown as Room;

  it('were there, each once, and have a seat of their own', () => {
    expect(mayBeNamed(room).map((seat) => seat.personId)).toEqual(['chair', 'deputy chair']);
  });
  it('are suggested to be who led the meeting', () => {
    expect(suggestedSigners(minutes(), room)).toEqual(['deputy chair']);
    expect(suggestedSigners(minutes(), { ...room, chairedBy: 'away' })).toEqual(['chair']);
  });
  it('are suggested as they were the last time', () => {
    expect(suggestedSigners(minutes({ signers: [signer('chair'), signer('away')] }), room)).toEqual(['chair']);
  });
});

describe('a text in place of the proceedings', () => {
  const paragraph = (id: string, text: string) => ({
    type: 'paragraph',
    attrs: { id },
    content: [{ type: 'text', text }],
  });
  it('begins with them, without the ids of the texts that they quote', () => {
    const text = { type: 'doc', content: [paragraph('aaaaaaaa', 'Avtalen vert godkjend.')] };
    const item = {
      proceedings: [
        { words: 'Framlegget:', text },
        { words: 'Det vart vedteke.', text: null },
      ],
    } as unknown as MinutesItem;
    expect(writable(item)).toEqual({
      type: 'doc',
      content: [
        { type: 'paragraph', content: [{ type: 'text', text: 'Framlegget:' }] },
        { type: 'paragraph', attrs: {}, content: [{ type: 'text', text: 'Avtalen vert godkjend.' }] },
        { type: 'paragraph', content: [{ type: 'text', text: 'Det vart vedteke.' }] },
      ],
    });
    expect(text.content[0]?.attrs).toEqual({ id: 'aaaaaaaa' });
  });
  it('begins with nothing when nothing is recorded', () => {
    expect(writable({ proceedings: [] } as unknown as MinutesItem)).toBeNull();
  });
});

describe('approval at the next meeting', () => {
  const meeting = (id: string, startsAt: string, more = {}): WorkMeetingSummary =>
    ({ id, startsAt, bodyId: 'board', state: 'held', ...more }) as WorkMeetingSummary;
  it('is by a later meeting of the body that has begun', () => {
    const document = { bodyId: 'board', startsAt: '2027-03-01T09:00:00+01:00' } as MinutesDocument;
    const found = laterMeetings(document, [
      meeting('second', '2027-05-01T08:00:00Z', { state: 'in_session' }),
      meeting('first', '2027-04-01T08:00:00Z'),
      // The same moment, told in another zone.
      meeting('itself', '2027-03-01T08:00:00Z'),
      meeting('planned', '2027-06-01T08:00:00Z', { state: 'papers_published' }),
      meeting('elsewhere', '2027-04-01T08:00:00Z', { bodyId: 'council' }),
    ]);
    expect(found.map((one) => one.id)).toEqual(['first', 'second']);
  });
  it('is by an item that approves, one meant for it first', () => {
    const item = (id: string, type: string, state: string) => ({ id, type, state });
    const items = [
      item('a', 'decision', 'adopted'),
      item('b', 'approval', 'rejected'),
      item('c', 'approval', 'noted'),
      item('d', 'approval', 'pending'),
    ];
    expect(approvingItems({ items } as unknown as WorkMeeting).map((one) => one.id)).toEqual(['c', 'a']);
  });
});

it('tells a refused guard in plain words', () => {
  const refused = new Problem(409, '', 'The minutes are sealed.', [], { guard: 'minutes_open' });
  expect(words(refused)).toBe('Møteboka er godkjend. Er noko feil, må ho takast opp att for retting.');
});
