/** What the screens of the room read out of it. Pure. */
import type {
  Order,
  Outcome,
  Room,
  RoomItem,
  RoomProposal,
  RoomSeat,
  Speaker,
  Vote,
  VoteOrder,
  VoteStep,
} from '../api/room';
import { href } from '../lib/links';

export const isMember = (seat: RoomSeat): boolean => ['chair', 'deputy_chair', 'member'].includes(seat.role);
export const nameOf = (room: Room, personId: string | null): string =>
  room.seats.find((seat) => seat.personId === personId)?.name ?? '';
export const currentItem = (room: Room): RoomItem | undefined =>
  room.items.find((item) => item.id === room.currentItemId);
export const openVote = (room: Room): Vote | undefined =>
  room.items.flatMap((item) => item.votes).find((vote) => vote.isOpen);
export const hasTheFloor = (room: Room): Speaker | undefined =>
  room.speakers.find((one) => one.beganAt !== null && one.endedAt === null);
export const queue = (room: Room): Speaker[] => room.speakers.filter((one) => one.beganAt === null);
export const hasVoted = (vote: Vote, personId: string): boolean =>
  vote.ballots.some((ballot) => ballot.personId === personId);
/** Those whose ballots are missing, in the order of the seats. */
export const toVote = (room: Room, vote: Vote): RoomSeat[] =>
  room.seats.filter((seat) => vote.voters.includes(seat.personId) && !hasVoted(vote, seat.personId));
/** The vote that was closed last in the item. */
export const lastResult = (item: RoomItem): Vote | undefined => item.votes.findLast((vote) => vote.result !== null);
/** Votes by choice, as the result has them. */
export const countsOf = (vote: Vote): [choice: string, votes: number][] =>
  Object.entries((vote.result?.counts ?? {}) as unknown as Record<string, number>);
export const isLive = (proposal: RoomProposal): boolean =>
  proposal.state === 'submitted' || proposal.state === 'put_to_vote';

const standsAlone = (proposal: RoomProposal): boolean => proposal.kind !== 'amendment';

/** Whether an entry stands otherwise than it was first made. */
export const wasCorrected = (room: Room, seq: number): boolean => room.corrections.some((one) => one.corrects === seq);

export type Movement = Room['movements'][number];

/** Options that are level for the last `places`, which lots, or the vote of who leads, must settle. */
export type Tie = { tied: string[]; places: number };

/** What is left to be settled when these are the counts; null when they settle it by themselves. */
export function tieOf(vote: Vote, counts: Record<string, number | null>): Tie | null {
  // Of a leader's election nothing is drawn in the first round: who has more than half is alone in it.
  if (vote.moreThanHalf && vote.round === 1) return null;
  let places = vote.seats;
  const numbers = new Set(vote.options.map((option) => counts[option] ?? 0));
  for (const number of [...numbers].filter(Boolean).toSorted((a, b) => b - a)) {
    const tied = vote.options.filter((option) => counts[option] === number);
    if (tied.length > places) return { tied, places };
    places -= tied.length;
    if (places === 0) break;
  }
  return null;
}

/** A ballot as the API takes it. */
export function ballotOf(
  vote: Vote,
  chosen: readonly string[],
): { vote: number; choice: string | null; also: string[] } {
  const [choice = null, ...also] = chosen;
  return { vote: vote.seq, choice, also };
}

/** What closes a vote, as the API takes it: the counts where it was counted, and what settled a tie. */
export function closing(
  vote: Vote,
  found: { counts: Record<string, number | null> | null; voted: number | null; settled: readonly string[] },
): Order<'close-vote'> {
  const isElection = vote.subject === 'election';
  return {
    counts:
      found.counts && Object.fromEntries(Object.entries(found.counts).map(([choice, number]) => [choice, number ?? 0])),
    voted: found.counts && vote.seats > 1 ? found.voted : null,
    castingSide: isElection ? null : (found.settled[0] ?? null),
    drawn: isElection ? [...found.settled] : [],
  };
}

/** Whether the result was entered, and so may have been entered wrongly: counts, or whom the lots fell on. */
export const mayCorrectResult = (vote: Vote): boolean =>
  vote.subject !== 'inhability' &&
  (vote.method === 'by_count' || (vote.form === 'open' && vote.result?.decidedBy === 'lots'));

/** A proposal by its number among those of the item; they are numbered only when there are several. */
export function placeOf(item: RoomItem, proposalId: string): number | null {
  return item.proposals.length > 1 ? item.proposals.findIndex((one) => one.id === proposalId) + 1 : null;
}

/** Members first to last, then deputies by their order, then the rest. */
export function bySeat(seats: readonly RoomSeat[]): { members: RoomSeat[]; deputies: RoomSeat[]; others: RoomSeat[] } {
  return {
    members: seats.filter(isMember),
    deputies: seats
      .filter((seat) => seat.role === 'deputy')
      .toSorted((a, b) => (a.deputyOrder ?? Infinity) - (b.deputyOrder ?? Infinity)),
    others: seats.filter((seat) => !isMember(seat) && seat.role !== 'deputy'),
  };
}

/** Deputies for a member's seat, in their order: those from the same municipality, else those who come from none. */
export function deputiesOf(seats: readonly RoomSeat[], member: RoomSeat): RoomSeat[] {
  const { deputies } = bySeat(seats);
  const neighbours = deputies.filter((seat) => member.municipality && seat.municipality === member.municipality);
  return neighbours.length ? neighbours : deputies.filter((seat) => !(member.municipality && seat.municipality));
}

