/** How things of the room are called. */
import type { Room, RoomItem, RoomProposal, Vote } from '../api/room';
import { label, t } from '../lib/i18n/index.svelte';
import { nameOf, placeOf, type Movement } from './view';

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

/** `Kari Nordmann kom`, and the like. */
export function movementName(room: Room, movement: Movement): string {
  const name = nameOf(room, movement.personId);
  const member = movement.memberId ? nameOf(room, movement.memberId) : '';
  switch (movement.kind) {
    case 'arrive':
      if (member) return t('room.movement.arriveFor', { name, member });
      return t(movement.remote ? 'room.movement.arriveRemote' : 'room.movement.arrive', { name });
    case 'step_in': {
      const item = room.items.find((one) => one.id === movement.itemId);
      if (!item) return t('room.movement.stepIn', { name, member });
      return t('room.movement.stepInForItem', { name, member, n: item.number });
    }
    case 'leave':
      return t('room.movement.leave', { name });
    case 'note_absence':
      return t('room.movement.absence', { name });
    case 'hand_over_chair':
      return t('room.movement.chair', { name });
  }
}

/** Every choice that may be made in a vote. */
export const choicesOf = (vote: Vote): string[] => (vote.blankAllowed ? [...vote.options, 'blank'] : vote.options);
