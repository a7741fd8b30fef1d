/** The year as the plan shows it: meetings and months in order, and where an entry goes from one to the next. Pure. */
import type { NewEntry, Plan, PlanEntry, PlanMeeting } from '../../api/plans';
import { isoDate } from '../../lib/dates';

export type Group = {
  key: string;
  month: number;
  meeting: PlanMeeting | null;
  /** Whether the month has meetings of its own, beside which this group stands. */
  beside: boolean;
  entries: PlanEntry[];
};
export type Target = { meetingId: string } | { month: number };
export type Filter = { state: 'all' | 'open' | PlanEntry['state']; kind: 'all' | PlanEntry['kind'] };

export const monthOf = (meeting: PlanMeeting): number => Number(isoDate(meeting.startsAt).slice(5, 7));
export const groupKey = (month: number, meetingId: string | null): string => meetingId ?? `month-${month}`;

export function passes(entry: PlanEntry, filter: Filter): boolean {
  const isOpen = entry.state === 'planned' || entry.state === 'on_agenda';
  const stateFits = filter.state === 'all' || (filter.state === 'open' ? isOpen : entry.state === filter.state);
  return stateFits && (filter.kind === 'all' || entry.kind === filter.kind);
}

/** Every meeting of the year and every month with something beside its meetings, in order. */
export function groupsOf(plan: Plan, filter: Filter): Group[] {
  const groups = new Map<string, Group>();
  for (const meeting of plan.meetings)
    groups.set(meeting.id, { key: meeting.id, month: monthOf(meeting), meeting, beside: false, entries: [] });
  const months = new Set(plan.meetings.map(monthOf));
  for (const entry of plan.entries) {
    if (!passes(entry, filter)) continue;
    const key = groupKey(entry.month, entry.meetingId);
    if (!groups.has(key))
      groups.set(key, { key, month: entry.month, meeting: null, beside: months.has(entry.month), entries: [] });
    groups.get(key)?.entries.push(entry);
  }
  const day = (group: Group): string => (group.meeting ? isoDate(group.meeting.startsAt).slice(8) : '99');
  return [...groups.values()].toSorted((a, b) => a.month - b.month || day(a).localeCompare(day(b)));
}

/** Where the keyboard takes an entry: to the next or previous meeting; by months in a year without meetings. */
export function neighbour(plan: Plan, entry: PlanEntry, step: 1 | -1): Target | null {
  if (!plan.meetings.length) {
    const month = entry.month + step;
    return month >= 1 && month <= 12 ? { month } : null;
  }
  const at = plan.meetings.findIndex((meeting) => meeting.id === entry.meetingId);
  if (at >= 0) {
    const meeting = plan.meetings[at + step];
    return meeting ? { meetingId: meeting.id } : null;
  }
  const meeting =
    step > 0
      ? plan.meetings.find((one) => monthOf(one) >= entry.month)
      : plan.meetings.findLast((one) => monthOf(one) < entry.month);
  return meeting ? { meetingId: meeting.id } : null;
}

/** Where an entry stands, as it is sent to be put there again. */
export function placeOf(entry: PlanEntry): Pick<NewEntry, 'month' | 'date' | 'meetingId'> {
  if (entry.meetingId) return { meetingId: entry.meetingId };
  return entry.date ? { date: entry.date } : { month: entry.month };
}

/** The entry as new, to be added again after it was deleted. */
export function asNew(entry: PlanEntry): NewEntry {
  const { kind, title, itemType, responsible, note, recurrence } = entry;
  return { kind, title, itemType, responsible, note, recurrence, ...placeOf(entry) };
}

/**
 * When the cases that a group has without a meeting are to be treated: the first day that one of them is planned for, or
 * the month (`2026-03`). Null for a meeting, for what is past (before `today`), and where no case waits.
 */
export function meetingWanted(plan: Plan, group: Group, today: string): string | null {
  const waiting = group.entries.filter((entry) => entry.kind === 'case' && entry.state === 'planned');
  const month = `${plan.year}-${String(group.month).padStart(2, '0')}`;
  if (group.meeting || !waiting.length || month < today.slice(0, month.length)) return null;
  const days = waiting.flatMap((entry) => (entry.date && entry.date >= today ? [entry.date] : []));
  return days.toSorted()[0] ?? month;
}
