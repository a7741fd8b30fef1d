/** The clock on the wall in Norway, as forms have it, and the moments that the API wants. */
import type { MoveOrder } from '../../api/meetings';
import type { WorkMeeting } from '../../api/types';
import { formatTime, isoDate } from '../../lib/dates';

const DAY = 24 * 60;

/** The moment (RFC 3339, in UTC) at which the clock in Oslo shows the date and the time. */
export function momentOf(date: string, time: string): string {
  const wanted = Date.parse(`${date}T${time}Z`);
  let moment = wanted;
  // Once for the offset, and once more where the clocks change in between.
  for (let turn = 0; turn < 2; turn++) {
    const there = new Date(moment).toISOString();
    moment += wanted - Date.parse(`${isoDate(there)}T${formatTime(there)}Z`);
  }
  return new Date(moment).toISOString();
}

/** Minutes since midnight of `09:30`; null for what is no time. */
export function minutesOf(time: string | null | undefined): number | null {
  const [, hours, minutes] = /^(\d\d):(\d\d)/.exec(time ?? '') ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
}

/** `09:30` of minutes since midnight; null past the end of the day. */
export function timeOf(minutes: number): string | null {
  if (minutes < 0 || minutes >= DAY) return null;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** When and where a meeting is, as a form has it: an empty `end` or `place` is none. */
export type Setting = { date: string; start: string; end: string; place: string; remote: boolean };

export const settingOf = (meeting: WorkMeeting): Setting => ({
  date: isoDate(meeting.startsAt),
  start: formatTime(meeting.startsAt),
  end: meeting.endsAt ? formatTime(meeting.endsAt) : '',
  place: meeting.place ?? '',
  remote: meeting.remote,
});

export const fromSetting = (form: Setting): Pick<MoveOrder, 'startsAt' | 'endsAt' | 'place' | 'remote'> => ({
  startsAt: momentOf(form.date, form.start),
  endsAt: form.end ? momentOf(form.date, form.end) : null,
  place: form.place.trim() || null,
  remote: form.remote,
});
