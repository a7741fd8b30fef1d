/** The order of an agenda, apart from how it is shown. */
import type { WorkItem } from '../../api/types';

/** These end a meeting, so what is added comes before them. */
const closing = new Set(['evaluation', 'any_other_business']);

/** Whether the public knows none of the items between the two places by its number. */
export const mayMove = (items: readonly WorkItem[], from: number, to: number): boolean =>
  !items.slice(Math.min(from, to), Math.max(from, to) + 1).some((item) => item.numberFrozen);

/** The number that a new item gets: ahead of those that end the meeting, unless the public knows their numbers. */
export function numberForNew(items: readonly WorkItem[]): number {
  let at = items.length;
  for (let last = items[at - 1]; last && closing.has(last.type) && !last.numberFrozen; last = items[at - 1]) at--;
  return at + 1;
}

/** The order of the agenda when the items with these ids are new on it. */
export function withNew(items: readonly WorkItem[], ids: readonly string[]): string[] {
  const others = items.filter((item) => !ids.includes(item.id));
  return others.map((item) => item.id).toSpliced(numberForNew(others) - 1, 0, ...ids);
}
