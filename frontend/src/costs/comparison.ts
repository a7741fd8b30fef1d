/**
 * A model held against what is paid today, as `api/domain/cost_sharing/comparing.py` and `cushion.py` have it. Pure.
 */
import { apportion, divisor, variableKeys, type Allocation, type Model, type Parties } from './allocation';
import { absolute, compare, floor, fraction, minus, over, sum, times, ZERO, type Fraction } from './fraction';

/** Kroner by municipality number; who isn't there pays nothing. */
export type Payments = ReadonlyMap<string, Fraction>;

/** One municipality in one model; null where there is nothing to hold it against. Percentages are whole percents. */
export type Change = {
  amount: Fraction;
  percent: Fraction | null;
  perInhabitant: Fraction | null;
  today: Fraction | null;
  change: Fraction | null;
  changePercent: Fraction | null;
  movesMore: boolean;
};

const HUNDRED = fraction(100);

/** For each who pays today or in the model. `limit` is the percentage beyond which somebody moves more. */
export function changes(
  allocation: Allocation,
  today: Payments | null,
  inhabitants: ReadonlyMap<string, Fraction>,
  limit: Fraction,
): Map<string, Change> {
  const shares = new Map(allocation.shares.map((share) => [share.number, share]));
  const numbers = [...new Set([...shares.keys(), ...(today?.keys() ?? [])])].toSorted();
  return new Map(
    numbers.map((number) => {
      const share = shares.get(number);
      const amount = share?.rounded ?? ZERO;
      const before = today && (today.get(number) ?? ZERO);
      const change = before && minus(amount, before);
      const changePercent = change && before?.n ? times(over(change, absolute(before)), HUNDRED) : null;
      const people = inhabitants.get(number);
      const { amount: whole } = allocation;
      return [
        number,
        {
          amount,
          percent: whole.n ? times(over(share?.exact ?? ZERO, whole), HUNDRED) : null,
          perInhabitant: people?.n ? over(amount, people) : null,
          today: before,
          change,
          changePercent,
          movesMore: changePercent ? compare(absolute(changePercent), limit) > 0 : Boolean(change?.n),
        },
      ];
    }),
  );
}

/** At which fixed percentage a municipality pays what it pays today. */
export type BreakEven = { kind: 'at'; fixedPercent: Fraction } | { kind: 'always' } | { kind: 'never' };

/** For each that takes part; empty for a model without a variable part. Rounding is left out of it. */
export function breakEven(amount: Fraction, model: Model, parties: Parties, today: Payments): Map<string, BreakEven> {
  if (!model.variable.some(({ percent }) => percent.n !== 0n)) return new Map();
  const keys = variableKeys(model, parties);
  const by = fraction(100 * divisor(model, parties));
  const count = fraction(parties.numbers.length);
  return new Map(
    parties.numbers.map((number): [string, BreakEven] => {
      const key = sum(keys.get(number) ?? []);
      const wanted = today.get(number) ?? ZERO;
      const start = times(key, amount);
      const slope = times(over(minus(fraction(1), times(count, key)), by), amount);
      if (slope.n === 0n) return [number, { kind: compare(start, wanted) === 0 ? 'always' : 'never' }];
      const fixedPercent = over(minus(wanted, start), slope);
      const isWithin = fixedPercent.n >= 0n && compare(fixedPercent, HUNDRED) <= 0;
      return [number, isWithin ? { kind: 'at', fixedPercent } : { kind: 'never' }];
    }),
  );
}

/** Whole units (kroner or øre) by municipality number. */
type Units = ReadonlyMap<string, bigint>;
/** The most that a payment may change in a year: a percentage of what is paid today, or so many units. */
export type Cap = { percent: Fraction } | { units: bigint };

