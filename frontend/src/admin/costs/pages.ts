/** The screens of cost sharing: comparing, saved calculations, agreements and key figures. */
import {
  getAgreement,
  getCalculation,
  listAgreements,
  listCalculations,
  listKeyFigures,
  listMunicipalities,
  listSeries,
  type Agreement as AgreementOut,
  type Series,
} from '../../api/costs';
import { withoutSlide } from '../../components/slides';
import type { Agreement } from '../../costs/computing';
import CostStage from '../../costs/CostStage.svelte';
import { inputsAt } from '../../costs/inputs';
import { fromKeys, fromOrder, namesOf, placesOf, type KnownPlace } from '../../costs/orders';
import { modelName } from '../../costs/words';
import { loadLabels, t } from '../../lib/i18n/index.svelte';
import { href } from '../../lib/links';
import { page, type Shown } from '../../lib/page.svelte';
import { shown } from '../../lib/pages';
import { standing } from './agreements';
import AgreementPage from './AgreementPage.svelte';
import AgreementsPage from './AgreementsPage.svelte';
import CostPage from './CostPage.svelte';
import FiguresPage from './FiguresPage.svelte';
import NewAgreementPage from './NewAgreementPage.svelte';
import { isOfTheOffice } from '../nav';

const namesIn = (series: readonly Series[]): Record<string, string> =>
  Object.fromEntries(series.map(({ slug, name }) => [slug, name]));

/** Agreements as models to begin with. */
export function presets(agreements: readonly AgreementOut[], places: readonly KnownPlace[]): Agreement[] {
  return agreements.flatMap((agreement) => {
    const version = standing(agreement);
    if (!version) return [];
    // By the newest figures there are, not those of the year that the agreement was made in.
    const keys = fromKeys(version.model, places, agreement.name);
    const variable = keys.variable.map((part) => ({ ...part, asOf: null }));
    return [{ id: agreement.id, name: agreement.name, model: { ...keys, variable } }];
  });
}

async function costPage(path: string, url: URL, id: string | undefined, staged: boolean): Promise<Shown> {
  const mayKeep = isOfTheOffice(page.user?.roles ?? []);
  const [municipalities, series, agreements, calculation, saved] = await Promise.all([
    listMunicipalities(),
    listSeries(),
    listAgreements(),
    id ? getCalculation(id) : null,
    mayKeep && !id && !staged ? listCalculations() : { items: [] },
  ]);
  const places = calculation ? placesOf(calculation) : municipalities.items;
  const names = { ...namesIn(series.items), ...(calculation ? namesOf(calculation) : {}) };
  const first = calculation && fromOrder(calculation.asked, places, (model) => modelName(model, places, names));
  const title = (): string => calculation?.name ?? t('costs.title');
  if (staged)
    return shown(path, () => `${t('room.stage')}: ${title()}`, CostStage, {
      title: title(),
      back: href(withoutSlide(path.replace(/\/storskjerm$/, ''), url.searchParams)),
      inputs: inputsAt(url.searchParams, first),
      places,
      names,
      note: null,
    });
  return shown(path, title, CostPage, {
    places,
    names,
    agreements: presets(agreements.items, places),
    query: url.searchParams,
    first,
    calculation,
    saved: saved.items,
    mayKeep,
  });
}

/**
 * The page at the address, or null when it is none of these.
 *
 * @throws Problem when the API refuses or cannot be reached.
 */
export async function costSharingPage(path: string, url: URL): Promise<Shown | null> {
  const [, , kind, id, part, more] = path.split('/');
  if (more) return null;
  await loadLabels('costs');
  if (kind === 'kostnadsfordeling' && id === 'storskjerm' && !part) return costPage(path, url, undefined, true);
  if (kind === 'kostnadsfordeling' && (!part || part === 'storskjerm'))
    return costPage(path, url, id, part !== undefined);
  if (part) return null;
  if (kind === 'nøkkeltal' && !id) {
    const [municipalities, series] = await Promise.all([listMunicipalities(), listSeries()]);
    const asked = url.searchParams.get('serie');
    const chosen =
      series.items.find(({ slug }) => slug === asked) ?? series.items.find(({ slug }) => slug === 'population');
    const rows = chosen ? (await listKeyFigures(chosen.slug)).items : [];
    return shown(`${path}?${chosen?.slug}`, () => t('figures.title'), FiguresPage, {
      places: municipalities.items,
      series: series.items,
      chosen: chosen ?? null,
      first: rows,
    });
  }
  if (kind !== 'fordelingsavtalar') return null;
  const [municipalities, series] = await Promise.all([listMunicipalities(), listSeries()]);
  const known = { places: municipalities.items, names: namesIn(series.items) };
  if (id === 'ny') return shown(path, () => t('agreements.new'), NewAgreementPage, known);
  if (id) {
    const first = await getAgreement(id);
    return shown(path, () => first.data.name, AgreementPage, { first, ...known });
  }
  const agreements = (await listAgreements()).items;
  return shown(path, () => t('agreements.title'), AgreementsPage, { agreements, ...known });
}
