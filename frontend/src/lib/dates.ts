/**
 * Dates and times as people here write them, always on the clock of Europe/Oslo.
 *
 * Chromium has no Nynorsk data and prints English for `nn-NO`, so Nynorsk is Bokmål's format with our own weekdays.
 */
import type { Lang } from './i18n/index.svelte';

const zone = 'Europe/Oslo';
const weekdays = ['søndag', 'måndag', 'tysdag', 'onsdag', 'torsdag', 'fredag', 'laurdag'];
const locales: Record<Lang, string> = { nn: 'nb-NO', nb: 'nb-NO', en: 'en-GB' };

/** A date (`2025-10-20`) or a moment (RFC 3339) as a moment; a date alone is taken at noon so that no zone moves it. */
function moment(value: string): Date {
  return new Date(value.length === 10 ? `${value}T12:00:00Z` : value);
}

function part(value: string, lang: Lang, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locales[lang], { timeZone: zone, ...options }).format(moment(value));
}

/** `måndag`; lower case in Norwegian. */
export function formatWeekday(value: string, lang: Lang): string {
  if (lang !== 'nn') return part(value, lang, { weekday: 'long' });
  const [year = 0, month = 1, day = 1] = isoDate(value).split('-').map(Number);
  return weekdays[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? '';
}

/** `20. oktober 2025`. */
export function formatDate(value: string, lang: Lang): string {
  return part(value, lang, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** `måndag 20. oktober 2025`. */
export function formatLongDate(value: string, lang: Lang): string {
  return `${formatWeekday(value, lang)} ${formatDate(value, lang)}`;
}

/** `09:00`, from a moment or from a time of day (`09:00:00`). */
export function formatTime(value: string): string {
  if (/^\d\d:\d\d/.test(value)) return value.slice(0, 5);
  return part(value, 'en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** `09:00–14:45`; without an end, `09:00`. */
export function formatSpan(start: string, end?: string | null): string {
  return end ? `${formatTime(start)}–${formatTime(end)}` : formatTime(start);
}

/** `20. oktober 2025 09:00`. */
export function formatMoment(value: string, lang: Lang): string {
  return `${formatDate(value, lang)} ${formatTime(value)}`;
}

/** The calendar date in Europe/Oslo of a moment, as `2025-10-20`. */
export function isoDate(value: string): string {
  if (value.length === 10) return value;
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(new Date(value));
}

/** Whole days from today's date to the other's, both in Europe/Oslo; negative when it has been. */
export function daysUntil(value: string, now: Date = new Date()): number {
  const day = (iso: string): number => Date.parse(`${iso}T00:00:00Z`);
  return Math.round((day(isoDate(value)) - day(isoDate(now.toISOString()))) / 86_400_000);
}
