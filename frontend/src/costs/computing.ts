/** From what is being compared to everything the screen shows of it. Pure, and fast enough for every step of a drag. */
import {
  allocate,
  faultOf,
  needsOre,
  type Allocation,
  type Fault,
  type Model,
  type Parties,
  type Rule,
  type Unit,
} from './allocation';
import {
  breakEven,
  changes,
  transition,
  type BreakEven,
  type Cap,
  type Change,
  type Payments,
  type Transition,
} from './comparison';
import { columnOf, type Column, type Place } from './data';
import { fraction, fromDecimal, rounded, times, ZERO, type Fraction } from './fraction';
import { PERCENT } from './percents';
import type { CushionDraft, ModelDraft, Inputs } from './inputs';

/** An agreement that is made already: what a model may begin with, and what is paid today. */
export type Agreement = { id: string; name: string; model: ModelDraft };

/** A model with what it goes by; either it can be used, or `fault` says why not. */
export type Computed = {
  draft: ModelDraft;
  model: Model;
  parties: Parties;
  /** The figures of each variable part; null where there are none. */
  columns: readonly (Column | null)[];
  fault: Fault | null;
  allocation: Allocation | null;
  changes: ReadonlyMap<string, Change>;
  breakEven: ReadonlyMap<string, BreakEven>;
};
export type Results = {
  amount: Fraction;
  unit: Unit;
  today: Payments | null;
  population: Column | null;
  models: readonly Computed[];
  cushion: Transition | null;
};

type Measure = { amount: Fraction; rule: Rule; unit: Unit };

const inPercent = (part: number): Fraction => fraction(part, PERCENT);

/** The model with its figures, and who takes part in it. */
function withFigures(draft: ModelDraft, places: readonly Place[]): Pick<Computed, 'model' | 'parties' | 'columns'> {
  const columns = draft.variable.map(({ series, asOf }) => columnOf(places, series, asOf));
  const all = places.map(({ number }) => number);
  return {
    columns,
    parties: {
      numbers: draft.participants ? all.filter((number) => draft.participants?.includes(number)) : all,
      members: all.length,
    },
    model: {
      fixedPercent: inPercent(draft.fixed),
      fixedOver: draft.fixedOver,
      variable: draft.variable.map(({ percent }, part) => ({
        percent: inPercent(percent),
        figures: new Map([...(columns[part]?.figures ?? [])].map(([number, { value }]) => [number, value])),
      })),
    },
  };
}

/** Kroner by municipality number; as invoiced, where a model says it. Null when there is nothing to compare with. */
function paidToday({ today }: Inputs, places: readonly Place[], amount: Fraction, unit: Unit): Payments | null {
  if (today.kind === 'none') return null;
  if (today.kind === 'amounts')
    return new Map(Object.entries(today.amounts).map(([number, kroner]) => [number, fromDecimal(kroner) ?? ZERO]));
  const { model, parties } = withFigures(today.model, places);
  if (faultOf(model, parties)) return null;
  return new Map(allocate(amount, model, parties, 'exact', unit).shares.map((share) => [share.number, share.rounded]));
}

function computed(draft: ModelDraft, places: readonly Place[], measure: Measure, against: Against): Computed {
  const found = withFigures(draft, places);
  const fault = faultOf(found.model, found.parties);
  if (fault) return { draft, ...found, fault, allocation: null, changes: new Map(), breakEven: new Map() };
  const allocation = allocate(measure.amount, found.model, found.parties, measure.rule, measure.unit);
  return {
    draft,
    ...found,
    fault,
    allocation,
    changes: changes(allocation, against.today, against.inhabitants, against.limit),
    breakEven: against.today ? breakEven(measure.amount, found.model, found.parties, against.today) : new Map(),
  };
}
type Against = { today: Payments | null; inhabitants: ReadonlyMap<string, Fraction>; limit: Fraction };

/** The way to a model as it is invoiced, whose shares sum to the amount. */
function cushioned(draft: CushionDraft, to: Computed | undefined, today: Payments, unit: Unit): Transition | null {
  if (!to?.allocation) return null;
  const { shares } = allocate(to.allocation.amount, to.model, to.parties, 'exact', unit);
  const perKrone = fraction(unit === 'ore' ? 100 : 1);
  const units = (kroner: Fraction): bigint => rounded(times(kroner, perKrone));
  const { cap: given } = draft;
  const cap: Cap =
    given.kind === 'percent'
      ? { percent: inPercent(given.percent) }
      : { units: units(fromDecimal(given.kroner) ?? ZERO) };
  return transition(
    new Map([...today].map(([number, kroner]) => [number, units(kroner)])),
    new Map(shares.map((share) => [share.number, units(share.rounded)])),
    cap,
    draft.years,
  );
}

/** Kroner, or øre where an amount has any. */
export function unitOf({ amount, today }: Pick<Inputs, 'amount' | 'today'>): Unit {
  const all = [amount, ...(today.kind === 'amounts' ? Object.values(today.amounts) : [])];
  return all.some((one) => needsOre(fromDecimal(one) ?? ZERO)) ? 'ore' : 'krone';
}

export function compute(inputs: Inputs, places: readonly Place[]): Results {
  const amount = fromDecimal(inputs.amount) ?? ZERO;
  const unit = unitOf(inputs);
  const today = paidToday(inputs, places, amount, unit);
  const population = columnOf(places, 'population', null);
  const inhabitants = new Map([...(population?.figures ?? [])].map(([number, { value }]) => [number, value]));
  const against = { today, inhabitants, limit: inPercent(inputs.limit) };
  const measure = { amount, rule: inputs.rule, unit };
  const models = inputs.models.map((draft) => computed(draft, places, measure, against));
  const cushion = inputs.cushion && today ? cushioned(inputs.cushion, models[inputs.cushion.model], today, unit) : null;
  return { amount, unit, today, population, models, cushion };
}

/** Every column of figures that was reckoned with, each once: those of the models, and who lives where if that is shown. */
export function columnsOf({ models, population }: Results, withPopulation: boolean): Column[] {
  const all = [...models.flatMap(({ columns }) => columns), withPopulation ? population : null];
  const found = new Map(all.flatMap((column) => (column ? [[`${column.series} ${column.asOf}`, column]] : [])));
  return [...found.values()];
}
