/** Laying out a meeting: the clock, the programme, the order of the agenda. */
import { describe, expect, test } from 'vitest';
import { mayMove, numberForNew, withNew } from '../src/admin/meetings/agenda';
import { moved } from '../src/lib/order';
import { minutesOf, momentOf, timeOf } from '../src/admin/meetings/clock';
import { layOut, linesOf, newLine, slotsOf, withItems } from '../src/admin/meetings/programme';
import type { WorkItem } from '../src/api/types';

const words = (first: number, last: number): string => `${first}–${last}`;
const item = (number: number, plannedMinutes: number | null) => ({ number, plannedMinutes });
const onAgenda = (...types: WorkItem['type'][]): WorkItem[] =>
  types.map((type, index) => ({ id: `item_${index}`, type, numberFrozen: false }) as WorkItem);

describe('the clock', () => {
  test.each([
    ['2025-10-20', '09:00', '2025-10-20T07:00:00.000Z'],
    ['2025-11-20', '09:00', '2025-11-20T08:00:00.000Z'],
    ['2025-10-26', '03:30', '2025-10-26T02:30:00.000Z'],
    ['2026-03-29', '03:30', '2026-03-29T01:30:00.000Z'],
  ])('in Norway shows %s %s at %s', (date, time, moment) => {
    expect(momentOf(date, time)).toBe(moment);
  });

  test('is counted in minutes and shown again', () => {
    for (let minutes = 0; minutes < 1440; minutes += 7) expect(minutesOf(timeOf(minutes))).toBe(minutes);
    expect(timeOf(1440)).toBeNull();
    expect(minutesOf('')).toBeNull();
  });
});

describe('a programme', () => {
  test('has times that follow from durations, and a guest who comes at his hour', () => {
    const lines = [newLine('Saker', 145), newLine('Lunsj', 30), newLine('Gjest', 45, '12:00'), newLine('Slutt')];
    expect(layOut('09:00', lines).map((place) => `${place.startsAt} ${place.endsAt}`)).toEqual([
      '09:00 11:25',
      '11:25 11:55',
      '12:00 12:45',
      '12:45 null',
    ]);
  });

  test('tells what overlaps, what is free and what would go past midnight', () => {
    const places = layOut('09:00', [newLine('a', 200), newLine('b', 30, '12:00'), newLine('c', 10, '13:00')]);
    expect(places.map(({ overlap, gap }) => [overlap, gap])).toEqual([
      [0, 0],
      [20, 0],
      [0, 30],
    ]);
    expect(layOut('23:30', [newLine('a', 60)])[0]?.endsAt).toBeNull();
    expect(slotsOf('23:30', [newLine('a', 60)])).toBeNull();
  });

  test('tells of an overlap with a line that another one stands after', () => {
    const places = layOut('09:00', [newLine('a', 150), newLine('b', 30, '09:30'), newLine('c', 60)]);
    expect(places.map(({ overlap }) => overlap)).toEqual([0, 120, 90]);
  });

  test('that is stored and opened again is the same', () => {
    const lines = [newLine('Saker', 145), newLine('Lunsj', 30), newLine('Gjest', 45, '12:00'), newLine('Slutt')];
    const slots = slotsOf('09:00', lines);
    expect(slots).not.toBeNull();
    expect(slotsOf('09:00', linesOf(slots ?? []))).toEqual(slots);
  });

  test('with a line that has no words is not stored', () => {
    expect(slotsOf('09:00', [newLine(' ', 10)])).toBeNull();
  });

  test('is laid out around its fixed times, and no item is left out or runs into one', () => {
    const fixed = [newLine('Gjest', 45, '12:00'), newLine('Lunsj', 30, '11:25')];
    const items = [60, 60, 20, null, 40, 120].map((minutes, index) => item(index + 1, minutes));
    const lines = withItems('09:00', [...fixed, newLine('Gammalt', 10)], items, words);
    expect(lines.map((line) => line.text)).toEqual(['1–4', 'Lunsj', 'Gjest', '5–6']);
    expect(layOut('09:00', lines).every((place) => place.overlap === 0)).toBe(true);
  });

  test('that nothing is fixed in is one run of items', () => {
    expect(withItems('09:00', [], [item(1, 10), item(2, null)], words)).toMatchObject([{ text: '1–2', minutes: 10 }]);
    expect(withItems('09:00', [], [], words)).toEqual([]);
  });
});

describe('an agenda', () => {
  test('keeps all its items when one is moved', () => {
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
    for (const [from, to] of [
      [0, -1],
      [2, 3],
      [1, 1],
      [5, 0],
    ] as const)
      expect(moved(['a', 'b', 'c'], from, to)).toBeNull();
  });

  test('puts what is new ahead of what ends the meeting', () => {
    expect(numberForNew(onAgenda('opening', 'decision', 'evaluation', 'any_other_business'))).toBe(3);
    expect(numberForNew(onAgenda('decision'))).toBe(2);
    expect(numberForNew([])).toBe(1);
  });

  test('takes in several at once, in their order, ahead of what ends the meeting', () => {
    const items = onAgenda('opening', 'evaluation', 'any_other_business', 'decision', 'election');
    expect(withNew(items, ['item_3', 'item_4'])).toEqual(['item_0', 'item_3', 'item_4', 'item_1', 'item_2']);
    const known = items.map((one, index) => ({ ...one, numberFrozen: index < 3 }));
    expect(withNew(known, ['item_3'])).toEqual(['item_0', 'item_1', 'item_2', 'item_4', 'item_3']);
  });

  test('moves nothing past an item that the public knows by its number', () => {
    const items = onAgenda('opening', 'decision', 'decision');
    const known = items.map((one, index) => ({ ...one, numberFrozen: index === 1 }));
    expect(mayMove(items, 0, 2)).toBe(true);
    expect(mayMove(known, 0, 2)).toBe(false);
    expect(numberForNew(known.map((one) => ({ ...one, numberFrozen: true })))).toBe(4);
  });
});
