import { describe, expect, it } from 'vitest';
import {
  daysUntil,
  formatDate,
  formatLongDate,
  formatSpan,
  formatTime,
  formatWeekday,
  isoDate,
} from '../src/lib/dates';

describe('dates', () => {
  it('writes every weekday in Nynorsk', () => {
    const days = ['20', '21', '22', '23', '24', '25', '26'].map((day) => formatWeekday(`2025-10-${day}`, 'nn'));
    expect(days).toEqual(['måndag', 'tysdag', 'onsdag', 'torsdag', 'fredag', 'laurdag', 'søndag']);
  });

  it.each([
    ['nn', 'måndag 20. oktober 2025'],
    ['nb', 'mandag 20. oktober 2025'],
    ['en', 'Monday 20 October 2025'],
  ] as const)('writes a date in full in %s', (lang, text) => {
    expect(formatLongDate('2025-10-20', lang)).toBe(text);
  });

  it('shows a moment on the clock of Oslo, in summer and in winter', () => {
    expect(formatTime('2025-10-20T07:00:00Z')).toBe('09:00');
    expect(formatTime('2025-11-03T08:00:00Z')).toBe('09:00');
  });

  it('takes the date of a moment from the calendar of Oslo', () => {
    expect(isoDate('2025-10-19T22:30:00Z')).toBe('2025-10-20');
    expect(formatDate('2025-12-31T23:30:00Z', 'nn')).toBe('1. januar 2026');
  });

  it('writes a time of day without its seconds', () => {
    expect(formatSpan('09:00:00', '14:45:00')).toBe('09:00–14:45');
  });

  it('writes a start alone when there is no end', () => {
    expect(formatSpan('15:00:00', null)).toBe('15:00');
  });

  it('counts days by the calendar and not by hours', () => {
    expect(daysUntil('2025-10-20T07:00:00Z', new Date('2025-10-19T21:00:00Z'))).toBe(1);
    expect(daysUntil('2025-10-20', new Date('2025-10-20T20:00:00Z'))).toBe(0);
    expect(daysUntil('2025-10-20', new Date('2025-10-21T20:00:00Z'))).toBe(-1);
  });
});
