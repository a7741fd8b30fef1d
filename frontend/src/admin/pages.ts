/** The working screens: fetched only by those who sign in. */
import '../styles/admin.css';
import { Problem } from '../api/http';
import {
  getImport,
  getMe,
  getPreview,
  getReadiness,
  getSource,
  getWorkMeeting,
  listImports,
  listWorkBodies,
  listWorkMeetings,
  listWorkPublications,
} from '../api/working';
import type { PublicationKind } from '../api/types';
import { t } from '../lib/i18n/index.svelte';
import { page, type Shown } from '../lib/page.svelte';
import { shown } from '../lib/pages';
import NotFoundPage from './NotFoundPage.svelte';
import SignInPage from './SignInPage.svelte';
import StartPage from './StartPage.svelte';
import PreviewPage from './work/PreviewPage.svelte';
import ReviewPage from './review/ReviewPage.svelte';
import WorkMeetingPage from './work/WorkMeetingPage.svelte';

const notFound = (path: string): Shown => shown(path, () => t('notFound.title'), NotFoundPage, {});

const signInPage = (next: string, expired: boolean): Shown =>
  shown(`/logg-inn:${next}`, () => t('signIn.title'), SignInPage, { next, expired });

/** @throws Problem when the API refuses or cannot be reached. */
export async function resolveAdminPage(path: string, url: URL): Promise<Shown> {
  if (path === '/logg-inn') return signInPage('/admin', false);
  const wasSignedIn = page.user !== null;
  try {
    page.user = await getMe();
    return await adminPage(path, url);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 404) return notFound(path);
    if (error.status !== 401) throw error;
    page.user = null;
    page.expired = false;
    return signInPage(path + url.search, wasSignedIn);
  }
}

async function adminPage(path: string, url: URL): Promise<Shown> {
  const [, , kind, id, view, , item] = path.split('/');
  if (path === '/admin') {
    const [meetings, imports] = await Promise.all([listWorkMeetings(), listImports()]);
    return shown(path, () => t('admin.title'), StartPage, { meetings: meetings.items, imports: imports.items });
  }
  if (kind === 'import' && id) {
    const [stored, source, bodies] = await Promise.all([getImport(id), getSource(id), listWorkBodies()]);
    const props = { stored: stored.data, etag: stored.etag, lines: source.lines, bodies: bodies.items };
    return shown(path, () => `${t('review.title')}: ${stored.data.filename}`, ReviewPage, props);
  }
  if (kind === 'møte' && id && !view) {
    const [meeting, readiness, publications] = await Promise.all([
      getWorkMeeting(id),
      getReadiness(id, 'papers'),
      listWorkPublications(id),
    ]);
    const props = {
      first: meeting,
      firstReadiness: readiness,
      firstPublications: publications,
    };
    return shown(path, () => `${meeting.title} – ${t('admin.title')}`, WorkMeetingPage, props);
  }
  if (kind === 'møte' && id && view === 'førehandsvising') {
    const what: PublicationKind = url.searchParams.get('kva') === 'agenda' ? 'agenda' : 'papers';
    const snapshot = await getPreview(id, what);
    const found = snapshot.items.find((candidate) => candidate.label === item);
    if (item && !found) return notFound(path);
    return shown(`${path}${what}`, () => `${t('work.preview')}: ${snapshot.meeting.title}`, PreviewPage, {
      snapshot,
      item: found,
      meetingId: id,
      kind: what,
    });
  }
  return notFound(path);
}
