/** What readers may do with a published calculation. Its page is the server's. */
import { getPublishedCalculation, type PublishedCalculation } from '../api/costs';
import { Problem } from '../api/http';
import { loadLabels, t } from '../lib/i18n/index.svelte';
import { href } from '../lib/links';
import type { Shown } from '../lib/page.svelte';
import { shown } from '../lib/pages';
import { withoutSlide } from '../components/slides';
import CostStage from './CostStage.svelte';
import { inputsAt } from './inputs';
import { fromOrder, namesOf, placesOf } from './orders';
import TryPage from './TryPage.svelte';
import { modelName } from './words';

/**
 * The page at `/kostnadsfordeling/<id>/<part>`; null where nothing is published, which the server tells of.
 *
 * @throws Problem when the API cannot be reached.
 */
export async function publicCostPage(id: string, part: 'prøv' | 'storskjerm', url: URL): Promise<Shown | null> {
  let calculation: PublishedCalculation;
  try {
    [calculation] = await Promise.all([getPublishedCalculation(id), loadLabels('costs')]);
  } catch (error) {
    if (error instanceof Problem && [404, 410].includes(error.status)) return null;
    throw error;
  }
  const { name, path } = calculation;
  const known = { places: placesOf(calculation), names: namesOf(calculation) };
  const first = fromOrder(calculation.asked, known.places, (model) => modelName(model, known.places, known.names));
  const query = url.searchParams;
  const key = `${path}/${part}`;
  if (part === 'prøv')
    return shown(key, () => `${t('costs.try')}: ${name}`, TryPage, { name, path, ...known, query, first });
  const isOwn = query.has('m');
  return shown(key, () => `${t('room.stage')}: ${name}`, CostStage, {
    ...known,
    title: name,
    back: href(isOwn ? withoutSlide(`${path}/prøv`, query) : path),
    inputs: inputsAt(query, first),
    note: isOwn ? t('costs.ownSumShort') : null,
  });
}
