/** The meeting room: what comes next, who is there, and following it when the connection is poor. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Room, RoomItem, RoomProposal, RoomSeat, Vote } from '../src/api/room';
import { follow, type Connection } from '../src/room/feed';
import {
  ballotOf,
  bySeat,
  closing,
  decided,
  deputiesOf,
  formatSeconds,
  mayDemand,
  nextStep,
  mayCorrectResult,
  secondsSince,
  tieOf,
  titleIsForAll,
  toVote,
} from '../src/room/view';

const proposal = (id: string, more: Partial<RoomProposal> = {}): RoomProposal =>
  ({ id, kind: 'main', state: 'submitted', blanks: 0, amended: false, mover: null, ...more }) as RoomProposal;
const vote = (more: Partial<Vote> = {}): Vote =>
  ({ seq: 7, subject: 'proposals', isOpen: false, ballots: [], voters: ['a', 'b'], result: null, ...more }) as Vote;
const item = (id: string, more: Partial<RoomItem> = {}): RoomItem =>
  ({
    id,
    number: 1,
    access: 'open',
    state: 'pending',
    mustBeClosed: false,
    objected: false,
    inhabilities: [],
    closures: [],
    proposals: [],
    votes: [],
    voteOrder: null,
    nextStep: null,
    ...more,
  }) as unknown as RoomItem;
const room = (items: RoomItem[], more: Partial<Room> = {}): Room =>
  ({
    stage: 'in_session',
    doorsClosed: false,
    currentItemId: items[0]?.id ?? null,
    items,
    seats: [],
    ...more,
  }) as unknown as Room;
const carried = (subject: Vote['subject']): Vote => vote({ subject, result: { carried: true } as Vote['result'] });

describe('votes', () => {
  const election = (more: Partial<Vote> = {}): Vote =>
    vote({ subject: 'election', options: ['1', '2', '3'], seats: 2, moreThanHalf: false, round: 1, ...more });

  it.each<[string, Vote, Record<string, number | null>, unknown]>([
    ['nobody when the votes settle it', election(), { 1: 4, 2: 3, 3: 1 }, null],
    ['those who are level for the last place', election(), { 1: 4, 2: 3, 3: 3 }, { tied: ['2', '3'], places: 1 }],
    ['all for both places', election(), { 1: 2, 2: 2, 3: 2 }, { tied: ['1', '2', '3'], places: 2 }],
    ['nobody who is level without a vote', election(), { 1: 4, 2: null, 3: 0 }, null],
    ['nobody in the first round of a leader', election({ seats: 1, moreThanHalf: true }), { 1: 2, 2: 2, 3: 2 }, null],
  ])('draws lots between %s', (_, given, counts, expected) => {
    expect(tieOf(given, counts)).toEqual(expected);
  });

  it('are given as one choice and the others', () => {
    expect(ballotOf(election({ seq: 9 }), ['2', '3'])).toEqual({ vote: 9, choice: '2', also: ['3'] });
  });

  it('are closed with what settled a tie: whom the lots fell on, or the side of who leads', () => {
    const found = { counts: { 1: 3, 2: null }, voted: 4, settled: ['2'] };
    expect(closing(election(), found)).toEqual({ counts: { 1: 3, 2: 0 }, voted: 4, castingSide: null, drawn: ['2'] });
    const side = { counts: null, voted: null, settled: ['for'] };
    expect(closing(vote({ seats: 1 }), side)).toEqual({ counts: null, voted: null, castingSide: 'for', drawn: [] });
  });

  it.each<[boolean, Partial<Vote>]>([
    [true, { method: 'by_count', form: 'written' }],
    [false, { method: 'by_name', form: 'written', result: { decidedBy: 'lots' } as Vote['result'] }],
    [true, { method: 'by_name', form: 'open', result: { decidedBy: 'lots' } as Vote['result'] }],
    [false, { method: 'by_count', subject: 'inhability' }],
  ])('whose result was entered by hand: %s', (expected, more) => {
    expect(mayCorrectResult(vote(more))).toBe(expected);
  });
});

describe('the next step', () => {
  it.each<[string, Room, unknown]>([
    ['opens', room([], { stage: 'waiting' }), { do: 'open' }],
    ['goes on after a break', room([], { stage: 'adjourned' }), { do: 'resume' }],
    ['is none when it is over', room([], { stage: 'held' }), null],
    ['closes when all is concluded', room([item('a', { state: 'adopted' })]), { do: 'close' }],
  ])('%s', (_, given, expected) => {
    expect(nextStep(given)).toEqual(expected);
  });

  it('takes up the first item that has no outcome', () => {
    const [done, next, later] = [item('a', { state: 'noted' }), item('b'), item('c')];
    expect(nextStep(room([done, later, next], { currentItemId: 'a' }))).toEqual({ do: 'start', item: later });
  });

  it('fills blanks before the vote, votes, and then adopts', () => {
    const blank = proposal('p', { blanks: 3 });
    expect(nextStep(room([item('a', { proposals: [blank] })]))).toEqual({ do: 'fill', proposal: blank });
    expect(nextStep(room([item('a', { proposals: [proposal('p')] })]))).toEqual({
      do: 'vote',
      order: { subject: 'proposals', way: 'for_against', proposalIds: ['p'] },
    });
    const adopted = item('a', { proposals: [proposal('p', { state: 'adopted' })] });
    expect(nextStep(room([adopted]))).toEqual({ do: 'conclude', outcome: 'adopted' });
  });

  it('elects where nothing is proposed', () => {
    expect(nextStep(room([item('a', { type: 'election' })]))).toEqual({ do: 'vote', order: { subject: 'election' } });
  });

  it('settles an order where there are several proposals, and follows it', () => {
    const proposals = [proposal('p'), proposal('q', { kind: 'alternative' })];
    expect(nextStep(room([item('a', { proposals })]))).toEqual({ do: 'settleOrder' });
    const step = { way: 'against_each_other', proposalIds: ['p', 'q'] } as const;
    const settled = item('a', { proposals, voteOrder: [step], nextStep: step } as unknown as Partial<RoomItem>);
    expect(nextStep(room([settled]))).toEqual({ do: 'vote', order: { subject: 'proposals', ...step } });
  });

  it('decides on inhability before anything else in the item', () => {
    const inhabilities = [{ personId: 'x', state: 'declared' as const, legalBasis: '§ 11-10', vote: null }];
    expect(nextStep(room([item('a', { inhabilities, proposals: [proposal('p')] })]))).toEqual({
      do: 'vote',
      order: { subject: 'inhability', personId: 'x' },
    });
  });

  it('closes the doors where the law says so, and opens them before the item is concluded', () => {
    const closed = item('a', { mustBeClosed: true, access: 'closed', proposals: [proposal('p')] });
    expect(nextStep(room([closed]))).toEqual({ do: 'closeDoors' });
    const told = item('a', { mustBeClosed: true, access: 'closed', closures: [{}] as RoomItem['closures'] });
    expect(nextStep(room([told]))).toEqual({ do: 'conclude', outcome: 'noted' });
    const adopted = { ...closed, proposals: [proposal('p', { state: 'adopted' })] };
    expect(nextStep(room([adopted], { doorsClosed: true }))).toEqual({ do: 'openDoors' });
    expect(nextStep(room([adopted]))).toEqual({ do: 'conclude', outcome: 'adopted' });
  });

  it('writes a carried amendment in before it adopts', () => {
    const amendment = proposal('q', { kind: 'amendment', state: 'adopted' });
    const main = proposal('p', { state: 'adopted' });
    expect(nextStep(room([item('a', { proposals: [main, amendment] })]))).toEqual({ do: 'writeIn' });
    const written = { ...main, amended: true };
    expect(nextStep(room([item('a', { proposals: [written, amendment] })]))).toEqual({
      do: 'conclude',
      outcome: 'adopted_as_amended',
    });
  });

  it('postpones when that is carried, and closes an open vote before all', () => {
    const postponed = item('a', { proposals: [proposal('p')], votes: [carried('postponement')] });
    expect(nextStep(room([postponed]))).toEqual({ do: 'conclude', outcome: 'postponed' });
    const open = vote({ isOpen: true });
    expect(nextStep(room([item('a', { votes: [open] })]))).toEqual({ do: 'closeVote', vote: open });
  });
});

describe('what the votes have led to', () => {
  it.each<[string, RoomProposal[], string | null]>([
    ['nothing yet', [proposal('p')], null],
    ['rejected', [proposal('p', { state: 'rejected' })], 'rejected'],
    ['still open', [proposal('p', { state: 'rejected' }), proposal('q', { kind: 'alternative' })], null],
    ['an alternative', [proposal('q', { kind: 'alternative', state: 'adopted' })], 'adopted_as_amended'],
    ['an amendment alone', [proposal('p', { kind: 'amendment', state: 'adopted' }), proposal('q')], null],
  ])('%s', (_, proposals, expected) => {
    expect(decided(item('a', { proposals }))).toBe(expected);
  });
});

describe('people and time', () => {
  const seat = (personId: string, role: string, deputyOrder: number | null = null) =>
    ({ personId, role, deputyOrder }) as unknown as Room['seats'][number];

  it('puts deputies in their order', () => {
    const seats = [
      seat('c', 'deputy', 2),
      seat('b', 'deputy', 1),
      seat('a', 'chair'),
      seat('u', 'union_representative'),
    ];
    const { members, deputies, others } = bySeat(seats);
    expect([members, deputies, others].map((group) => group.map((one) => one.personId))).toEqual([
      ['a'],
      ['b', 'c'],
      ['u'],
    ]);
  });

  it('gives a seat to deputies from the same municipality, else to those from none', () => {
    const from = (personId: string, role: string, municipality: string | null, order: number | null = null) => ({
      ...seat(personId, role, order),
      municipality,
    });
    const [vik, nobody] = [from('m', 'member', '4639'), from('n', 'member', null)];
    const seats = [vik, nobody, from('far', 'deputy', '4640', 1), from('near', 'deputy', '4639', 2)];
    expect(deputiesOf(seats, vik).map((one) => one.personId)).toEqual(['near']);
    expect(deputiesOf(seats, nobody).map((one) => one.personId)).toEqual(['far', 'near']);
  });

  it('knows whose votes are missing', () => {
    const given = room([], { seats: [seat('a', 'chair'), seat('b', 'member'), seat('c', 'member')] });
    const ballots = [{ personId: 'a', choices: null, seq: 9 }];
    expect(toVote(given, vote({ ballots })).map((one) => one.personId)).toEqual(['b']);
  });

  it('keeps the title of a closed item off the wall until the doors are closed', () => {
    const closed = item('a', { access: 'closed' });
    expect(titleIsForAll(room([closed]), closed)).toBe(false);
    expect(titleIsForAll(room([closed], { doorsClosed: true }), closed)).toBe(true);
  });

  it('counts seconds, and never backwards', () => {
    const began = '2027-01-01T09:00:00Z';
    expect(formatSeconds(secondsSince(began, Date.parse(began) + 247_900))).toBe('4:07');
    expect(secondsSince(began, Date.parse(began) - 5000)).toBe(0);
  });
});

describe('following', () => {
  class Source {
    static readonly CLOSED = 2;
    static made: Source[] = [];
    readyState = 1;
    onopen: (() => void) | null = null;
    onmessage: ((event: { data: string }) => void) | null = null;
    onerror: (() => void) | null = null;
    constructor(readonly address: string) {
      Source.made.push(this);
    }
    close(): void {
      this.readyState = Source.CLOSED;
    }
  }
  let views: unknown[];
  let connections: Connection[];
  let ask: ReturnType<typeof vi.fn<() => Promise<unknown>>>;
  let stop: () => void;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('EventSource', Source);
    Source.made = [];
    views = [];
    connections = [];
    ask = vi.fn<() => Promise<unknown>>().mockResolvedValue('asked');
    stop = follow({
      stream: '/stream',
      ask,
      onView: (view) => views.push(view),
      onConnection: (connection) => connections.push(connection),
    });
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  function source(): Source {
    const newest = Source.made.at(-1);
    if (!newest) throw new Error('no stream was asked for');
    return newest;
  }

  it('asks no more once an event has come through', async () => {
    source().onmessage?.({ data: '{"seq":1}' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ask).not.toHaveBeenCalled();
    expect(views).toEqual([{ seq: 1 }]);
    expect(connections.at(-1)).toBe('live');
  });

  it('asks now and then where events are held back', async () => {
    source().onopen?.();
    await vi.advanceTimersByTimeAsync(11_000);
    expect(ask).toHaveBeenCalledTimes(2);
    expect(views).toEqual(['asked', 'asked']);
    expect(connections.at(-1)).toBe('slow');
  });

  it('says that the connection is lost when asking fails, and that it is back', async () => {
    source().onmessage?.({ data: '1' });
    ask.mockRejectedValue(new Error('no network'));
    source().onerror?.();
    expect(connections.at(-1)).toBe('live');
    await vi.advanceTimersByTimeAsync(5000);
    expect(connections.at(-1)).toBe('lost');
    ask.mockResolvedValue('caught up');
    source().onopen?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(connections.at(-1)).toBe('live');
    expect(views.at(-1)).toBe('caught up');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('opens a stream anew that the server has refused', async () => {
    source().readyState = Source.CLOSED;
    source().onerror?.();
    await vi.advanceTimersByTimeAsync(31_000);
    expect(Source.made).toHaveLength(2);
  });

  it('is quiet when it is left', async () => {
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ask).not.toHaveBeenCalled();
    expect(source().readyState).toBe(Source.CLOSED);
  });
});

describe('a case of an urgent meeting', () => {
  const seat = (role: RoomSeat['role'], more: Partial<RoomSeat> = {}): RoomSeat =>
    ({ personId: 'a', role, votesNow: false, ...more }) as RoomSeat;
  const urgent = { urgency: { ground: 'minor', reason: null, decidedBy: 'Ane' } } as Partial<Room>;

  it('is postponed and nothing else when enough demand that it waits', () => {
    const waits = item('a', {
      mustWait: true,
      proposals: [proposal('p')],
      nextStep: { way: 'for_against', proposalIds: ['p'] },
    });

    expect(nextStep(room([waits]))).toEqual({ do: 'conclude', outcome: 'postponed' });
  });

  it.each<[string, boolean, Partial<Room>, RoomSeat, Partial<RoomItem>]>([
    ['a member who is not there may demand it', true, urgent, seat('member'), {}],
    ['a deputy without a seat may not', false, urgent, seat('deputy'), {}],
    ['a deputy in a seat may', true, urgent, seat('deputy', { votesNow: true }), {}],
    ['a union representative may not', false, urgent, seat('union_representative'), {}],
    ['one who has demanded it does not do it twice', false, urgent, seat('chair'), { demands: ['a'] }],
    ['in an ordinary meeting nobody does', false, { urgency: null }, seat('chair'), {}],
    [
      'one who is inhabile may not',
      false,
      urgent,
      seat('chair'),
      { inhabilities: [{ personId: 'a', state: 'declared', legalBasis: '', vote: null }] },
    ],
  ])('%s', (_, may, more, who, fields) => {
    expect(mayDemand(room([], more), item('a', { demands: [], ...fields }), who)).toBe(may);
  });
});
