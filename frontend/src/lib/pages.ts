/** From an address to the page it shows, with everything the page needs already fetched. */
import type { Component } from 'svelte';
import { Problem } from '../api/http';
import {
  findMeetingId,
  getMeeting,
  getPublication,
  listBodies,
  listMeetings,
  listPublications,
  type MeetingQuery,
} from '../api/published';
import type { PublicationRow, Snapshot, Tombstone } from '../api/types';
import HomePage from '../public/HomePage.svelte';
import ItemPage from '../public/ItemPage.svelte';
import MeetingPage from '../public/MeetingPage.svelte';
import NotFoundPage from '../public/NotFoundPage.svelte';
import TombstonePage from '../public/TombstonePage.svelte';
import { t, type Key } from './i18n/index.svelte';
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

const texts: Record<string, { title: Key; lead: Key; paragraphs: Key[] }> = {
  '/tilgjengelegheit': {
    title: 'footer.accessibility',
    lead: 'accessibility.lead',
    paragraphs: ['accessibility.goal', 'accessibility.pdf', 'accessibility.notTested', 'accessibility.contact'],
  },
  '/personvern': {
    title: 'footer.privacy',
    lead: 'privacy.lead',
    paragraphs: ['privacy.readers', 'privacy.staff', 'privacy.content', 'privacy.rights'],
  },
};

export const notFound = (path: string): Shown => shown(path, () => t('notFound.title'), NotFoundPage, {});

/** @throws Problem when the API refuses or cannot be reached. */
export async function resolvePage(url: URL, isFirst: boolean): Promise<Shown> {
  const path = decodeURI(url.pathname).replace(/(.)\/$/, '$1');
  const text = texts[path];
  if (path === '/') return homePage(url);
  if (text) {
    const { default: TextPage } = await import('../public/TextPage.svelte');
    return shown(path, () => t(text.title), TextPage, text);
  }
  if (path === '/utviklarar') {
    const { default: DevelopersPage } = await import('../public/DevelopersPage.svelte');
    return shown(path, () => t('footer.developers'), DevelopersPage, {});
  }
  if (path.startsWith('/admin') || path === '/logg-inn')
    return (await import('../admin/pages')).resolveAdminPage(path, url);
  const [, meetingPath, label] = path.match(/^(\/møte\/[^/]+\/[^/]+)(?:\/sak\/([^/]+))?$/) ?? [];
  return meetingPath ? meetingPage(meetingPath, label, url, isFirst) : notFound(path);
}

async function homePage(url: URL): Promise<Shown> {
  const query: MeetingQuery = { limit: 100 };
  const body = url.searchParams.get('body');
  const year = Number(url.searchParams.get('year'));
  if (body) query.body = body;
  if (year) query.year = year;
  const [bodies, first] = await Promise.all([listBodies(), listMeetings(query)]);
  return shown(`/${url.search}`, () => `${t('home.title')} – ${page.organisation}`, HomePage, {
    bodies: bodies.items,
    first,
    query,
  });
}

/** The id that the server put in the document it sent, which saves a question. */
function announcedMeetingId(): string | null {
  const link = document.querySelector<HTMLLinkElement>('link[rel="alternate"][type="application/json"]');
  return link?.href.match(/\/meetings\/(mtg_\w+)/)?.[1] ?? null;
}

async function meetingPage(path: string, label: string | undefined, url: URL, isFirst: boolean): Promise<Shown> {
  const id = (isFirst ? announcedMeetingId() : null) ?? (await findMeetingId(path));
  if (!id) return notFound(path);
  let snapshot: Snapshot;
  let publications: PublicationRow[];
  try {
    const version = Number(url.searchParams.get('versjon')) || null;
    const [newest, list] = await Promise.all([getMeeting(id), listPublications(id)]);
    publications = list.items.toSorted((a, b) => b.version - a.version);
    const asked = version === null ? undefined : publications.find((publication) => publication.version === version);
    snapshot = asked && asked.id !== newest.publication.id ? await getPublication(asked.id) : newest;
  } catch (error) {
    if (error instanceof Problem && error.status === 410 && error.members['tombstone'])
      return shown(path, () => t('tombstone.title'), TombstonePage, {
        tombstone: error.members['tombstone'] as Tombstone,
      });
    if (error instanceof Problem && error.status === 404) return notFound(path);
    throw error;
  }
  const site = snapshot.organisation.shortName;
  if (label === undefined)
    return shown(`${snapshot.publication.id}`, () => `${snapshot.meeting.title} – ${site}`, MeetingPage, {
      snapshot,
      publications,
    });
  const item = snapshot.items.find((candidate) => candidate.label === label);
  if (!item) return notFound(path);
  const title = () => `${item.label}. ${item.title} – ${snapshot.meeting.title}`;
  return shown(`${snapshot.publication.id}/${item.id}`, title, ItemPage, { snapshot, item, publications });
}
