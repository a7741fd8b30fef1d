/** What is known of the municipalities, and what of it a model goes by. Pure. */
import { fromDecimal, type Fraction } from './fraction';

export type Figure = { series: string; asOf: string; value: string; source: string; version: number };
/** A municipality with its key figures. */
export type Place = { number: string; name: string; keyFigures: readonly Figure[] };

/** A series at a date, as it stands: a correction has taken the place of what it corrects. */
export type Column = {
  series: string;
  asOf: string;
  figures: ReadonlyMap<string, { value: Fraction; source: string }>;
};

/** Every date that a series has figures for, the newest first. */
export function datesOf(places: readonly Place[], series: string): string[] {
  const dates = places.flatMap(({ keyFigures }) => keyFigures.filter((one) => one.series === series));
  return [...new Set(dates.map(({ asOf }) => asOf))].toSorted().toReversed();
}

export const seriesOf = (places: readonly Place[]): string[] =>
  [...new Set(places.flatMap(({ keyFigures }) => keyFigures.map(({ series }) => series)))].toSorted();

/** The figures of a series at a date; at the newest one where it is null. Null when there are none. */
export function columnOf(places: readonly Place[], series: string, asOf: string | null): Column | null {
  const date = asOf ?? datesOf(places, series)[0];
  if (date === undefined) return null;
  const figures = new Map<string, { value: Fraction; source: string }>();
  for (const { number, keyFigures } of places) {
    const [newest] = keyFigures
      .filter((one) => one.series === series && one.asOf === date)
      .toSorted((a, b) => b.version - a.version);
    const value = newest && fromDecimal(newest.value);
    if (newest && value) figures.set(number, { value, source: newest.source });
  }
  return figures.size ? { series, asOf: date, figures } : null;
}

/** The sources of a column's figures, each once. */
export const sourcesOf = (column: Column): string[] => [
  ...new Set([...column.figures.values()].map(({ source }) => source)),
];
