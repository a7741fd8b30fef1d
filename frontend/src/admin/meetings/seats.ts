import type { Seat } from '../../api/types';

/** Whether a seat is held on a day (`2026-03-01`). */
export const isInForce = (seat: Seat, day: string): boolean =>
  seat.startsOn <= day && (seat.endsOn === null || seat.endsOn >= day);

/** Who leads a body on a day: the chair first, then the deputy chair. */
export const leadersOn = (seats: readonly Seat[], day: string): Seat[] =>
  ['chair', 'deputy_chair'].flatMap((role) => seats.filter((seat) => seat.role === role && isInForce(seat, day)));
