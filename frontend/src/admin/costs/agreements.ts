/** Agreements as they are written in a form, and version against version. Pure. */
import type { Agreement, AgreementContent, AgreementVersion } from '../../api/costs';
import { datesOf, type Place } from '../../costs/data';
import { firstModel, type ModelDraft } from '../../costs/inputs';
import { fromKeys, toKeys, type KnownPlace } from '../../costs/orders';
import { asWritten } from '../../costs/percents';
import { inSentence, placeName, seriesName, type SeriesNames } from '../../costs/words';
import { formatDate } from '../../lib/dates';
import { lang, t } from '../../lib/i18n/index.svelte';
import { jsonNok, nok, readNok } from '../../lib/money';

export const colours: Record<AgreementVersion['state'], string> = {
  draft: 'neutral',
  adopted: 'info',
  in_force: 'success',
  superseded: 'neutral',
  terminated: 'neutral',
};

/** The one in force, else the newest that was made. */
export const standing = ({ versions, inForce }: Agreement): AgreementVersion | undefined =>
  versions.find(({ number }) => number === inForce) ?? versions[0];

export const AMOUNT_KINDS = ['by_budget', 'fixed', 'price_adjusted'] as const;
/** What is in the form; amounts and years as they are being written. */
export type AgreementDraft = {
  name: string;
  purpose: string;
  model: ModelDraft;
  amount: { kind: (typeof AMOUNT_KINDS)[number]; kroner: string; year: string; line: string };
  calculationId: string | null;
};
export type Field = 'name' | 'participants' | 'series' | 'kroner' | 'year';
export type Faults = Partial<Record<Field, string>>;

export const firstDraft = (): AgreementDraft => ({
  name: '',
  purpose: '',
  model: firstModel(),
  amount: { kind: 'by_budget', kroner: '', year: '', line: '' },
  calculationId: null,
});

/** What the version shares by; that all take part is told as such, whoever they are. */
export function modelOf(version: AgreementVersion, places: readonly KnownPlace[]): ModelDraft {
  const model = fromKeys(version.model, places);
  return model.participants?.length === places.length ? { ...model, participants: null } : model;
}

/** The version as what the form begins with. */
export function draftOf(
  agreement: Agreement,
  version: AgreementVersion,
  places: readonly KnownPlace[],
): AgreementDraft {
  const { kind, amount, year, budgetLine } = version.amount;
  return {
    name: agreement.name,
    purpose: agreement.purpose ?? '',
    model: modelOf(version, places),
    amount: {
      kind: kind ?? 'by_budget',
      kroner: amount ? nok(amount) : '',
      year: year ? String(year) : '',
      line: budgetLine ?? '',
    },
    calculationId: version.calculationId,
  };
}

/** What is wrong, in plain words and beside which field; nothing when it can be saved. */
export function faultsOf({ name, model, amount }: AgreementDraft, places: readonly Place[]): Faults {
  const faults: Faults = {};
  if (!name.trim()) faults.name = t('agreements.nameMissing');
  if (model.participants?.length === 0) faults.participants = t('agreements.nobodyTakesPart');
  if (model.variable.some((part) => part.percent && !part.asOf && !datesOf(places, part.series).length))
    faults.series = t('agreements.noFigures');
  if (amount.kind !== 'by_budget' && (readNok(amount.kroner) ?? 0n) <= 0n) faults.kroner = t('agreements.amountWrong');
  if (amount.kind === 'price_adjusted' && !/^(19|20|21)\d\d$/.test(amount.year.trim()))
    faults.year = t('agreements.yearWrong');
  return faults;
}

/** What the form says, as the API has it. */
export function contentOf(
  { model, amount, calculationId }: AgreementDraft,
  places: readonly KnownPlace[],
): AgreementContent {
  const { kind } = amount;
  return {
    model: toKeys(model, places),
    amount: {
      kind,
      amount: kind === 'by_budget' ? null : jsonNok(readNok(amount.kroner) ?? 0n),
      year: kind === 'price_adjusted' ? Number(amount.year) : null,
      budgetLine: kind === 'by_budget' ? amount.line.trim() || null : null,
    },
    calculationId,
  };
}

export function amountText({ amount: rule }: AgreementVersion): string {
  const amount = nok(rule.amount ?? '0');
  if (rule.kind === 'fixed') return t('agreements.amountFixed', { amount });
  if (rule.kind === 'price_adjusted') return t('agreements.amountAdjusted', { amount, year: rule.year ?? '' });
  return rule.budgetLine ? t('agreements.amountOfLine', { line: rule.budgetLine }) : t('agreements.amountByBudget');
}

/** `Gjeld frå 1. januar 2025`; empty for a draft. */
export function periodText(version: AgreementVersion): string {
  if (!version.inForceFrom) return '';
  const from = formatDate(version.inForceFrom, lang());
  const to = version.inForceTo && formatDate(version.inForceTo, lang());
  const tense = version.state === 'adopted' ? 'to_be' : version.state === 'in_force' ? 'in_force' : 'ended';
  return to ? t(`agreementPeriod.${tense}_until`, { from, to }) : t(`agreementPeriod.${tense}`, { from });
}

export type Row = { key: string; label: string; before: string; after: string; differs: boolean };

/** The two versions point by point, in words. */
export function compared(
  before: AgreementVersion,
  after: AgreementVersion,
  places: readonly KnownPlace[],
  names: SeriesNames,
): Row[] {
  const models = [modelOf(before, places), modelOf(after, places)] as const;
  const series = [...new Set(models.flatMap((model) => model.variable.map((part) => part.series)))];
  const part = (model: ModelDraft, one: string): string =>
    model.variable
      .filter((found) => found.series === one)
      .map(({ percent, asOf }) =>
        t('agreements.partAt', { percent: asWritten(percent), date: asOf ? formatDate(asOf, lang()) : '–' }),
      )
      .join('; ') || '–';
  const who = ({ participants }: ModelDraft): string =>
    participants?.map((number) => placeName(number, places)).join(', ') ??
    t('agreements.everybody', { n: places.length });
  const both = (key: string, label: string, words: (at: 0 | 1) => string): Row => {
    const [first, second] = [words(0), words(1)];
    return { key, label, before: first, after: second, differs: first !== second };
  };
  const versions = [before, after] as const;
  return [
    both('fixed', t('costs.fixedPart'), (at) => `${asWritten(models[at].fixed)} %`),
    both('over', t('costs.fixedOver'), (at) => t(`costFixedOver.${models[at].fixedOver}`, { n: places.length })),
    ...series.map((one) =>
      both(`part-${one}`, t('costs.variableBy', { series: inSentence(seriesName(one, names)) }), (at) =>
        part(models[at], one),
      ),
    ),
    both('participants', t('costs.participants'), (at) => who(models[at])),
    both('amount', t('agreements.amount'), (at) => amountText(versions[at])),
    both('period', t('agreements.period'), (at) => periodText(versions[at]) || '–'),
  ];
}
