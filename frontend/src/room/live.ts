/** The public page of a meeting that goes on. */
import '../styles/room.css';
import { Problem } from '../api/http';
import { getLive } from '../api/room';
import type { Snapshot } from '../api/types';
import { t } from '../lib/i18n/index.svelte';
import type { Shown } from '../lib/page.svelte';
import { shown } from '../lib/pages';
import LivePage from './LivePage.svelte';

export async function livePage(snapshot: Snapshot): Promise<Shown> {
  const first = await getLive(snapshot.meeting.id).catch((error: unknown) => {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  });
  const title = (): string => `${t('live.title')}: ${snapshot.meeting.title}`;
  return shown(`direkte/${snapshot.meeting.id}`, title, LivePage, { snapshot, first });
}
