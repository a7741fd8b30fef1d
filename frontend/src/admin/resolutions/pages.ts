/** The pages of resolutions and follow-ups. */
import {
  countFollowUps,
  getResolution,
  listFollowUps,
  listResolutions,
  type ResolutionQuery,
} from '../../api/resolutions';
import { listMunicipalities } from '../../api/identity';
import { getItem, listWorkBodies } from '../../api/working';
import type { Body } from '../../api/types';
import { t } from '../../lib/i18n/index.svelte';
import { page, type Shown } from '../../lib/page.svelte';
import { shown } from '../../lib/pages';
import FollowUpsPage from './FollowUpsPage.svelte';
import RecordPage from './RecordPage.svelte';
import RegisterPage from './RegisterPage.svelte';
import ResolutionPage from './ResolutionPage.svelte';

/** The bodies that one works for or sits in: those whose resolutions one may read something of. */
async function readableBodies(): Promise<Body[]> {
  const { items } = await listWorkBodies();
  const { grants = [], seats = [] } = page.user ?? {};
  return items.filter(
    (body) =>
      grants.some((one) => one.role !== 'system_administrator' && (!one.bodyId || one.bodyId === body.id)) ||
      seats.some((seat) => seat.bodyId === body.id),
  );
}

async function registerPage(path: string, url: URL): Promise<Shown> {
  const case_ = url.searchParams.get('sak');
  const query: ResolutionQuery = case_ ? { case: case_ } : {};
  const [first, bodies, municipalities] = await Promise.all([
    listResolutions(query),
    readableBodies(),
    listMunicipalities(),
  ]);
  return shown(`${path}${url.search}`, () => t('resolutions.title'), RegisterPage, {
    first,
    bodies,
    municipalities: municipalities.items,
    query,
  });
}

/**
 * The page at the address, or null when it is none of these.
 *
 * @throws Problem when the API refuses or cannot be reached.
 */
export async function resolutionPage(path: string, url: URL): Promise<Shown | null> {
  const [, , kind, body, date, number, more] = path.split('/');
  if (kind === 'oppfølging' && !body) {
    const mine = url.searchParams.get('mine') === 'ja';
    const [first, counts, bodies] = await Promise.all([listFollowUps({ mine }), countFollowUps(), readableBodies()]);
    return shown(`${path}${url.search}`, () => t('followUps.title'), FollowUpsPage, {
      first,
      counts: counts.items,
      bodies,
      mine,
    });
  }
  if (kind !== 'vedtak' || more) return null;
  if (!body) return registerPage(path, url);
  if (body === 'nytt' && date && !number) {
    const { data: item } = await getItem(date);
    return shown(path, () => `${t('resolutions.record')}: ${item.title}`, RecordPage, { item });
  }
  if (!date || !number) return null;
  const [found] = (await listResolutions({ body, date, number })).items;
  if (!found) return null;
  const first = await getResolution(found.id);
  return shown(path, () => `${first.data.number} ${first.data.title}`, ResolutionPage, { first });
}
