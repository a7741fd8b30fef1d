/** What models, figures and faults are called. */
import { label, t } from '../lib/i18n/index.svelte';
import type { Fault } from './allocation';
import type { Place } from './data';
import { asWritten } from './percents';
import type { ModelDraft } from './inputs';

export type SeriesNames = Readonly<Record<string, string>>;

/** `Folketal`: our own word for a series that we know, else the name it was given. */
export function seriesName(series: string, names: SeriesNames): string {
  const known = label('keyFigure', series);
  return known === series ? (names[series] ?? series) : known;
}

export const inSentence = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);

/** `25 % fast og 75 % etter folketal`, or the name that it was given. */
export function modelName(model: ModelDraft, places: readonly Place[], names: SeriesNames): string {
  if (model.name) return model.name;
  const parts = model.variable
    .filter(({ percent }) => percent)
    .map(({ percent, series }) =>
      t('costs.nameVariable', { percent: asWritten(percent), series: inSentence(seriesName(series, names)) }),
    );
  if (model.fixed || !parts.length) parts.unshift(t('costs.nameFixed', { percent: asWritten(model.fixed) }));
  const last = parts.pop() ?? '';
  const whole = parts.length ? t('costs.nameAnd', { first: parts.join(', '), last }) : last;
  if (!model.participants) return whole;
  return t('costs.nameAmong', { model: whole, n: model.participants.length, all: places.length });
}

export function faultText(fault: Fault, model: ModelDraft, places: readonly Place[], names: SeriesNames): string {
  if (!('part' in fault)) return t(`costFault.${fault.code}`);
  const series = seriesName(model.variable[fault.part]?.series ?? '', names);
  const who = 'numbers' in fault ? fault.numbers.map((number) => placeName(number, places)).join(', ') : '';
  return t(`costFault.${fault.code}`, { series, who });
}

export const placeName = (number: string, places: readonly Place[]): string =>
  places.find((place) => place.number === number)?.name ?? number;
