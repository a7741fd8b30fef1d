/** A saved calculation as it stands in a case: the comparison, and each model's own table. Pure but for the labels. */
import type { Calculation } from '../../api/costs';
import type { RichNode } from '../../api/types';
import { nok, written } from '../../costs/format';
import { fromDecimal, sum, ZERO, type Fraction } from '../../costs/fraction';
import { seriesName } from '../../costs/words';
import { formatDate } from '../../lib/dates';
import { lang, t } from '../../lib/i18n/index.svelte';
import { freshId } from '../editor/ids';

type Row = readonly string[];
type Model = Calculation['result']['models'][number];

const text = (words: string): RichNode[] => (words ? [{ type: 'text', text: words }] : []);
const paragraph = (content: RichNode[]): RichNode => ({ type: 'paragraph', attrs: { id: freshId() }, content });
const kroner = (amount: string): string => nok(fromDecimal(amount) ?? ZERO);

function cell(words: string, isHeader: boolean, isFigure: boolean): RichNode {
  return {
    type: isHeader ? 'table_header' : 'table_cell',
    attrs: { colspan: 1, rowspan: 1, align: isFigure ? 'right' : null },
    content: [paragraph(text(words))],
  };
}
/** The first row and the first column are headers; all but the first column are figures. */
function table(caption: string, rows: readonly Row[]): RichNode {
  return {
    type: 'table',
    attrs: { id: freshId(), caption },
    content: rows.map((row, down) => ({
      type: 'table_row',
      content: row.map((words, across) => cell(words, down === 0 || across === 0, across > 0)),
    })),
  };
}

function comparison({ result }: Calculation): RichNode {
  const today = result.todayTotal;
  const cells = (number: string): string[] =>
    result.models.map(({ rows }) => {
      const row = rows.find((one) => one.number === number);
      return row?.takesPart ? kroner(row.amount) : '–';
    });
  const paid = (number: string): string => {
    const row = result.models[0]?.rows.find((one) => one.number === number);
    return row?.today ? kroner(row.today) : '–';
  };
  const members = result.members.filter(({ number }) =>
    result.models.some(({ rows }) => rows.some((row) => row.number === number)),
  );
  return table(t('costs.textCaption', { amount: kroner(result.amount) }), [
    [t('costs.municipality'), ...(today ? [t('costs.today')] : []), ...result.models.map(({ model }) => model.name)],
    ...members.map(({ number, name }) => [name, ...(today ? [paid(number)] : []), ...cells(number)]),
    [t('costs.total'), ...(today ? [kroner(today)] : []), ...result.models.map(({ total }) => kroner(total))],
  ]);
}

/** As cases print it: the figures, the parts and the sum of each municipality, and the amount under the line. */
function ofModel({ result }: Calculation, { model, rows, partTotals }: Model): RichNode {
  const names = Object.fromEntries(result.bases.map(({ series, name }) => [series, name]));
  const figure = (value: Fraction): string => written(value, value.d === 1n ? 0 : 2);
  const basis = (row: Model['rows'][number], part: number): Fraction =>
    fromDecimal(row.parts[part]?.basis ?? '') ?? ZERO;
  const takers = rows.filter(({ takesPart }) => takesPart);
  const parts = model.variable.map(({ series, asOf }, at) => ({ series, asOf, part: at + 1 }));
  const variable = (series: string): string =>
    parts.length > 1 ? t('costs.variableBy', { series: seriesName(series, names) }) : t('costs.variablePart');
  return table(model.name, [
    [
      t('costs.municipality'),
      ...parts.map(({ series, asOf }) => `${seriesName(series, names)} ${formatDate(asOf, lang())}`),
      t('costs.fixedPart'),
      ...parts.map(({ series }) => variable(series)),
      t('costs.total'),
    ],
    ...takers.map((row) => [
      row.name,
      ...parts.map(({ part }) => figure(basis(row, part))),
      ...row.parts.map(({ amount }) => kroner(amount)),
      kroner(row.amount),
    ]),
    [
      t('costs.totalRow'),
      ...parts.map(({ part }) => figure(sum(takers.map((row) => basis(row, part))))),
      ...partTotals.map(kroner),
      kroner(result.amount),
    ],
  ]);
}

export function textOf(calculation: Calculation): RichNode[] {
  const { result, path } = calculation;
  const isOff = result.models.some(({ difference }) => fromDecimal(difference)?.n);
  const link: RichNode = {
    type: 'text',
    text: t('costs.textLink'),
    marks: [{ type: 'link', attrs: { href: path } }],
  };
  return [
    comparison(calculation),
    ...result.models.map((model) => ofModel(calculation, model)),
    paragraph([...text(isOff ? `${t('costs.textRounding')} ` : ''), link]),
  ];
}