export type Transition = {
  /** `not_reached`: the years are too few; `impossible`: no distribution within the cap meets the sum. */
  outcome: 'reached' | 'not_reached' | 'impossible';
  years: readonly Units[];
  /** The year in which the target is met; null if the cap never lets it be. */
  yearsNeeded: number | null;
  /** What then still differs from the target. */
  remaining: Units;
};

/** How far ahead one looks for the year in which the target is met. */
const LONGEST = 200;
const total = (all: Units): bigint => [...all.values()].reduce((a, b) => a + b, 0n);
const lower = (a: bigint, b: bigint): bigint => (a < b ? a : b);

function capOf(cap: Cap, today: bigint): bigint {
  if ('units' in cap) return cap.units;
  return floor(over(times(absolute(fraction(today)), cap.percent), HUNDRED));
}

/** The way from what is paid today to the target, year by year, nobody changing by more than the cap. */
export function transition(today: Units, target: Units, cap: Cap, years: number): Transition {
  const numbers = [...new Set([...today.keys(), ...target.keys()])].toSorted();
  const of = (all: Units, number: string): bigint => all.get(number) ?? 0n;
  const caps = new Map(numbers.map((number) => [number, capOf(cap, of(today, number))]));
  const goal = new Map(numbers.map((number) => [number, of(target, number)]));
  const remaining = (paid: Units): Units =>
    new Map(
      numbers
        .map((number): [string, bigint] => [number, of(goal, number) - of(paid, number)])
        .filter(([, rest]) => rest !== 0n),
    );
  const isSame = (a: Units, b: Units): boolean => numbers.every((number) => of(a, number) === of(b, number));
  let paid: Units = new Map(numbers.map((number) => [number, of(today, number)]));
  const table: Units[] = [];
  let needed = isSame(paid, goal) ? 0 : null;
  for (let year = 1; year <= LONGEST && !(year > years && needed !== null); year++) {
    const moved = nextYear(paid, goal, caps);
    if (!moved) return { outcome: 'impossible', years: [], yearsNeeded: null, remaining: remaining(paid) };
    if (year > years && isSame(moved, paid)) break;
    paid = moved;
    if (year <= years) table.push(paid);
    if (needed === null && isSame(paid, goal)) needed = year;
  }
  const last = table.at(-1) ?? paid;
  return {
    outcome: isSame(last, goal) ? 'reached' : 'not_reached',
    years: table,
    yearsNeeded: needed,
    remaining: remaining(last),
  };
}

/** The next year's payments; null when moves towards the goal within the caps can't meet its sum. */
function nextYear(paid: Units, goal: Units, caps: Units): Units | null {
  const towards = (sign: bigint): Units =>
    new Map(
      [...paid]
        .map(([number, now]): [string, bigint] => [
          number,
          lower(((goal.get(number) ?? 0n) - now) * sign, caps.get(number) ?? 0n),
        ])
        .filter(([number, move]) => ((goal.get(number) ?? 0n) - (paid.get(number) ?? 0n)) * sign > 0n && move >= 0n),
    );
  const [most, least] = [towards(1n), towards(-1n)];
  const surplus = total(most) - total(least) - (total(goal) - total(paid));
  const up = surplus > 0n ? scaled(most, total(most) - surplus) : most;
  const down = surplus < 0n ? scaled(least, total(least) + surplus) : least;
  if (!up || !down) return null;
  return new Map([...paid].map(([number, now]) => [number, now + (up.get(number) ?? 0n) - (down.get(number) ?? 0n)]));
}

/** The moves in proportion so that they come to `sum`; null when that is below zero. None of them grows. */
function scaled(moves: Units, sum: bigint): Units | null {
  if (sum < 0n) return null;
  const numbers = [...moves.keys()].toSorted();
  const whole = total(moves);
  const quotas = numbers.map((number) => fraction((moves.get(number) ?? 0n) * sum, whole));
  const shared = apportion(sum, quotas, numbers);
  return new Map(numbers.map((number, at) => [number, shared[at] ?? 0n]));
}
