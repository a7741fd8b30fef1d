/** From evaluations to what is drawn and tabulated of them. */
import type { Evaluation } from '../../api/evaluations';

/** How a statement has fared: `means` in the order of the meetings, null where it wasn't asked or nobody answered. */
export type Line = { text: string; means: (number | null)[] };

/** The evaluations with results, earliest meeting first. */
export const shownOf = (evaluations: readonly Evaluation[]): Evaluation[] =>
  evaluations.filter((one) => one.results).toSorted((a, b) => a.startsAt.localeCompare(b.startsAt));

/** One line for each statement, in the order of the newest form; a statement that is worded anew is another one. */
export function lines(shown: readonly Evaluation[]): Line[] {
  const texts = [...new Set(shown.toReversed().flatMap((one) => one.statements))];
  return texts.map((text) => ({
    text,
    means: shown.map((one) => {
      const mean = one.results?.statements.find((statement) => statement.text === text)?.mean;
      return mean === null || mean === undefined ? null : Number(mean);
    }),
  }));
}

export type Point = { x: number; y: number; mean: number };

/**
 * Where a line's means stand in a drawing of `width` × `height`, whose bottom is 1 and whose top is 5. Parts that are
 * not next to each other are not joined.
 */
export function points(means: readonly (number | null)[], width: number, height: number): Point[][] {
  const step = means.length > 1 ? width / (means.length - 1) : 0;
  const parts: Point[][] = [[]];
  means.forEach((mean, place) => {
    if (mean === null) parts.push([]);
    else
      parts
        .at(-1)
        ?.push({ x: means.length > 1 ? place * step : width / 2, y: height - ((mean - 1) / 4) * height, mean });
  });
  return parts.filter((part) => part.length);
}

/** `4,2` as it is written here. */
export const written = (mean: number | string | null): string =>
  mean === null ? '–' : Number(mean).toFixed(1).replace('.', ',');
