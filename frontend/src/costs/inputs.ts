/**
 * What is being compared, and its address: all of it stands there, so that a link shows to others what one sees.
 *
 * `?kr=9000000&m=25*75.population&m=30a*70.population.2025-01-01*p.4639.4640*n.Framlegg`: `*`, `.`, `-` and `_` are
 * the signs that an address holds as they are. What is as it would be anyhow is left out. Pure.
 */
import { asDecimal, PERCENT, readPercent, WHOLE, withoutPart } from './percents';
import type { Rule } from './allocation';

/** Percentages are whole millionths (`percents.ts`). */
export type VariableDraft = {
  percent: number;
  series: string;
  /** The basis date; null is the newest there is. */
  asOf: string | null;
};
export type ModelDraft = {
  /** Given by hand; empty where what it consists of is its name. */
  name: string;
  fixed: number;
  fixedOver: 'participants' | 'all_members';
  variable: VariableDraft[];
  /** Numbers of municipalities; null is all of them. */
  participants: string[] | null;
};
/** What is paid today: nothing known, as a model has it, or kroner by municipality given by hand. */
export type TodayDraft =
  { kind: 'none' } | { kind: 'model'; model: ModelDraft } | { kind: 'amounts'; amounts: Record<string, string> };
/** What the table and the bars show. */
export const VIEWS = ['kroner', 'percent', 'per_inhabitant', 'change'] as const;
export type View = (typeof VIEWS)[number];
export type CushionDraft = {
  /** Which model is reached by steps. */
  model: number;
  /** A percentage of what is paid today, or kroner as a decimal string. */
  cap: { kind: 'percent'; percent: number } | { kind: 'kroner'; kroner: string };
  years: number;
};
export type Inputs = {
  /** A decimal string. */
  amount: string;
  rule: Rule;
  models: ModelDraft[];
  today: TodayDraft;
  view: View;
  /** The percentage beyond which somebody moves more. */
  limit: number;
  cushion: CushionDraft | null;
};

/** As many as the API compares: the tables of the case that this is measured by are five. */
export const MOST_MODELS = 6;
const MOST_PARTS = 10;
export const MOST_YEARS = 30;

export const firstModel = (): ModelDraft => ({
  name: '',
  fixed: 25 * PERCENT,
  fixedOver: 'participants',
  variable: [{ percent: 75 * PERCENT, series: 'population', asOf: null }],
  participants: null,
});
export const firstInputs = (): Inputs => ({
  amount: '10000000',
  rule: 'as_printed',
  models: [firstModel()],
  today: { kind: 'none' },
  view: 'kroner',
  limit: 10 * PERCENT,
  cushion: null,
});

/** `A`, `B` …: what a model is called where there is little room. */
export const letter = (place: number): string => String.fromCharCode(65 + place);

/** The inputs with one model more: a copy of the last, which is then changed where it differs. */
export function withCopy(inputs: Inputs, of = inputs.models.length - 1): Inputs {
  const model = inputs.models[of] ?? firstModel();
  return { ...inputs, models: [...inputs.models, { ...model, name: '' }] };
}

export function withoutModel(inputs: Inputs, place: number): Inputs {
  const models = inputs.models.toSpliced(place, 1);
  const { cushion } = inputs;
  if (!cushion || cushion.model < place) return { ...inputs, models };
  return { ...inputs, models, cushion: cushion.model === place ? null : { ...cushion, model: cushion.model - 1 } };
}

/** The percentages of all its parts, the fixed one first. */
export const partsOf = (model: ModelDraft): number[] => [model.fixed, ...model.variable.map(({ percent }) => percent)];

export function withParts(model: ModelDraft, [fixed = WHOLE, ...rest]: readonly number[]): ModelDraft {
  return { ...model, fixed, variable: model.variable.map((part, at) => ({ ...part, percent: rest[at] ?? 0 })) };
}

export const mayHaveMoreParts = (model: ModelDraft): boolean => model.variable.length < MOST_PARTS;

export function withVariable(model: ModelDraft, series: string): ModelDraft {
  return { ...model, variable: [...model.variable, { percent: 0, series, asOf: null }] };
}

export function withoutVariable(model: ModelDraft, place: number): ModelDraft {
  const parts = withoutPart(partsOf(model), place + 1);
  return withParts({ ...model, variable: model.variable.toSpliced(place, 1) }, parts);
}

// ── the address ──

const writePercent = (part: number): string => asDecimal(part).replace('.', '_');
const percentIn = (text: string | null | undefined): number | null => readPercent((text ?? '').replace('_', '.'));

export function writeModel(model: ModelDraft): string {
  const pieces = [writePercent(model.fixed) + (model.fixedOver === 'all_members' ? 'a' : '')];
  for (const { percent, series, asOf } of model.variable)
    pieces.push([writePercent(percent), series, ...(asOf ? [asOf] : [])].join('.'));
  if (model.participants) pieces.push(['p', ...model.participants].join('.'));
  if (model.name) pieces.push(`n.${model.name}`);
  return pieces.join('*');
}

