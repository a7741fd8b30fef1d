/** The working screens: fetched only by those who sign in. */
import '../styles/admin.css';
import { wipePapers } from '../papers/offline';
import { resolvePapersPage } from '../papers/pages';
import { Problem } from '../api/http';
import { getMeetingToChange } from '../api/meetings';
import {
  getImport,
  getMe,
  getMemberPreview,
  getPreview,
  getReadiness,
  getSource,
  listImports,
  listSeats,
  listWorkBodies,
  listWorkMeetings,
  listWorkPublications,
} from '../api/working';
import type { PublicationKind } from '../api/types';
import { loadLabels, t } from '../lib/i18n/index.svelte';
import { page, type Shown } from '../lib/page.svelte';
import { shown } from '../lib/pages';
import AdminNav from './AdminNav.svelte';
import { listProviders } from '../api/identity';
import { identityPage } from './identity/pages';
import RecoveryPage from './identity/RecoveryPage.svelte';
import { casePage } from './cases/pages';
import { meetingPage } from './meetings/pages';
import NotFoundPage from './NotFoundPage.svelte';
import { evaluationPage } from './evaluations/pages';
import { resolutionPage } from './resolutions/pages';
import { resolveConsultationPage } from './consultation/pages';
import SignInPage from './SignInPage.svelte';
import StartPage from './StartPage.svelte';
import { startOf } from './nav';
import { administers } from './rights';
import OwnItemsPage from './work/OwnItemsPage.svelte';
import { BOARD, readers as readersAmong } from './work/preview';
import PreviewPage from './work/PreviewPage.svelte';
import ReviewPage from './review/ReviewPage.svelte';
import { planPage } from './plans/page';
import { procedurePage } from './procedures/pages';
import { watchPage } from './watch';
import WorkMeetingPage from './work/WorkMeetingPage.svelte';

const notFound = (path: string): Shown => shown(path, () => t('notFound.title'), NotFoundPage, {});

async function signInPage(next: string, expired: boolean, failed: string | null = null): Promise<Shown> {
  const providers = (await listProviders()).items;
  return shown(`/logg-inn:${next}`, () => t('signIn.title'), SignInPage, { next, expired, failed, providers });
}

/** @throws Problem when the API refuses or cannot be reached. */
export async function resolveAdminPage(path: string, url: URL): Promise<Shown> {
  await loadLabels('working');
  if (path === '/logg-inn') return signInPage('/admin', false, url.searchParams.get('feil'));
  if (path === '/logg-inn/nytt-passord') return shown(path, () => t('identity.choosePassword'), RecoveryPage, {});
  const wasSignedIn = page.user !== null;
  try {
    page.user = await getMe();
    return { ...(await adminPage(path, url)), nav: AdminNav };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 404) return notFound(path);
    if (error.status !== 401) throw error;
    await wipePapers();
    page.user = null;
    page.expired = false;
    return signInPage(path + url.search, wasSignedIn);
  }
}

async function adminPage(asked: string, url: URL): Promise<Shown> {
  const path = asked === '/admin' ? startOf(page.user?.roles ?? []) : asked;
  const [, , kind, id, part, , item] = path.split('/');
  if (kind === 'innspel') return (await resolveConsultationPage(path, id)) ?? notFound(path);
  if (kind === 'arbeidsplan' && !id) return planPage(path, url);
  if (['kostnadsfordeling', 'fordelingsavtalar', 'nøkkeltal'].includes(kind ?? ''))
    return (await (await import('./costs/pages')).costSharingPage(path, url)) ?? notFound(path);
  if (kind === 'papir') return (await resolvePapersPage(path, url)) ?? notFound(path);
  if (path === '/admin') {
    const [meetings, imports] = await Promise.all([
      listWorkMeetings(),
      page.user?.roles.includes('administration') ? listImports() : { items: null },
    ]);
    return shown(path, () => t('admin.title'), StartPage, { meetings: meetings.items, imports: imports.items });
  }
  if (kind === 'budsjett') return (await (await import('./budgets/pages')).budgetPage(path)) ?? notFound(path);
  const ofResolutions = await resolutionPage(path, url);
  if (ofResolutions) return ofResolutions;
  const inWriting = await procedurePage(path);
  if (inWriting) return inWriting;
  const ofEvaluations = await evaluationPage(path);
  if (ofEvaluations) return ofEvaluations;
  const planning = await meetingPage(path, url);
  if (planning) return planning;
  const ofCases = await casePage(path, kind, id);
  if (ofCases) return ofCases;
  if (kind === 'import' && id) {
    const [stored, source, bodies] = await Promise.all([getImport(id), getSource(id), listWorkBodies()]);
    const props = { stored: stored.data, etag: stored.etag, lines: source.lines, bodies: bodies.items };
    return shown(path, () => `${t('review.title')}: ${stored.data.filename}`, ReviewPage, props);
  }
  if (kind === 'møte' && id && !part) {
    const meeting = await getMeetingToChange(id);
    const title = (): string => `${meeting.data.title} – ${t('admin.title')}`;
    if (!administers(meeting.data.bodyId)) return shown(path, title, OwnItemsPage, { first: meeting.data });
    const [readiness, publications] = await Promise.all([getReadiness(id, 'papers'), listWorkPublications(id)]);
    const props = {
      first: meeting,
      firstReadiness: readiness,
      firstPublications: publications,
    };
    return shown(path, title, WorkMeetingPage, props);
  }
  if (kind === 'møte' && id && part === 'førehandsvising') {
    const what: PublicationKind = url.searchParams.get('kva') === 'agenda' ? 'agenda' : 'papers';
    const viewer = url.searchParams.get('som');
    const view =
      viewer === null ? await getPreview(id, what) : await getMemberPreview(id, what, viewer === BOARD ? null : viewer);
    const found = view.items.find((candidate) => candidate.label === item);
    if (item && !found) return notFound(path);
    const seats = viewer === null ? [] : (await listSeats(view.body.id)).items;
    return shown(`${path}${what}${viewer ?? ''}`, () => `${t('work.preview')}: ${view.meeting.title}`, PreviewPage, {
      shown: view,
      item: found,
      meetingId: id,
      kind: what,
      viewer,
      members: readersAmong(seats, new Date().toISOString().slice(0, 10)),
    });
  }
  if (kind === 'møte' && id && part === 'møtebok' && !item)
    return (await import('./minutes/pages')).minutesPage(path, id);
  if (kind === 'møte' && id && part && !item) {
    const room = await (await import('../room/pages')).roomPage(path, id, part, url);
    if (room) return room;
  }
  return (await watchPage(kind, id, url)) ?? (await identityPage(path, kind ?? '', id)) ?? notFound(path);
}
