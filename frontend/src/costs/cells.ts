/** What the table and the bars show of a municipality in a model, by the view chosen. Pure. */
import type { Change } from './comparison';
import type { Computed, Results } from './computing';
import type { Place } from './data';
import { fraction, minus, over, sum, times, toNumber, ZERO, type Fraction } from './fraction';
import { nok, signed, written } from './format';
import { letter, type View } from './inputs';

export type Cell = {
  /** What is drawn; null where there is nothing to show. */
  value: Fraction | null;
  text: string;
  /** Whether it moves more than the limit: up, down, or not. */
  moves: 'up' | 'down' | null;
};

const NOTHING: Cell = { value: null, text: '–', moves: null };
const NBSP = '\u00a0';
const inPercent = (value: Fraction, decimals: number): string => `${written(value, decimals)}${NBSP}%`;

const moves = ({ movesMore, change }: Change): Cell['moves'] =>
  !movesMore || !change ? null : change.n > 0n ? 'up' : 'down';

/** `+12,3 %` with its kroner, or kroner alone where nothing was paid. */
function changeText({ change, changePercent }: Change): string {
  if (!change) return '–';
  const kroner = signed(change, change.d === 1n ? 0 : 2);
  return changePercent ? `${kroner} (${signed(changePercent, 1)}${NBSP}%)` : kroner;
}

export function cellOf(model: Computed, number: string, view: View): Cell {
  const found = model.changes.get(number);
  if (!found || (!model.parties.numbers.includes(number) && view !== 'change')) return NOTHING;
  if (view === 'change')
    return found.change ? { value: found.change, text: changeText(found), moves: moves(found) } : NOTHING;
  const at = moves(found);
  if (view === 'percent')
    return found.percent ? { value: found.percent, text: inPercent(found.percent, 2), moves: at } : NOTHING;
  if (view === 'per_inhabitant')
    return found.perInhabitant
      ? { value: found.perInhabitant, text: written(found.perInhabitant, 2), moves: at }
      : NOTHING;
  return { value: found.amount, text: nok(found.amount), moves: at };
}

/** What is paid today, in the same view; the change from today to today is not shown. */
export function todayCell(results: Results, number: string, view: View): Cell {
  const kroner = results.today?.get(number);
  if (!kroner || view === 'change') return NOTHING;
  if (view === 'percent') {
    const whole = sum(results.today?.values() ?? []);
    if (!whole.n) return NOTHING;
    const percent = times(over(kroner, whole), fraction(100));
    return { value: percent, text: inPercent(percent, 2), moves: null };
  }
  if (view === 'per_inhabitant') {
    const people = results.population?.figures.get(number)?.value;
    if (!people?.n) return NOTHING;
    const each = over(kroner, people);
    return { value: each, text: written(each, 2), moves: null };
  }
  return { value: kroner, text: nok(kroner), moves: null };
}

/** The sum of a column in its view. */
export function totalText(model: Computed, results: Results, view: View): string {
  const { allocation } = model;
  if (!allocation) return '–';
  if (view === 'kroner') return nok(allocation.total);
  if (view === 'percent') return results.amount.n ? inPercent(fraction(100), 2) : '–';
  if (view === 'change') {
    const today = results.today && sum(results.today.values());
    return today ? signed(minus(allocation.total, today), allocation.unit === 'ore' ? 2 : 0) : '–';
  }
  const people = sum(model.parties.numbers.map((number) => results.population?.figures.get(number)?.value ?? ZERO));
  return people.n ? written(over(allocation.total, people), 2) : '–';
}

export function todayTotal({ today, population }: Results, view: View): string {
  if (!today) return '–';
  const whole = sum(today.values());
  if (view === 'kroner') return nok(whole);
  if (view === 'percent') return whole.n ? inPercent(fraction(100), 2) : '–';
  const people = sum([...today.keys()].map((number) => population?.figures.get(number)?.value ?? ZERO));
  return view === 'per_inhabitant' && people.n ? written(over(whole, people), 2) : '–';
}

/** Those who pay in any of the models, or today. */
export const payersOf = (results: Results, places: readonly Place[]): Place[] =>
  places.filter(
    ({ number }) =>
      results.today?.has(number) || results.models.some(({ parties }) => parties.numbers.includes(number)),
  );

/** The bars of one municipality, each marked by what it is of. */
export type Group = { name: string; bars: { mark: string; cell: Cell }[] };

/** One group for each who pays: what is paid today first, if that is known and shown, then each model. */
export const groupsOf = (results: Results, shown: readonly Place[], view: View, todayMark: string): Group[] =>
  shown.map(({ number, name }) => ({
    name,
    bars: [
      ...(results.today && view !== 'change' ? [{ mark: todayMark, cell: todayCell(results, number, view) }] : []),
      ...results.models.map((model, at) => ({ mark: letter(at), cell: cellOf(model, number, view) })),
    ],
  }));

/** Where a bar begins and how long it is, in percent of the width, with room for what is below zero. */
export type Bar = { start: number; length: number };

/** Bars of the values, in one and the same measure; null where there is no value. */
export function barsOf(values: readonly (Fraction | null)[]): (Bar | null)[] {
  const numbers = values.map((value) => (value ? toNumber(value) : 0));
  const low = Math.min(0, ...numbers);
  const span = Math.max(0, ...numbers) - low || 1;
  return values.map((value, at) => {
    if (!value) return null;
    const number = numbers[at] ?? 0;
    const part = (of: number): number => Math.round(((of - low) / span) * 10_000) / 100;
    const start = part(Math.min(0, number));
    return { start, length: Math.max(part(Math.max(0, number)) - start, 0.3) };
  });
}
