/** The screen of a meeting's minutes. */
import '../../styles/minutes.css';
import { getMinutes, listMinutesPublications } from '../../api/minutes';
import { t } from '../../lib/i18n/index.svelte';
import type { Shown } from '../../lib/page.svelte';
import { shown } from '../../lib/pages';
import MinutesPage from './MinutesPage.svelte';

/** The screen at `/admin/møte/<id>/møtebok`. @throws Problem when the API refuses. */
export async function minutesPage(path: string, id: string): Promise<Shown> {
  const first = await getMinutes(id);
  const publications = first.mayKeep ? await listMinutesPublications(id) : [];
  return shown(path, () => `${t('minutes.title')}: ${first.document.title}`, MinutesPage, { first, publications });
}
