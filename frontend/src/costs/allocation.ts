/**
 * How a cost is shared: the rules of `api/domain/cost_sharing/rules.py` once more, so that what is dragged is answered
 * at once. A test (`tests/contract/test_cost_sharing_twins.py`) holds the two to the same results. Pure.
 */
import { compare, floor, fraction, minus, over, plus, rounded, sum, times, ZERO, type Fraction } from './fraction';

/** `as_printed` rounds each share by itself; `exact` always sums to the amount. */
export type Rule = 'as_printed' | 'exact';
/** What shares are rounded to. */
export type Unit = 'krone' | 'ore';

export type Model = {
  /** Parts in percent, together 100. */
  fixedPercent: Fraction;
  variable: readonly { percent: Fraction; figures: ReadonlyMap<string, Fraction> }[];
  fixedOver: 'participants' | 'all_members';
};
/** The numbers of those who take part, and how many members the organisation has. */
export type Parties = { numbers: readonly string[]; members: number };

export type Part = { exact: Fraction; rounded: Fraction };
/** What one municipality pays, in kroner; the fixed part first, then the variable ones. */
export type Share = { number: string; parts: readonly Part[]; exact: Fraction; rounded: Fraction };
/** Shares by municipality number; `difference` is what rounding has added to the sum. */
export type Allocation = {
  amount: Fraction;
  rule: Rule;
  unit: Unit;
  shares: readonly Share[];
  total: Fraction;
  difference: Fraction;
};

/** Why a model can't be used: `part` is the place of a variable part, `numbers` those whose figure is at fault. */
export type Fault =
  | { code: 'empty' }
  | { code: 'not_members' }
  | { code: 'range' }
  | { code: 'sum' }
  | { code: 'basis_missing'; part: number; numbers: readonly string[] }
  | { code: 'basis_negative'; part: number; numbers: readonly string[] }
  | { code: 'basis_zero'; part: number };

const HUNDRED = fraction(100);

export function faultOf(model: Model, { numbers, members }: Parties): Fault | null {
  if (!numbers.length) return { code: 'empty' };
  if (numbers.length > members) return { code: 'not_members' };
  const percents = [model.fixedPercent, ...model.variable.map(({ percent }) => percent)];
  if (percents.some((percent) => percent.n < 0n || compare(percent, HUNDRED) > 0)) return { code: 'range' };
  if (compare(sum(percents), HUNDRED) !== 0) return { code: 'sum' };
  for (const [part, { percent, figures }] of model.variable.entries()) {
    if (percent.n === 0n) continue;
    const missing = numbers.filter((number) => !figures.has(number));
    if (missing.length) return { code: 'basis_missing', part, numbers: missing };
    const negative = numbers.filter((number) => (figures.get(number) ?? ZERO).n < 0n);
    if (negative.length) return { code: 'basis_negative', part, numbers: negative };
    if (numbers.every((number) => figures.get(number)?.n === 0n)) return { code: 'basis_zero', part };
  }
  return null;
}

/** How all that isn't fixed is shared, by variable part: together 1, or 0 without a variable part. */
export function variableKeys(model: Model, { numbers }: Parties): Map<string, Fraction[]> {
  const variable = sum(model.variable.map(({ percent }) => percent));
  const rates = model.variable.map(({ percent, figures }) =>
    // A part of nothing needs no figures.
    percent.n === 0n ? ZERO : over(over(percent, variable), sum(numbers.map((number) => figures.get(number) ?? ZERO))),
  );
  return new Map(
    numbers.map((number) => [
      number,
      model.variable.map(({ figures }, part) => times(rates[part] ?? ZERO, figures.get(number) ?? ZERO)),
    ]),
  );
}

/** By how many the fixed part is divided. */
export function divisor(model: Model, { numbers, members }: Parties): number {
  const hasVariable = model.variable.some(({ percent }) => percent.n !== 0n);
  return model.fixedOver === 'all_members' && hasVariable ? members : numbers.length;
}

/** What part of the cost each bears, part by part, the fixed one first: all together 1. */
function weigh(model: Model, parties: Parties): Map<string, Fraction[]> {
  const fixed = over(model.fixedPercent, fraction(100 * divisor(model, parties)));
  const rest = minus(fraction(1), times(fixed, fraction(parties.numbers.length)));
  return new Map(
    [...variableKeys(model, parties)].map(([number, keys]) => [
      number,
      [fixed, ...keys.map((key) => times(rest, key))],
    ]),
  );
}

/** Whole numbers near the quotas, none of them below zero, that sum to `total`: the method of largest remainders. */
export function apportion(total: bigint, quotas: readonly Fraction[], keys: readonly string[]): bigint[] {
  const whole = quotas.map(floor);
  const remainders = quotas.map((quota, at) => minus(quota, fraction(whole[at] ?? 0n)));
  const of = (list: readonly Fraction[], at: number): Fraction => list[at] ?? ZERO;
  const order = quotas
    .map((_, at) => at)
    .sort(
      (a, b) =>
        compare(of(remainders, b), of(remainders, a)) ||
        compare(of(quotas, b), of(quotas, a)) ||
        ((keys[a] ?? '') < (keys[b] ?? '') ? -1 : 1),
    );
  let missing = total - whole.reduce((a, b) => a + b, 0n);
  for (const at of order) if (missing-- > 0n) whole[at] = (whole[at] ?? 0n) + 1n;
  return whole;
}

/** Whether `exact` can be had in whole kroner. */
export const needsOre = (amount: Fraction): boolean => amount.d !== 1n;

/**
 * Shares `amount` kroner; the model must be without fault. A negative amount is shared as the positive one, with the
 * sign turned.
 */
export function allocate(amount: Fraction, model: Model, parties: Parties, rule: Rule, unit: Unit): Allocation {
  const perKrone = fraction(unit === 'ore' ? 100 : 1);
  const numbers = parties.numbers.toSorted();
  const weights = weigh(model, parties);
  const units = numbers.map((number) => times(sum(weights.get(number) ?? []), times(amount, perKrone)));
  const sign = amount.n < 0n ? -1n : 1n;
  const positive = (value: Fraction): Fraction => ({ n: value.n * sign, d: value.d });
  const whole =
    rule === 'exact'
      ? apportion(floor(positive(times(amount, perKrone))), units.map(positive), numbers).map((one) => one * sign)
      : units.map(rounded);
  const shares = numbers.map((number, at) => ({
    number,
    parts: (weights.get(number) ?? []).map((weight) => {
      const exact = times(weight, amount);
      return { exact, rounded: over(fraction(rounded(times(exact, perKrone))), perKrone) };
    }),
    exact: over(units[at] ?? ZERO, perKrone),
    rounded: over(fraction(whole[at] ?? 0n), perKrone),
  }));
  const total = shares.reduce((all, share) => plus(all, share.rounded), ZERO);
  return { amount, rule, unit, shares, total, difference: minus(total, amount) };
}
