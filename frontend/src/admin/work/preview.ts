/** Where a preview stands, and whom it is for. */
import type { PublicationKind, Seat } from '../../api/types';
import { readers as withPapers } from '../../papers/readers';
import { isInForce } from '../meetings/seats';

/** A member who is inhabile in nothing. */
export const BOARD = 'styret';

type Asked = { kind: PublicationKind; viewer: string | null; label?: string | undefined };

export function previewAddress(meetingId: string, { kind, viewer, label }: Asked): string {
  const query = new URLSearchParams({
    ...(kind === 'agenda' ? { kva: 'agenda' } : {}),
    ...(viewer === null ? {} : { som: viewer }),
  }).toString();
  const path = `/admin/møte/${meetingId}/førehandsvising${label === undefined ? '' : `/sak/${label}`}`;
  return query ? `${path}?${query}` : path;
}

/** Those who get the papers, each once, by name. */
export function readers(seats: readonly Seat[], today: string): Seat[] {
  const current = seats.filter((seat) => withPapers.includes(seat.role) && isInForce(seat, today));
  const each = new Map(current.map((seat) => [seat.personId, seat]));
  return [...each.values()].toSorted((a, b) => a.personName.localeCompare(b.personName, 'nb-NO'));
}
