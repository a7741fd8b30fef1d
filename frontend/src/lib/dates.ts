/**
 * Dates and times as people here write them, always on the clock of Europe/Oslo.
 *
 * Names of days and months are our own: Chromium has no Nynorsk data and prints English for `nn-NO`, and loading a
 * locale's data costs more than the rest of a page. `Intl` only tells what the clock in Oslo shows.
 */
import type { Lang } from './i18n/index.svelte';

const weekdays: Record<Lang, string> = {
  nn: 'søndag måndag tysdag onsdag torsdag fredag laurdag',
  nb: 'søndag mandag tirsdag onsdag torsdag fredag lørdag',
  en: 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday',
};
const norwegian = 'januar februar mars april mai juni juli august september oktober november desember';
const months: Record<Lang, string> = {
  nn: norwegian,
  nb: norwegian,
  en: 'January February March April May June July August September October November December',
};

let clock: Intl.DateTimeFormat | undefined;

/** What the calendar and the clock in Oslo show at a moment, as `2025-10-20 09:00`. */
function inOslo(moment: string): string {
  clock ??= new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', dateStyle: 'short', timeStyle: 'short' });
  return clock.format(new Date(moment));
}

/** The calendar date of a moment (RFC 3339) in Oslo, as `2025-10-20`; a date stays as it is. */
export function isoDate(value: string): string {
  return value.length === 10 ? value : inOslo(value).slice(0, 10);
}

/** `måndag`; lower case in Norwegian. */
export function formatWeekday(value: string, lang: Lang): string {
  return weekdays[lang].split(' ')[new Date(isoDate(value)).getUTCDay()] ?? '';
}

/** `oktober`, of a month from 1 to 12. */
export function monthName(month: number, lang: Lang): string {
  return months[lang].split(' ')[month - 1] ?? '';
}

/** `20. oktober 2025`. */
export function formatDate(value: string, lang: Lang): string {
  const [year, month, day] = isoDate(value).split('-').map(Number);
  return `${day}${lang === 'en' ? '' : '.'} ${monthName(month ?? 1, lang)} ${year}`;
}

/** `måndag 20. oktober 2025`. */
export function formatLongDate(value: string, lang: Lang): string {
  return `${formatWeekday(value, lang)} ${formatDate(value, lang)}`;
}

/** `09:00`, from a moment or from a time of day (`09:00:00`). */
export function formatTime(value: string): string {
  return /^\d\d:\d\d/.test(value) ? value.slice(0, 5) : inOslo(value).slice(11, 16);
}

/** `09:00–14:45`; without an end, `09:00`. */
export function formatSpan(start: string, end?: string | null): string {
  return end ? `${formatTime(start)}–${formatTime(end)}` : formatTime(start);
}

/** `20. oktober 2025 09:00`. */
export function formatMoment(value: string, lang: Lang): string {
  return `${formatDate(value, lang)} ${formatTime(value)}`;
}

/** Whole days from today's date to the other's, both in Europe/Oslo; negative when it has been. */
export function daysUntil(value: string, now: Date = new Date()): number {
  return Math.round((Date.parse(isoDate(value)) - Date.parse(isoDate(now.toISOString()))) / 86_400_000);
}
