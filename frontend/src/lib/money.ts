/** Kroner, exact: whole øre inside, decimal strings to and from the API. Pure. */

const NBSP = '\u00a0';

/** Øre of an amount as the API gives it (`416666.67`) or as somebody writes it (`416 667,50`); null when it is none. */
export function readNok(text: string): bigint | null {
  const bare = text
    .replaceAll(/[\s\u00a0\u202f]/g, '')
    .replace(/^kr\.?/i, '')
    .replace(/(,-|kr)$/i, '')
    .replace(/^[−–]/, '-')
    .replace(',', '.');
  const [, sign, whole = '', ore = ''] = bare.match(/^(-?)(\d{1,15})(?:\.(\d{1,2}))?$/) ?? [];
  if (sign === undefined) return null;
  const amount = BigInt(whole) * 100n + BigInt(ore.padEnd(2, '0'));
  return sign ? -amount : amount;
}

/** As it stands in JSON: `416666.67`. */
export function jsonNok(ore: bigint): string {
  const digits = (ore < 0n ? -ore : ore).toString().padStart(3, '0');
  return `${ore < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** As people here write it: `3 083 000`, `−1`, `416 667,50`; øre only where there are any. */
export function nok(amount: bigint | string): string {
  const ore = typeof amount === 'bigint' ? amount : readNok(amount);
  if (ore === null) return String(amount);
  const [whole = '', part] = jsonNok(ore < 0n ? -ore : ore).split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, NBSP);
  return `${ore < 0n ? '−' : ''}${grouped}${part === '00' ? '' : `,${part}`}`;
}

/** With its sign, as a change is told. */
export function signedNok(amount: bigint | string): string {
  const ore = typeof amount === 'bigint' ? amount : (readNok(amount) ?? 0n);
  return ore > 0n ? `+${nok(ore)}` : nok(ore);
}

export const sumNok = (amounts: Iterable<string>): bigint => {
  let sum = 0n;
  for (const amount of amounts) sum += readNok(amount) ?? 0n;
  return sum;
};

/** How much of `whole` a `part` is, from 0 to 100, for the length of a bar. */
export function share(part: bigint, whole: bigint): number {
  if (whole <= 0n || part <= 0n) return 0;
  return Math.min(100, Number((part * 10_000n) / whole) / 100);
}