/** What the votes on the matter have led to (the API holds to the same); null while nothing is decided. */
export function decided(item: RoomItem): Outcome | null {
  const adopted = item.proposals.filter((one) => one.state === 'adopted' && standsAlone(one));
  if (adopted.length)
    return adopted.some((one) => one.amended || one.kind === 'alternative') ? 'adopted_as_amended' : 'adopted';
  if (item.votes.some((vote) => vote.subject === 'election' && vote.result?.carried)) return 'adopted';
  const rejected = item.proposals.some((one) => one.state === 'rejected' && standsAlone(one));
  return rejected && !item.proposals.some((one) => isLive(one) && standsAlone(one)) ? 'rejected' : null;
}

/** Amendments that were carried while no proposal has been changed by them. */
export function unwritten(item: RoomItem): boolean {
  const adopted = item.proposals.filter((one) => one.state === 'adopted');
  return adopted.some((one) => !standsAlone(one)) && !adopted.some((one) => standsAlone(one) && one.amended);
}

/** The step of the order of votes that comes next, once an order is settled or none is needed. */
export function nextVote(item: RoomItem): VoteStep | null {
  if (item.nextStep) return item.nextStep;
  const [only, ...more] = item.proposals.filter(isLive);
  return item.voteOrder === null && only && !more.length ? { way: 'for_against', proposalIds: [only.id] } : null;
}

/** Something that may be done now by who leads. */
export type Step =
  | { do: 'open' | 'resume' | 'adjourn' | 'close' | 'settleOrder' | 'openDoors' | 'closeDoors' | 'writeIn' }
  | { do: 'closeVote' | 'abandonVote'; vote: Vote }
  | { do: 'start'; item: RoomItem }
  | { do: 'fill'; proposal: RoomProposal }
  | { do: 'vote'; order: VoteOrder }
  | { do: 'conclude'; outcome: Outcome };

const carried = (item: RoomItem, subject: Vote['subject']): boolean =>
  item.votes.findLast((vote) => vote.subject === subject && vote.result !== null)?.result?.carried ?? false;

/** The next natural step: what a secretary would do now, were everything to go as it usually does. */
export function nextStep(room: Room): Step | null {
  if (room.stage === 'held') return null;
  if (room.stage === 'waiting') return { do: 'open' };
  if (room.stage === 'adjourned') return { do: 'resume' };
  const vote = openVote(room);
  if (vote) return { do: 'closeVote', vote };
  const item = currentItem(room);
  if (item?.state === 'pending') return stepInItem(room, item);
  if (room.doorsClosed) return { do: 'openDoors' };
  const next = room.items.find((one) => one.state === 'pending');
  return next ? { do: 'start', item: next } : { do: 'close' };
}

function stepInItem(room: Room, item: RoomItem): Step {
  if (item.mustWait) return room.doorsClosed ? { do: 'openDoors' } : { do: 'conclude', outcome: 'postponed' };
  const declared = item.inhabilities.find((one) => one.state === 'declared');
  if (declared) return { do: 'vote', order: { subject: 'inhability', personId: declared.personId } };
  const wasClosed = item.closures.length > 0 && !item.proposals.some(isLive);
  if (item.mustBeClosed && !room.doorsClosed && !wasClosed && !decided(item)) return { do: 'closeDoors' };
  const outcome = outcomeNow(item);
  if (outcome) {
    if (outcome === 'adopted' && unwritten(item)) return { do: 'writeIn' };
    return room.doorsClosed ? { do: 'openDoors' } : { do: 'conclude', outcome };
  }
  const step = nextVote(item);
  if (step) {
    const blank = item.proposals.find((one) => step.proposalIds.includes(one.id) && one.blanks > 0);
    if (blank) return { do: 'fill', proposal: blank };
    return { do: 'vote', order: { subject: 'proposals', way: step.way, proposalIds: step.proposalIds } };
  }
  if (item.proposals.some(isLive)) return { do: 'settleOrder' };
  if (item.type === 'election' && !item.proposals.length) return { do: 'vote', order: { subject: 'election' } };
  return room.doorsClosed ? { do: 'openDoors' } : { do: 'conclude', outcome: 'noted' };
}

/** The outcome that the current item may be concluded with now, if the body has decided any. */
export function outcomeNow(item: RoomItem): Outcome | null {
  const matter = decided(item);
  if (matter) return matter;
  if (item.mustWait || item.objected || carried(item, 'postponement')) return 'postponed';
  return carried(item, 'return') ? 'returned' : null;
}

/** Whether somebody may demand that a case of an urgent meeting waits: a member, or a deputy in a member's seat. */
export function mayDemand(room: Room, item: RoomItem, seat: RoomSeat): boolean {
  const has = seat.role === 'deputy' ? seat.votesNow : isMember(seat);
  const isInhabile = item.inhabilities.some((one) => one.personId === seat.personId && one.state !== 'rejected');
  return room.urgency !== null && has && !isInhabile && !item.demands.includes(seat.personId);
}

/** Outcomes that need no vote on the matter. */
export const WITHOUT_MATTER: readonly Outcome[] = ['noted', 'withdrawn'];

/** Whole seconds from one moment to another, never below zero: clocks differ. */
export const secondsSince = (moment: string, now: number): number =>
  Math.max(0, Math.floor((now - Date.parse(moment)) / 1000));

/** `4:07`. */
export const formatSeconds = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

/** Whether who is not in the room with closed doors may read the item's title: a screen on the wall is for all there. */
export const titleIsForAll = (room: Room, item: RoomItem): boolean => item.access === 'open' || room.doorsClosed;

export const itemPapers = (room: Room, item: RoomItem): string =>
  href(`/admin/papir/${room.meetingId}/sak/${item.number}`);
