import { expect, test } from 'vitest';
import type { CaseHandling } from '../src/api/cases';
import type { Place, Procedure, ProcedureRow } from '../src/api/procedures';
import { leaders, standing, suggestedDeadline, turn, waits } from '../src/admin/procedures/view';

const place = (given: Partial<Place>): Place =>
  ({
    memberName: 'Ada',
    holderName: 'Ada',
    role: 'member',
    answered: false,
    content: null,
    form: null,
    ...given,
  }) as Place;
const row = (given: Partial<ProcedureRow>): ProcedureRow =>
  ({ awaitsMe: false, state: 'sent', ...given }) as ProcedureRow;

test('an answer that the reader may not know yet is told as given', () => {
  expect(standing(place({}))).toBe('waits');
  expect(standing(place({ answered: true }))).toBe('answered');
  expect(standing(place({ answered: true, content: true, form: true }))).toBe('agreed');
  expect(standing(place({ answered: true, content: true, form: false }))).toBe('disagreed');
  expect(standing(place({ holderName: null }))).toBe('nobody');
});

test('who is asked answers, and the leader decides on a draft', () => {
  expect(turn(row({ awaitsMe: true }), true)).toBe('answer');
  expect(turn(row({ state: 'draft' }), true)).toBe('decide');
  expect(turn(row({ state: 'draft' }), false)).toBeNull();
  expect(turn(row({ state: 'adopted' }), true)).toBeNull();
});

test('the chair stands before the deputy chair', () => {
  const places = [place({ role: 'deputy_chair' }), place({ role: 'member' }), place({ role: 'chair' })];
  expect(leaders({ places } as Procedure).map((one) => one.role)).toEqual(['chair', 'deputy_chair']);
});

test('a case waits that no meeting has come to, or that one has left', () => {
  const of = (itemState: CaseHandling['itemState']): boolean => waits({ itemState } as CaseHandling);
  expect([null, 'pending', 'postponed', 'returned'].map((state) => of(state as CaseHandling['itemState']))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(of('adopted')).toBe(false);
});

test('the deadline that is suggested is five days ahead, over the turn of a month too', () => {
  expect(suggestedDeadline(new Date(2025, 10, 28, 9))).toBe('2025-12-03T12:00');
});
