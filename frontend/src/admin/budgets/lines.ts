/** The lines of a budget while they are written. Pure. */
import type { Budget, BudgetLine, Source, WantedLine } from '../../api/budgets';
import { jsonNok, nok, readNok } from '../../lib/money';

export const SOURCES: readonly Source[] = ['contribution', 'external', 'fund'];

/** A line as it stands in the table; `id` tells rows apart until they are saved. */
export type Row = {
  id: number;
  lineKey: string | null;
  kind: 'income' | 'expense';
  text: string;
  amount: string;
  source: Source;
  fundId: string;
  lastYear: string | null;
};
export type Sums = { expenses: bigint; sources: bigint; difference: bigint; bySource: Record<Source, bigint> };

let made = 0;

export const rowOf = (line: BudgetLine): Row => ({
  id: ++made,
  lineKey: line.lineKey,
  kind: line.kind,
  text: line.text,
  amount: nok(line.amountNok),
  source: line.source ?? 'contribution',
  fundId: line.fundId ?? '',
  lastYear: line.lastYearNok,
});
/** As the budget stands: after what was moved. */
export const rowsOf = (budget: Budget): Row[] =>
  budget.lines.map((line) => rowOf({ ...line, amountNok: line.currentNok }));
export const newRow = (kind: Row['kind']): Row => ({
  id: ++made,
  lineKey: null,
  kind,
  text: '',
  amount: '',
  source: 'external',
  fundId: '',
  lastYear: null,
});

/** An amount that is not written yet is nothing; one that is no amount is told of at its field. */
export const oreOf = (row: Pick<Row, 'amount'>): bigint => readNok(row.amount) ?? 0n;
export const isWrong = (row: Row): boolean => {
  const ore = readNok(row.amount);
  return row.amount.trim() !== '' && (ore === null || ore < 0n);
};
const isEmpty = (row: Row): boolean => row.text.trim() === '' && row.amount.trim() === '';

export function sums(rows: readonly Row[]): Sums {
  const bySource: Record<Source, bigint> = { contribution: 0n, external: 0n, fund: 0n };
  let expenses = 0n;
  for (const row of rows) {
    if (row.kind === 'expense') expenses += oreOf(row);
    else bySource[row.source] += oreOf(row);
  }
  const sources = bySource.contribution + bySource.external + bySource.fund;
  return { expenses, sources, difference: sources - expenses, bySource };
}

/** What is sent: incomes first, and rows that nothing stands in left out. */
export const wanted = (rows: readonly Row[]): WantedLine[] =>
  [...rows.filter((row) => row.kind === 'income'), ...rows.filter((row) => row.kind === 'expense')]
    .filter((row) => !isEmpty(row))
    .map((row) => ({
      lineKey: row.lineKey,
      kind: row.kind,
      text: row.text.trim(),
      amountNok: jsonNok(oreOf(row)),
      source: row.kind === 'income' ? row.source : null,
      fundId: row.kind === 'income' && row.source === 'fund' && row.fundId ? row.fundId : null,
    }));

/** Whether the rows can be saved: each that holds something has a text and an amount. */
export const isWhole = (rows: readonly Row[]): boolean =>
  rows.every((row) => isEmpty(row) || (row.text.trim() !== '' && readNok(row.amount) !== null && !isWrong(row)));

/** Whether anything differs from what is kept. */
export const isChanged = (rows: readonly Row[], budget: Budget): boolean =>
  JSON.stringify(wanted(rows)) !== JSON.stringify(wanted(budget.lines.map(rowOf)));

/** How much more or less than last year, in percent with one decimal; null where there was nothing. */
export function changeInPercent(now: bigint, before: bigint): string | null {
  if (before === 0n) return null;
  const tenths = ((now - before) * 10_000n) / before;
  const rounded = (tenths < 0n ? tenths - 5n : tenths + 5n) / 10n;
  const size = rounded < 0n ? -rounded : rounded;
  const sign = rounded < 0n ? '−' : rounded > 0n ? '+' : '';
  return `${sign}${size / 10n},${size % 10n}\u00a0%`;
}
