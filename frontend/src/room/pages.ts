/** The screens of the meeting room. */
import '../styles/room.css';
import '../styles/stage.css';
import { getRoom } from '../api/room';
import { t } from '../lib/i18n/index.svelte';
import type { Shown } from '../lib/page.svelte';
import { shown } from '../lib/pages';
import RoomPage from './RoomPage.svelte';
import StagePage from './StagePage.svelte';

/** The screen at `/admin/møte/<id>/<part>`; null when it is none of these. @throws Problem when the API refuses. */
export async function roomPage(path: string, id: string, part: string, url: URL): Promise<Shown | null> {
  if (part !== 'møterom' && part !== 'storskjerm') return null;
  const first = await getRoom(id);
  if (part === 'storskjerm') return shown(path, () => `${t('room.stage')}: ${first.bodyName}`, StagePage, { first });
  const asMember = url.searchParams.get('vis') === 'medlem';
  return shown(`${path}${asMember}`, () => `${t('room.title')}: ${first.bodyName}`, RoomPage, { first, asMember });
}