/** Null when it is no model, or its parts are not 100 %. */
export function readModel(text: string): ModelDraft | null {
  const [plain = '', ...names] = text.split('*n.');
  const [first = '', ...pieces] = plain.split('*');
  const fixed = percentIn(first.replace(/a$/, ''));
  if (fixed === null) return null;
  const model: ModelDraft = {
    name: names.join('*n.').slice(0, 100),
    fixed,
    fixedOver: first.endsWith('a') ? 'all_members' : 'participants',
    variable: [],
    participants: null,
  };
  for (const piece of pieces) {
    const [head, ...rest] = piece.split('.');
    if (head === 'p') {
      model.participants = rest.filter((number) => /^\d{4}$/.test(number));
      continue;
    }
    const percent = percentIn(head);
    const [series, asOf] = rest;
    if (percent === null || !series || !/^[a-z0-9_]{1,60}$/.test(series)) return null;
    model.variable.push({ percent, series, asOf: asOf && /^\d{4}-\d\d-\d\d$/.test(asOf) ? asOf : null });
  }
  const isWhole = partsOf(model).reduce((a, b) => a + b, 0) === WHOLE;
  return isWhole && model.variable.length <= MOST_PARTS ? model : null;
}

function writeToday(today: TodayDraft): string | null {
  if (today.kind === 'none') return null;
  if (today.kind === 'model') return writeModel(today.model);
  return Object.entries(today.amounts)
    .map(([number, kroner]) => `${number}.${kroner.replace('.', '_')}`)
    .join('*');
}

function readToday(text: string | null): TodayDraft {
  const model = readModel(text ?? '');
  if (model) return { kind: 'model', model };
  const amounts = (text ?? '').split('*').flatMap((piece) => {
    const [, number, kroner] = piece.match(/^(\d{4})\.(-?\d{1,15}(?:_\d{1,2})?)$/) ?? [];
    return number && kroner ? [[number, kroner.replace('_', '.')]] : [];
  });
  if (!amounts.length) return { kind: 'none' };
  return { kind: 'amounts', amounts: Object.fromEntries(amounts) as Record<string, string> };
}

function writeCushion({ model, cap, years }: CushionDraft): string {
  const limit = cap.kind === 'percent' ? `${writePercent(cap.percent)}p` : `${cap.kroner.replace('.', '_')}k`;
  return [letter(model), limit, years].join('.');
}

function readCushion(text: string | null, models: number): CushionDraft | null {
  const [, name, limit, unit, count] = text?.match(/^([A-F])\.(\d+(?:_\d{1,6})?)([pk])\.(\d{1,2})$/) ?? [];
  if (!name || !limit) return null;
  const model = name.charCodeAt(0) - 65;
  const years = Number(count);
  if (model >= models || years < 1 || years > MOST_YEARS) return null;
  if (unit === 'k') return { model, cap: { kind: 'kroner', kroner: limit.replace('_', '.') }, years };
  const percent = percentIn(limit);
  return percent === null ? null : { model, cap: { kind: 'percent', percent }, years };
}

/** The inputs as the query of an address, empty for the first ones; `whole` names the models whatever they are. */
export function writeInputs(inputs: Inputs, whole = false): URLSearchParams {
  const first = firstInputs();
  const query = new URLSearchParams();
  if (inputs.amount !== first.amount) query.set('kr', inputs.amount);
  if (inputs.rule !== first.rule) query.set('r', inputs.rule);
  const models = inputs.models.map(writeModel);
  if (whole || String(models) !== String(first.models.map(writeModel)))
    for (const model of models) query.append('m', model);
  const today = writeToday(inputs.today);
  if (today) query.set('i', today);
  if (inputs.view !== first.view) query.set('v', inputs.view);
  if (inputs.limit !== first.limit) query.set('g', writePercent(inputs.limit));
  if (inputs.cushion) query.set('d', writeCushion(inputs.cushion));
  return query;
}

/** From an address; what it does not say, or says wrongly, is as in the first inputs. */
export function readInputs(query: URLSearchParams): Inputs {
  const first = firstInputs();
  const amount = query.get('kr');
  const view = VIEWS.find((one) => one === query.get('v'));
  const models = query
    .getAll('m')
    .map(readModel)
    .filter((model) => model !== null)
    .slice(0, MOST_MODELS);
  return {
    amount: amount && /^-?\d{1,15}(\.\d{1,2})?$/.test(amount) ? amount : first.amount,
    rule: query.get('r') === 'exact' ? 'exact' : 'as_printed',
    models: models.length ? models : first.models,
    today: readToday(query.get('i')),
    view: view ?? first.view,
    limit: percentIn(query.get('g')) ?? first.limit,
    cushion: readCushion(query.get('d'), models.length || 1),
  };
}

/** What an address asks for: `first` where it says nothing of its own, as of a saved calculation. */
export const inputsAt = (query: URLSearchParams, first: Inputs | null): Inputs =>
  first && !query.has('m') ? first : readInputs(query);
