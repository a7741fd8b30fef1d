import { beforeAll, describe, expect, it } from 'vitest';
import type { Agreement, AgreementVersion } from '../src/api/costs';
import { compared, contentOf, draftOf, faultsOf, firstDraft, periodText } from '../src/admin/costs/agreements';
import type { KnownPlace } from '../src/costs/orders';
import { PERCENT } from '../src/costs/percents';
import { loadLabels } from '../src/lib/i18n/index.svelte';

const places: KnownPlace[] = ['Vik', 'Sogndal', 'Aurland'].map((name, at) => ({
  id: `mun_${at}`,
  number: `464${at}`,
  name,
  keyFigures: [{ series: 'population', asOf: '2025-01-01', value: '2550', source: 'SSB', version: 1 }],
}));
const version: AgreementVersion = {
  number: 1,
  state: 'in_force',
  model: {
    fixedPercent: '30',
    fixedOver: 'participants',
    variable: [{ percent: '70', series: 'population', asOf: '2025-01-01' }],
    participants: ['mun_0', 'mun_1', 'mun_2'],
  },
  amount: { kind: 'by_budget', amount: null, year: null, budgetLine: null },
  calculationId: null,
  resolutionId: null,
  resolutionNumber: null,
  resolutionPath: null,
  adoptedBy: 'Kommunane',
  inForceFrom: '2025-01-01',
  inForceTo: null,
  endedBecause: null,
  actions: [],
};
const agreement: Agreement = { id: 'cagr_1', name: 'GIS', purpose: null, inForce: 1, versions: [version] };

beforeAll(() => loadLabels('costs'));

describe('the form of an agreement', () => {
  it('gives back what it began with', () => {
    const { model, amount } = contentOf(draftOf(agreement, version, places), places);
    expect(model).toEqual({ ...version.model, participants: null });
    expect(amount).toEqual(version.amount);
  });

  it('keeps an amount to the øre, and the year it is of', () => {
    const amount = { kind: 'price_adjusted' as const, kroner: '3 000 000,50', year: '2026', line: 'left over' };
    expect(contentOf({ ...firstDraft(), amount }, places).amount).toEqual({
      kind: 'price_adjusted',
      amount: '3000000.50',
      year: 2026,
      budgetLine: null,
    });
  });

  it.each([
    ['a name', { name: '  ' }, ['name']],
    ['somebody who takes part', { model: { ...firstDraft().model, participants: [] } }, ['participants']],
    ['an amount above zero', { amount: { kind: 'fixed' as const, kroner: '0', year: '', line: '' } }, ['kroner']],
    [
      'an amount and a year',
      { amount: { kind: 'price_adjusted' as const, kroner: 'mykje', year: '26', line: '' } },
      ['kroner', 'year'],
    ],
    [
      'figures to share by',
      {
        model: {
          ...firstDraft().model,
          variable: [{ percent: 75 * PERCENT, series: 'supervised_premises', asOf: null }],
        },
      },
      ['series'],
    ],
    ['nothing', {}, []],
  ])('asks for %s', (_, change, expected) => {
    expect(Object.keys(faultsOf({ ...firstDraft(), name: 'GIS', ...change }, places))).toEqual(expected);
  });
});

describe('two versions', () => {
  it('differ just where their words do', () => {
    const other: AgreementVersion = {
      ...version,
      number: 2,
      model: { ...version.model, fixedPercent: '40', participants: ['mun_1'] },
    };
    const rows = compared(version, other, places, {});
    expect(rows.filter((row) => row.differs).map(({ key, before, after }) => [key, before, after])).toEqual([
      ['fixed', '30 %', '40 %'],
      ['participants', 'Alle 3', 'Sogndal'],
    ]);
  });

  it.each([
    ['draft', null, ''],
    ['adopted', null, 'Skal gjelde frå 1. januar 2025'],
    ['in_force', '2026-12-31', 'Gjeld frå 1. januar 2025 til og med 31. desember 2026'],
    ['superseded', '2026-12-31', 'Frå 1. januar 2025 til og med 31. desember 2026'],
  ] as const)('that is %s until %s is told as %j', (state, inForceTo, words) => {
    const inForceFrom = state === 'draft' ? null : '2025-01-01';
    expect(periodText({ ...version, state, inForceFrom, inForceTo })).toBe(words);
  });
});
