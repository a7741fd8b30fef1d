/** Key figures of a series as a table: municipalities down, dates across. Pure. */
import type { KeyFigureRow } from '../../api/costs';
import { readAmount, written } from '../../costs/format';
import { fromDecimal, toDecimal } from '../../costs/fraction';

export type FigureCell = {
  now: KeyFigureRow;
  /** What has been corrected, the latest first. */
  before: KeyFigureRow[];
};
export type FigureTable = {
  /** The newest first. */
  dates: string[];
  rows: { id: string; name: string; cells: (FigureCell | null)[] }[];
  /** Where the figures of each date are from. */
  sources: { date: string; sources: string[] }[];
};

export function tableOf(
  figures: readonly KeyFigureRow[],
  places: readonly { id: string; name: string }[],
): FigureTable {
  const dates = [...new Set(figures.map(({ asOf }) => asOf))].toSorted().toReversed();
  const cell = (id: string, date: string): FigureCell | null => {
    const [now, ...before] = figures
      .filter((one) => one.municipalityId === id && one.asOf === date)
      .toSorted((a, b) => b.version - a.version);
    return now ? { now, before } : null;
  };
  return {
    dates,
    rows: places.map(({ id, name }) => ({ id, name, cells: dates.map((date) => cell(id, date)) })),
    sources: dates.map((date) => ({
      date,
      sources: [...new Set(figures.filter((one) => one.asOf === date && one.current).map(({ source }) => source))],
    })),
  };
}

/** `12 496`: a figure as people write it. */
export function shownFigure(value: string): string {
  const exact = fromDecimal(value);
  if (!exact) return value;
  const decimals = toDecimal(exact, 4).split('.')[1]?.replace(/0+$/, '').length ?? 0;
  return written(exact, decimals);
}

/** `12496.5` from what somebody wrote; null when it is no figure. */
export function readFigure(text: string): string | null {
  const figure = readAmount(text);
  return figure && figure.n >= 0n ? toDecimal(figure, figure.d === 1n ? 0 : 2) : null;
}

/** A short name for the address and the API: `barn_i_skule` of `Barn i skule`. */
export const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll('æ', 'ae')
    .replaceAll('ø', 'o')
    .replaceAll('å', 'a')
    .normalize('NFD')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
    .slice(0, 60);
