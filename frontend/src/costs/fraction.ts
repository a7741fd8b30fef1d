/** Exact fractions of whole numbers: what is shared must never be a floating-point number. Pure. */

/** In lowest terms, with `d` above zero. */
export type Fraction = { readonly n: bigint; readonly d: bigint };

export const ZERO: Fraction = { n: 0n, d: 1n };
export const ONE: Fraction = { n: 1n, d: 1n };

const magnitude = (n: bigint): bigint => (n < 0n ? -n : n);

function gcd(a: bigint, b: bigint): bigint {
  while (b) [a, b] = [b, a % b];
  return a;
}

/** @throws RangeError when `d` is zero. */
export function fraction(n: bigint | number, d: bigint | number = 1n): Fraction {
  const [top, bottom] = [BigInt(n), BigInt(d)];
  if (bottom === 0n) throw new RangeError('a fraction of nothing');
  const common = (gcd(magnitude(top), magnitude(bottom)) || 1n) * (bottom < 0n ? -1n : 1n);
  return { n: top / common, d: bottom / common };
}

/** From `416666.67` as the API writes it; null when it is no such number. */
export function fromDecimal(text: string): Fraction | null {
  const [, sign, whole, part = ''] = text.match(/^(-?)(\d+)(?:\.(\d+))?$/) ?? [];
  if (whole === undefined) return null;
  const value = fraction(BigInt(whole + part), 10n ** BigInt(part.length));
  return sign ? negated(value) : value;
}

export const plus = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d + b.n * a.d, a.d * b.d);
export const minus = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d - b.n * a.d, a.d * b.d);
export const times = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.n, a.d * b.d);
/** @throws RangeError when `b` is zero. */
export const over = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d, a.d * b.n);
export const negated = (a: Fraction): Fraction => ({ n: -a.n, d: a.d });
export const absolute = (a: Fraction): Fraction => ({ n: magnitude(a.n), d: a.d });
export const sum = (all: Iterable<Fraction>): Fraction => [...all].reduce(plus, ZERO);

/** Below, at or above zero as `a` is below, at or above `b`. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
export const least = (a: Fraction, b: Fraction): Fraction => (compare(a, b) <= 0 ? a : b);
export const greatest = (a: Fraction, b: Fraction): Fraction => (compare(a, b) >= 0 ? a : b);

/** The whole number at or below. */
export const floor = (a: Fraction): bigint => a.n / a.d - (a.n < 0n && a.n % a.d !== 0n ? 1n : 0n);

/** The nearest whole number; a half goes away from zero, as `ROUND_HALF_UP` of Python's decimals does. */
export function rounded(a: Fraction): bigint {
  const whole = (2n * magnitude(a.n) + a.d) / (2n * a.d);
  return a.n < 0n ? -whole : whole;
}

/** As a decimal string with so many decimals, rounded; `-0` is `0`. */
export function toDecimal(a: Fraction, decimals: number): string {
  const scaled = rounded(times(a, fraction(10n ** BigInt(decimals))));
  const digits = magnitude(scaled)
    .toString()
    .padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return `${scaled < 0n ? '-' : ''}${whole}${decimals ? `.${digits.slice(-decimals)}` : ''}`;
}

/** For drawing only: near enough for a bar. */
export const toNumber = (a: Fraction): number => Number(toDecimal(a, 6));
