import { describe, expect, it } from 'vitest';
import { groupsOf, payersOf } from '../src/costs/cells';
import { columnsOf, compute } from '../src/costs/computing';
import type { Place } from '../src/costs/data';
import { nok, readAmount } from '../src/costs/format';
import { fraction } from '../src/costs/fraction';
import {
  firstInputs,
  inputsAt,
  readInputs,
  withCopy,
  withoutModel,
  writeInputs,
  type Inputs,
} from '../src/costs/inputs';
import { PERCENT, readPercent, rebalanced, WHOLE } from '../src/costs/percents';
import { editable, withText } from '../src/admin/costs/insert';

const figures = { '4639': 2550, '4640': 12496, '4641': 1836, '4642': 2188, '4643': 5213, '4644': 5432 };
const places: Place[] = Object.entries(figures).map(([number, people]) => ({
  number,
  name: number,
  keyFigures: [{ series: 'population', asOf: '2025-01-01', value: `${people}.0000`, source: 'SSB', version: 1 }],
}));
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('percentages that are 100 together', () => {
  it.each([
    [[25, 75], 0, 40, [40, 60]],
    [[25, 50, 25], 0, 40, [40, 40, 20]],
    [[100, 0], 0, 30, [30, 70]],
    [[30, 35, 35], 0, 31, [31, 35, 34]],
    [[50, 50], 1, 120, [0, 100]],
  ])('of %j with part %i at %i become %j', (parts, place, value, expected) => {
    const found = rebalanced(
      parts.map((part) => part * PERCENT),
      place,
      value * PERCENT,
    );
    expect(found).toEqual(expected.map((part) => part * PERCENT));
  });

  it('stay 100 where they are not whole', () => {
    const found = rebalanced([readPercent('33,333333') ?? 0, 33_333_333, 33_333_334], 1, 10_000_001);
    expect(found.reduce((a, b) => a + b, 0)).toBe(WHOLE);
  });
});

describe('what is shown of a comparison', () => {
  const today = { kind: 'amounts', amounts: { '4639': '500' } } as const;
  const [model] = firstInputs().models;
  const among = { ...model, participants: ['4640'] } as Inputs['models'][number];

  it('is who pays in a model or today, and nobody else', () => {
    const results = compute({ ...firstInputs(), models: [among], today }, places);
    expect(payersOf(results, places).map(({ number }) => number)).toEqual(['4639', '4640']);
  });

  it('begins with today, except where the change from it is shown', () => {
    const results = compute({ ...firstInputs(), today }, places);
    const marks = (view: Inputs['view']): string[] =>
      groupsOf(results, places.slice(0, 1), view, 'No').flatMap(({ bars }) => bars.map(({ mark }) => mark));
    expect(marks('kroner')).toEqual(['No', 'A']);
    expect(marks('change')).toEqual(['A']);
  });

  it('names each series and date once, however many models go by it', () => {
    const results = compute(withCopy(firstInputs()), places);
    expect(columnsOf(results, true).map(({ series, asOf }) => `${series} ${asOf}`)).toEqual(['population 2025-01-01']);
  });
});

describe('the address', () => {
  it('has the say over a saved calculation once it names a model', () => {
    const first = { ...firstInputs(), amount: '9000000' };
    expect(inputsAt(new URLSearchParams('bilete=2'), first)).toEqual(first);
    expect(inputsAt(new URLSearchParams('m=30*70.population'), first).amount).toBe('10000000');
  });

  it('is empty for what one begins with', () => {
    expect(writeInputs(firstInputs()).toString()).toBe('');
  });

  it('holds all of what is compared', () => {
    const [model] = firstInputs().models;
    const inputs: Inputs = {
      amount: '1234.50',
      rule: 'exact',
      models: [
        {
          name: 'Framlegg *n. med teikn',
          fixed: 30 * PERCENT + 500_000,
          fixedOver: 'all_members',
          variable: [
            { percent: 69 * PERCENT + 500_000, series: 'children_0_15', asOf: '2025-01-01' },
            { percent: 0, series: 'population', asOf: null },
          ],
          participants: ['4639', '4640'],
        },
        ...(model ? [model] : []),
      ],
      today: { kind: 'amounts', amounts: { '4639': '100', '4640': '-20.50' } },
      view: 'change',
      limit: 5 * PERCENT,
      cushion: { model: 1, cap: { kind: 'kroner', kroner: '50000.50' }, years: 3 },
    };
    expect(readInputs(new URLSearchParams(writeInputs(inputs).toString()))).toEqual(inputs);
  });

  it('shows what one begins with where it makes no sense', () => {
    const nonsense = new URLSearchParams('kr=mange&m=20*20.population&m=x&v=pie&g=400&d=Z.9&i=hei');
    expect(readInputs(nonsense)).toEqual(firstInputs());
  });
});

describe('models side by side', () => {
  it('begin as a copy of the last', () => {
    expect(withCopy(firstInputs()).models).toEqual([...firstInputs().models, ...firstInputs().models]);
  });

  it('take their transition with them', () => {
    const cushion = { model: 0, cap: { kind: 'percent' as const, percent: PERCENT }, years: 2 };
    expect(withoutModel({ ...withCopy(firstInputs()), cushion }, 0).cushion).toBeNull();
    expect(withoutModel({ ...withCopy(firstInputs()), cushion: { ...cushion, model: 1 } }, 0).cushion?.model).toBe(0);
  });

  it('come to what the case of 20 October 2025 prints', () => {
    const [model] = compute(firstInputs(), places).models;
    expect(model?.allocation?.shares.map(({ rounded }) => plain(nok(rounded)))).toEqual([
      '1 060 281',
      '3 570 629',
      '880 069',
      '968 913',
      '1 732 416',
      '1 787 691',
    ]);
    expect(plain(nok(model?.allocation?.difference ?? fraction(0)))).toBe('−1');
  });

  it('say whose figure is missing', () => {
    const [first, ...rest] = places;
    const without = [{ ...(first as Place), keyFigures: [] }, ...rest];
    expect(compute(firstInputs(), without).models[0]?.fault).toEqual({
      code: 'basis_missing',
      part: 0,
      numbers: ['4639'],
    });
  });
});

describe('an amount', () => {
  it.each([
    ['10 000 000', '10 000 000'],
    ['kr 416\u00a0667,50', '416 667,50'],
    ['−5', '−5'],
  ])('is read from %s', (written, expected) => {
    expect(plain(nok(readAmount(written) ?? fraction(0)))).toBe(expected);
  });

  it.each(['', 'mange', '1,234', '1e9'])('is none in "%s"', (written) => {
    expect(readAmount(written)).toBeNull();
  });
});

describe('a table in a case', () => {
  it('comes after the text, in the place of an empty paragraph', () => {
    const words = { type: 'paragraph', content: [{ type: 'text', text: 'Ord' }] };
    const text = { type: 'doc', content: [words, { type: 'paragraph' }] };
    expect(withText(text, [{ type: 'table' }]).content).toEqual([words, { type: 'table' }]);
    expect(withText(null, [{ type: 'table' }]).content).toEqual([{ type: 'table' }]);
  });

  it('goes only into what waits on an agenda', () => {
    expect(editable([])).toEqual([]);
  });
});
