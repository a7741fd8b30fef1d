/** What the places and times of a plan are called. */
import type { Plan, PlanEntry, PlanMeeting } from '../../api/plans';
import { formatDate, monthName } from '../../lib/dates';
import { lang, t } from '../../lib/i18n/index.svelte';
import type { Target } from './year';

export const monthWord = (month: number): string => monthName(month, lang());

/** `Møte 03-26, 9. mars 2026`. */
export function meetingName(meeting: PlanMeeting): string {
  return t('plans.meeting', { number: meeting.number, date: formatDate(meeting.startsAt, lang()) });
}

export function targetName(plan: Plan, target: Target): string {
  if ('month' in target) return monthWord(target.month);
  const meeting = plan.meetings.find((one) => one.id === target.meetingId) ?? plan.nextMeeting;
  return meeting ? t('plans.meetingShort', { number: meeting.number }) : '';
}

/** Where the trail of an entry leads: `møte 04-26` or `april 2027`. */
export function trailName(trail: NonNullable<PlanEntry['movedTo']>): string {
  return trail.meetingNumber
    ? t('plans.meetingShort', { number: trail.meetingNumber })
    : `${monthWord(trail.month)} ${trail.year}`;
}
