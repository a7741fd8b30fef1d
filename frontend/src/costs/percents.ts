/** Percentages that together are 100, in whole millionths of a percent, as finely as the API has them: exact. Pure. */

export const PERCENT = 1_000_000;
/** All of it. */
export const WHOLE = 100 * PERCENT;

/**
 * The parts when the one at `place` is set to `value`: the others give or take in proportion to what they have. Whole
 * percents stay whole percents.
 */
export function rebalanced(parts: readonly number[], place: number, value: number): number[] {
  if (parts.length === 1) return [WHOLE];
  const set = Math.min(WHOLE, Math.max(0, Math.round(value)));
  const unit = [...parts, set].every((part) => part % PERCENT === 0) ? PERCENT : 1;
  const others = parts.map((_, at) => at).filter((at) => at !== place);
  const had = others.reduce((all, at) => all + (parts[at] ?? 0), 0);
  // Where the others have nothing, the first of them takes all.
  const weight = (at: number): bigint => BigInt(had ? (parts[at] ?? 0) : at === others[0] ? 1 : 0);
  const left = BigInt((WHOLE - set) / unit);
  const whole = BigInt(had || 1);
  const result = new Map(others.map((at) => [at, (left * weight(at)) / whole]));
  const rest = (at: number): bigint => (left * weight(at)) % whole;
  let missing = [...result.values()].reduce((all, one) => all - one, left);
  for (const at of others.toSorted((a, b) => (rest(a) === rest(b) ? a - b : rest(a) < rest(b) ? 1 : -1)))
    if (missing-- > 0n) result.set(at, (result.get(at) ?? 0n) + 1n);
  return parts.map((_, at) => (at === place ? set : Number(result.get(at) ?? 0n) * unit));
}

/** Without the part at `place`: the others take what it had. */
export const withoutPart = (parts: readonly number[], place: number): number[] =>
  rebalanced(parts, place, 0).toSpliced(place, 1);

/** `33.5`: as the API writes it. */
export function asDecimal(part: number): string {
  const decimals = String(part % PERCENT)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${Math.floor(part / PERCENT)}${decimals ? `.${decimals}` : ''}`;
}

/** `33,5`: as people write it. */
export const asWritten = (part: number): string => asDecimal(part).replace('.', ',');

/** What somebody wrote (`33,5`, `33.5 %`); null when it is no percentage of the whole. */
export function readPercent(text: string): number | null {
  const [, whole, decimals = ''] = text.trim().match(/^(\d{1,3})(?:[.,](\d{1,6}))?\s*%?$/) ?? [];
  if (whole === undefined) return null;
  const value = Number(whole) * PERCENT + Number(decimals.padEnd(6, '0'));
  return value <= WHOLE ? value : null;
}
