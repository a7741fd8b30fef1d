/** The day's programme while it is written: times follow from durations, except where one is fixed. */
import type { ProgrammeSlot } from '../../api/meetings';
import { minutesOf, timeOf } from './clock';

/** A line as it is written: how long it lasts (null: its end is not told), and the time it starts at, come what may. */
export type Line = { id: number; text: string; minutes: number | null; fixedAt: string | null };

/** Where a line falls. `overlap` is how many minutes before the end of an earlier one it begins, `gap` those between. */
export type Place = { startsAt: string | null; endsAt: string | null; overlap: number; gap: number };

let made = 0;
export const newLine = (text = '', minutes: number | null = null, fixedAt: string | null = null): Line => ({
  id: ++made,
  text,
  minutes,
  fixedAt,
});

/** The lines one after the other from `start`; what would lie after midnight has no time. */
export function layOut(start: string, lines: readonly Line[]): Place[] {
  let clock = minutesOf(start) ?? 0;
  let latest = 0;
  return lines.map((line, index) => {
    const fixed = minutesOf(line.fixedAt);
    const begins = fixed ?? clock;
    const place = {
      startsAt: timeOf(begins),
      endsAt: line.minutes === null ? null : timeOf(begins + line.minutes),
      overlap: Math.max(0, latest - begins),
      gap: index === 0 ? 0 : Math.max(0, begins - Math.max(clock, latest)),
    };
    clock = begins + (line.minutes ?? 0);
    latest = Math.max(latest, clock);
    return place;
  });
}

/** The lines behind a stored programme; one without an end lasts until the next begins. */
export function linesOf(slots: readonly ProgrammeSlot[]): Line[] {
  return slots.map((slot, index) => {
    const begins = minutesOf(slot.startsAt) ?? 0;
    const ends = minutesOf(slot.endsAt) ?? minutesOf(slots[index + 1]?.startsAt);
    const lasts = ends !== null && ends > begins ? ends - begins : null;
    return newLine(slot.text, lasts, slot.fixed ? formatted(slot.startsAt) : null);
  });
}

/** What is stored of the lines; null while one of them has no words, or no place in the day. */
export function slotsOf(start: string, lines: readonly Line[]): ProgrammeSlot[] | null {
  const slots: ProgrammeSlot[] = [];
  for (const [index, place] of layOut(start, lines).entries()) {
    const line = lines[index];
    if (!line?.text.trim() || place.startsAt === null || (line.minutes !== null && place.endsAt === null)) return null;
    const fixed = line.fixedAt !== null;
    slots.push({ startsAt: place.startsAt, endsAt: place.endsAt, fixed, text: line.text.trim() });
  }
  return slots;
}

type Timed = { number: number; plannedMinutes: number | null };

/**
 * The fixed lines with the agenda laid out around them: each item before the next fixed time if it is done by then,
 * else after it. `words` names a run of items, from its first number to its last.
 */
export function withItems(
  start: string,
  lines: readonly Line[],
  items: readonly Timed[],
  words: (first: number, last: number) => string,
): Line[] {
  const waiting = lines
    .filter((line) => line.fixedAt !== null)
    .toSorted((a, b) => (minutesOf(a.fixedAt) ?? 0) - (minutesOf(b.fixedAt) ?? 0));
  const placed: Line[] = [];
  let clock = minutesOf(start) ?? 0;
  let run: Timed[] = [];

  function closeRun(): void {
    const [first, last] = [run[0], run.at(-1)];
    const sum = run.reduce((total, item) => total + (item.plannedMinutes ?? 0), 0);
    if (first && last) placed.push(newLine(words(first.number, last.number), sum || null));
    run = [];
  }
  function placeFixed(): void {
    closeRun();
    const line = waiting.shift();
    if (!line) return;
    placed.push(line);
    clock = Math.max(clock, (minutesOf(line.fixedAt) ?? 0) + (line.minutes ?? 0));
  }

  for (const item of items) {
    const lasts = item.plannedMinutes ?? 0;
    while (waiting[0] && clock + lasts > (minutesOf(waiting[0].fixedAt) ?? 0)) placeFixed();
    run.push(item);
    clock += lasts;
  }
  closeRun();
  while (waiting.length) placeFixed();
  return placed;
}

const formatted = (time: string): string => time.slice(0, 5);
