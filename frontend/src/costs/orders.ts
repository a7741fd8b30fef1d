/** Between what is compared here and an order as the API has it. Pure. */
import type { Calculation, ComparisonOrder, ModelKeys, PublishedCalculation } from '../api/costs';
import { unitOf } from './computing';
import { datesOf, type Figure, type Place } from './data';
import { fromDecimal, toDecimal } from './fraction';
import { firstInputs, type Inputs, type ModelDraft, type TodayDraft } from './inputs';
import { asDecimal, readPercent } from './percents';

/** A municipality that the API knows by its id. */
export type KnownPlace = Place & { id: string };
type NameOf = (model: ModelDraft) => string;
/** Of a calculation, saved or published. */
type Result = Pick<Calculation | PublishedCalculation, 'result'>;

const idOf = (number: string, places: readonly KnownPlace[]): string[] =>
  places.filter((place) => place.number === number).map(({ id }) => id);

export function toKeys(model: ModelDraft, places: readonly KnownPlace[]): ModelKeys {
  return {
    fixedPercent: asDecimal(model.fixed),
    fixedOver: model.fixedOver,
    variable: model.variable
      .filter(({ percent }) => percent)
      .map(({ percent, series, asOf }) => ({
        percent: asDecimal(percent),
        series,
        asOf: asOf ?? datesOf(places, series)[0] ?? '',
      })),
    participants: model.participants?.flatMap((number) => idOf(number, places)) ?? null,
  };
}

export function toOrder(inputs: Inputs, places: readonly KnownPlace[], nameOf: NameOf): ComparisonOrder {
  const { today, cushion } = inputs;
  return {
    amount: inputs.amount,
    rule: inputs.rule,
    unit: unitOf(inputs),
    models: inputs.models.map((model) => ({ name: nameOf(model), ...toKeys(model, places) })),
    limitPercent: asDecimal(inputs.limit),
    today:
      today.kind === 'none'
        ? null
        : today.kind === 'model'
          ? { model: toKeys(today.model, places) }
          : {
              amounts: Object.entries(today.amounts).flatMap(([number, amount]) =>
                idOf(number, places).map((municipalityId) => ({ municipalityId, amount })),
              ),
            },
    cushion:
      cushion && today.kind !== 'none'
        ? {
            years: cushion.years,
            ...(cushion.cap.kind === 'percent'
              ? { capPercent: asDecimal(cushion.cap.percent) }
              : { capAmount: cushion.cap.kroner }),
          }
        : null,
  };
}

const percentIn = (text: string | number): number => readPercent(String(text)) ?? 0;
/** Without the zeros at the end. */
function plainAmount(text: string | number): string {
  const amount = fromDecimal(String(text));
  return amount ? toDecimal(amount, amount.d === 1n ? 0 : 2) : '0';
}

/** A model as the API has it; its dates are those that it names. */
export function fromKeys(keys: ModelKeys, places: readonly KnownPlace[], name = ''): ModelDraft {
  return {
    name,
    fixed: percentIn(keys.fixedPercent),
    fixedOver: keys.fixedOver ?? 'participants',
    variable: (keys.variable ?? []).map(({ percent, series, asOf }) => ({ percent: percentIn(percent), series, asOf })),
    participants:
      keys.participants?.flatMap((id) => places.filter((place) => place.id === id).map(({ number }) => number)) ?? null,
  };
}

export function fromOrder(order: ComparisonOrder, places: readonly KnownPlace[], nameOf: NameOf): Inputs {
  const { today, cushion } = order;
  const draftOfToday: TodayDraft = today?.model
    ? { kind: 'model', model: fromKeys(today.model, places) }
    : today?.amounts
      ? {
          kind: 'amounts',
          amounts: Object.fromEntries(
            today.amounts.flatMap(({ municipalityId, amount }) =>
              places
                .filter(({ id }) => id === municipalityId)
                .map(({ number }): [string, string] => [number, plainAmount(amount)]),
            ),
          ),
        }
      : { kind: 'none' };
  return {
    ...firstInputs(),
    amount: plainAmount(order.amount),
    rule: order.rule ?? 'exact',
    models: order.models.map((model) => {
      const draft = fromKeys(model, places);
      // A name that says what the model is made of follows it when it is changed.
      return nameOf(draft) === model.name ? draft : { ...draft, name: model.name };
    }),
    today: draftOfToday,
    limit: percentIn(order.limitPercent ?? '10'),
    cushion: cushion
      ? {
          model: 0,
          cap: cushion.capPercent
            ? { kind: 'percent', percent: percentIn(cushion.capPercent) }
            : { kind: 'kroner', kroner: plainAmount(cushion.capAmount ?? '0') },
          years: cushion.years,
        }
      : null,
  };
}

/** The municipalities with the figures that a calculation was made from, as they were then. */
export function placesOf({ result }: Result): KnownPlace[] {
  return result.members.map(({ municipalityId, number, name }) => ({
    id: municipalityId,
    number,
    name,
    keyFigures: result.bases.flatMap(({ series, asOf, figures }): Figure[] =>
      figures
        .filter((figure) => figure.municipalityId === municipalityId)
        .map(({ value, source, version }) => ({ series, asOf, value, source, version })),
    ),
  }));
}

/** What its series were called. */
export const namesOf = ({ result }: Result): Record<string, string> =>
  Object.fromEntries(result.bases.map(({ series, name }) => [series, name]));
