/** The pages of a member's papers. */
import '../styles/papers.css';
import { Problem } from '../api/http';
import { listWaitingMinutes, type WaitingMinutes } from '../api/minutes';
import { getPapers, listNotes, listPapers, paperDocument } from '../api/papers';
import { t } from '../lib/i18n/index.svelte';
import type { Shown } from '../lib/page.svelte';
import { shown } from '../lib/pages';
import GonePage from './GonePage.svelte';
import ItemPapersPage from './ItemPapersPage.svelte';
import MeetingPapersPage from './MeetingPapersPage.svelte';
import PapersPage from './PapersPage.svelte';
import { send } from './state.svelte';

/** The page below `/admin/papir`; null when there is none. @throws Problem when the API refuses or cannot be reached. */
export async function resolvePapersPage(path: string, url: URL): Promise<Shown | null> {
  const [, , , meetingId, view, id] = path.split('/');
  if (!meetingId) {
    await send();
    const [{ items }, waiting] = await Promise.all([listPapers(), listWaitingMinutes().catch(withoutNetwork)]);
    return shown(path, () => t('papers.title'), PapersPage, { meetings: items, waiting: waiting.items });
  }
  try {
    return await meetingPage(path, url, meetingId, view, id);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 410) throw error;
    const reason = String(error.members['reason'] ?? '');
    return shown(path, () => t('papers.withdrawn'), GonePage, { reason });
  }
}

/** Papers may be kept on the device; what awaits somebody is not. */
function withoutNetwork(error: unknown): { items: WaitingMinutes[] } {
  if (error instanceof Problem && error.status === 0) return { items: [] };
  throw error;
}

async function meetingPage(
  path: string,
  url: URL,
  meetingId: string,
  view: string | undefined,
  id: string | undefined,
): Promise<Shown | null> {
  const [given, notes] = await Promise.all([getPapers(meetingId), listNotes(meetingId)]);
  const { meeting, publication, items } = given.papers;
  const title = `${meeting.title} – ${t('papers.title')}`;
  const key = `${path}/${publication.id}`;
  if (!view) return shown(key, () => title, MeetingPapersPage, { given, notes: notes.items });
  if (view === 'sak') {
    const item = items.find((one) => one.label === id);
    if (!item) return null;
    const withheld = given.papers.withheld.includes(item.id);
    return shown(`${key}/${withheld}`, () => `${item.label}. ${item.title} – ${title}`, ItemPapersPage, {
      given,
      item,
      firstNotes: notes.items,
    });
  }
  if (view === 'dokument') {
    const label = url.searchParams.get('sak');
    const item = items.find((one) => one.label === label);
    const attachment = [...(item?.attachments ?? []), ...(item?.subItems.flatMap((sub) => sub.attachments) ?? [])].find(
      (one) => one.document?.versionId === id,
    );
    if (!item || !attachment?.document) return null;
    const { default: DocumentPapersPage } = await import('./DocumentPapersPage.svelte');
    return shown(key, () => `${attachment.title} – ${title}`, DocumentPapersPage, {
      given,
      item,
      title: attachment.title,
      document: attachment.document,
      address: paperDocument(meetingId, attachment.document.versionId),
      firstNotes: notes.items,
    });
  }
  return null;
}
