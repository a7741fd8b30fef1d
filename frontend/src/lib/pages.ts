/** From an address to the page it shows, with everything the page needs already fetched. */
import type { Component } from 'svelte';
import { Problem } from '../api/http';
import {
  canHaveAlerts,
  findMeetingId,
  getMeeting,
  getPublication,
  hasMinutes,
  listBodies,
  listMeetings,
  listPublications,
  type MeetingQuery,
} from '../api/published';
import type { PublicationRow, Snapshot } from '../api/types';
import { t } from './i18n/index.svelte';
import { page, type Shown } from './page.svelte';

/** Pairs a component with its props, checked here and then carried as one value. */
export function shown<Props extends Record<string, unknown>>(
  key: string,
  title: () => string,
  component: Component<Props>,
  props: Props,
): Shown {
  return { key, title, component: component as Component<Record<string, unknown>>, props };
}

/**
 * The page at an address; null when only the server has an answer: its texts, what was withdrawn, what never was.
 *
 * @throws Problem when the API refuses or cannot be reached.
 */
export async function resolvePage(url: URL, isFirst: boolean): Promise<Shown | null> {
  const path = decodeURI(url.pathname).replace(/(.)\/$/, '$1');
  if (path === '/') return homePage(url);
  if (path.startsWith('/admin') || path === '/logg-inn' || path.startsWith('/logg-inn/'))
    return (await import('../admin/pages')).resolveAdminPage(path, url);
  const [, calculation, part] = path.match(/^\/kostnadsfordeling\/([^/]+)\/(prøv|storskjerm)$/) ?? [];
  if (calculation && (part === 'prøv' || part === 'storskjerm'))
    return (await import('../costs/public')).publicCostPage(calculation, part, url);
  const [, meetingPath, live, label] = path.match(/^(\/møte\/[^/]+\/[^/]+)(?:\/(direkte)|\/sak\/([^/]+))?$/) ?? [];
  if (meetingPath && live) return livePage(meetingPath);
  return meetingPath ? meetingPage(meetingPath, label, url, isFirst) : null;
}

async function homePage(url: URL): Promise<Shown> {
  const query: MeetingQuery = { limit: 100 };
  const body = url.searchParams.get('body');
  if (body) query.body = body;
  const [{ default: HomePage }, bodies, first, alerts] = await Promise.all([
    import('../public/HomePage.svelte'),
    listBodies(),
    listMeetings(query),
    canHaveAlerts(),
  ]);
  return shown(`/${url.search}`, () => `${t('home.title')} – ${page.organisation}`, HomePage, {
    bodies: bodies.items,
    first,
    alerts: alerts.available,
    query,
  });
}

/** What everybody may follow of a meeting. */
async function livePage(path: string): Promise<Shown | null> {
  const id = await findMeetingId(path);
  if (!id) return null;
  const [{ livePage: pageOf }, snapshot] = await Promise.all([import('../room/live'), getMeeting(id)]);
  return pageOf(snapshot);
}

/** The id that the server put in the document it sent, which saves a question. */
function announcedMeetingId(): string | null {
  const link = document.querySelector<HTMLLinkElement>('link[rel="alternate"][type="application/json"]');
  return link?.href.match(/\/meetings\/(mtg_\w+)/)?.[1] ?? null;
}

async function meetingPage(path: string, label: string | undefined, url: URL, isFirst: boolean): Promise<Shown | null> {
  const id = (isFirst ? announcedMeetingId() : null) ?? (await findMeetingId(path));
  if (!id) return null;
  let snapshot: Snapshot;
  let publications: PublicationRow[];
  try {
    const version = Number(url.searchParams.get('versjon')) || null;
    const [newest, list] = await Promise.all([getMeeting(id), listPublications(id)]);
    publications = list.items.toSorted((a, b) => b.version - a.version);
    const asked = version === null ? undefined : publications.find((publication) => publication.version === version);
    snapshot = asked && asked.id !== newest.publication.id ? await getPublication(asked.id) : newest;
  } catch (error) {
    if (error instanceof Problem && [404, 410].includes(error.status)) return null;
    throw error;
  }
  const site = snapshot.organisation.shortName;
  if (label === undefined) {
    const [{ default: MeetingPage }, minutes] = await Promise.all([
      import('../public/MeetingPage.svelte'),
      hasMinutes(id),
    ]);
    const title = () => `${snapshot.meeting.title} – ${site}`;
    return shown(snapshot.publication.id, title, MeetingPage, { snapshot, publications, minutes });
  }
  const item = snapshot.items.find((candidate) => candidate.label === label);
  if (!item) return null;
  const { default: ItemPage } = await import('../public/ItemPage.svelte');
  const title = () => `${item.label}. ${item.title} – ${snapshot.meeting.title}`;
  return shown(`${snapshot.publication.id}/${item.id}`, title, ItemPage, { snapshot, item, publications });
}
