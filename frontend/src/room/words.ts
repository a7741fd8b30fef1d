/** How things of the room are called. */
import type { Room, RoomItem, RoomProposal, Vote } from '../api/room';
import { label, t } from '../lib/i18n/index.svelte';
import { nameOf, placeOf } from './view';

/** `Sak 3`; with its title where one is told. */
export const itemName = (item: RoomItem): string =>
  item.title === null ? t('room.item', { n: item.number }) : `${item.number}. ${item.title}`;

export function proposalName(item: RoomItem, proposal: RoomProposal): string {
  const place = placeOf(item, proposal.id);
  const kind = label('room.kind', proposal.kind);
  return place === null ? kind : `${place}. ${kind}${proposal.mover ? ` (${proposal.mover})` : ''}`;
}

/** What a vote is on. */
export function voteName(room: Room, item: RoomItem, vote: Vote): string {
  if (vote.subject === 'inhability') return t('room.voteOnInhability', { name: nameOf(room, vote.personId) });
  if (vote.subject !== 'proposals') return label('room.subject', vote.subject);
  const named = item.proposals.filter((one) => vote.proposalIds.includes(one.id));
  return named.map((one) => proposalName(item, one)).join(` ${t('room.against')} `);
}

/** A side of a vote: for, against, blank, a proposal or a candidate. */
export function choiceName(item: RoomItem, vote: Vote, choice: string): string {
  if (choice === 'for' || choice === 'against' || choice === 'blank') {
    // Of one candidate, and of inhability, nobody votes for or against the same way as of a proposal.
    return label(vote.subject === 'inhability' ? 'room.inhabilityChoice' : 'room.choice', choice);
  }
  const proposal = item.proposals.find((one) => one.id === choice);
  return proposal ? proposalName(item, proposal) : (vote.candidates[Number(choice) - 1] ?? choice);
}

/** Every choice that may be made in a vote. */
export const choicesOf = (vote: Vote): string[] => (vote.blankAllowed ? [...vote.options, 'blank'] : vote.options);
