/** Figures as people here write them; what is hidden by rounding is said where it is shown. Pure. */
import { compare, fraction, fromDecimal, times, toDecimal, type Fraction } from './fraction';

const NBSP = '\u00a0';
const HUNDRED = fraction(100);

/** `3 570 629`, `−1`, `479,34`: groups by no-break spaces, a true minus, a comma. */
export function written(value: Fraction, decimals = 0): string {
  const [whole = '', part] = toDecimal(value, decimals).replace('-', '').split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, NBSP);
  const isNegative = toDecimal(value, decimals).startsWith('-');
  return `${isNegative ? '−' : ''}${grouped}${part ? `,${part}` : ''}`;
}

/** Kroner; øre only where there are any. */
export const nok = (value: Fraction): string => written(value, value.d === 1n ? 0 : 2);

/** With its sign, as a change is told: `+12 000`, `−12 000`, `0`. */
export const signed = (value: Fraction, decimals = 0): string =>
  `${toDecimal(value, decimals).match(/^-|^[0.]+$/) ? '' : '+'}${written(value, decimals)}`;

/** `35,71 %`. */
export const percent = (part: Fraction, decimals = 2): string => `${written(times(part, HUNDRED), decimals)}${NBSP}%`;
export const signedPercent = (part: Fraction, decimals = 1): string =>
  `${signed(times(part, HUNDRED), decimals)}${NBSP}%`;

/** An amount somebody wrote (`10 000 000`, `416 667,50`); null when it is none. */
export function readAmount(text: string): Fraction | null {
  const bare = text
    .replaceAll(/[\s\u00a0\u202f]/g, '')
    .replace(/^(kr|NOK)\.?/i, '')
    .replace(/(kr|,-|kroner)$/i, '')
    .replace(/^[−–]/, '-')
    .replace(',', '.');
  if (!/^-?\d{1,15}(\.\d{1,2})?$/.test(bare)) return null;
  return fromDecimal(bare);
}

export const isWhole = (value: Fraction): boolean => value.d === 1n;
export const same = (a: Fraction, b: Fraction): boolean => compare(a, b) === 0;
