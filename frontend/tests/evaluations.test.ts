import { describe, expect, it } from 'vitest';
import { lines, points, shownOf, written } from '../src/admin/evaluations/trend';
import type { Evaluation } from '../src/api/evaluations';

const evaluation = (startsAt: string, means: Record<string, string | null> | null): Evaluation =>
  ({
    id: startsAt,
    startsAt,
    statements: Object.keys(means ?? { A: null }),
    results: means && {
      remarks: [],
      statements: Object.entries(means).map(([text, mean]) => ({ text, mean, counts: [0, 0, 0, 0, 0] })),
    },
  }) as unknown as Evaluation;

describe('the trend', () => {
  const shown = shownOf([
    evaluation('2025-10-20', { A: '4.2', C: '3.0' }),
    evaluation('2025-09-01', null),
    evaluation('2025-08-19', { A: '3.6', B: null }),
  ]);

  it('is of the meetings with results, the earliest first', () => {
    expect(shown.map((one) => one.startsAt)).toEqual(['2025-08-19', '2025-10-20']);
  });

  it('has a line for each statement, the newest form first, with gaps where it was not asked', () => {
    expect(lines(shown)).toEqual([
      { text: 'A', means: [3.6, 4.2] },
      { text: 'C', means: [null, 3] },
      { text: 'B', means: [null, null] },
    ]);
  });

  it('stands between 1 at the bottom and 5 at the top', () => {
    expect(points([1, 3, 5], 100, 80)).toEqual([
      [
        { x: 0, y: 80, mean: 1 },
        { x: 50, y: 40, mean: 3 },
        { x: 100, y: 0, mean: 5 },
      ],
    ]);
  });

  it('is broken where a meeting is missing, and alone in the middle', () => {
    expect(points([2, null, 4, 4], 90, 80).map((part) => part.map((point) => point.x))).toEqual([[0], [60, 90]]);
    expect(points([null], 90, 80)).toEqual([]);
    expect(points([3], 90, 80)[0]?.[0]?.x).toBe(45);
  });

  it('writes means as they are written here', () => {
    expect([written('4.2'), written(3), written(null)]).toEqual(['4,2', '3,0', '–']);
  });
});
