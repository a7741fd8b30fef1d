/** The open side of the API: what has been published, readable by all. */
import { answer, api } from './http';
import type { MeetingPage, PublicationRow, PublishedBody, Snapshot } from './types';

const base = '/api/v1/published';
const remembered = new Map<string, { at: number; found: Promise<unknown> }>();

/** Remembers an answer for a minute, so that stepping between the items of a meeting asks once. */
function once<T>(key: string, ask: () => Promise<T>): Promise<T> {
  const known = remembered.get(key);
  if (known && Date.now() - known.at < 60_000) return known.found as Promise<T>;
  const found = ask();
  remembered.set(key, { at: Date.now(), found });
  found.catch(() => remembered.delete(key));
  return found;
}

/** Forgets what was read, after something has been published. */
export const forget = (): void => remembered.clear();

export const listBodies = (): Promise<{ items: PublishedBody[] }> =>
  once('bodies', () => answer(api.GET('/api/v1/published/bodies')));

/** Whether alerts by e-mail can be asked for. */
export const canHaveAlerts = (): Promise<{ available: boolean }> =>
  once('alerts', () => answer(api.GET('/api/v1/published/subscriptions')));

export type MeetingQuery = { body?: string; date?: string; limit?: number; cursor?: string };

export const listMeetings = (query: MeetingQuery = {}): Promise<MeetingPage> =>
  once(`meetings ${JSON.stringify(query)}`, () => answer(api.GET('/api/v1/published/meetings', { params: { query } })));

export const getMeeting = (id: string): Promise<Snapshot> =>
  once(id, () => answer(api.GET('/api/v1/published/meetings/{meeting_id}', { params: { path: { meeting_id: id } } })));

export const listPublications = (id: string): Promise<{ items: PublicationRow[] }> =>
  once(`${id} publications`, () =>
    answer(api.GET('/api/v1/published/meetings/{meeting_id}/publications', { params: { path: { meeting_id: id } } })),
  );

/** Whether the minutes of a meeting stand in public. */
export const hasMinutes = (id: string): Promise<boolean> =>
  once(`${id} minutes`, async () => {
    const { items } = await answer(
      api.GET('/api/v1/published/meetings/{meeting_id}/minutes/publications', { params: { path: { meeting_id: id } } }),
    );
    return items.some((version) => version.state === 'published');
  });

export const getPublication = (id: string): Promise<Snapshot> =>
  once(id, () =>
    answer(api.GET('/api/v1/published/publications/{publication_id}', { params: { path: { publication_id: id } } })),
  );

/** The id of the meeting at a path such as `/møte/styret/2025-10-20`; null when none is published there. */
export async function findMeetingId(path: string): Promise<string | null> {
  const [, , body, day] = path.split('/');
  const date = day?.match(/^\d{4}-\d\d-\d\d/)?.[0];
  if (!body || !date) return null;
  const { items } = await listMeetings({ body, date });
  return items.find((meeting) => meeting.path === path)?.id ?? null;
}

export const files = {
  agenda: (id: string): string => `${base}/meetings/${id}/agenda.pdf`,
  bundle: (id: string): string => `${base}/meetings/${id}/bundle.pdf`,
  calendar: (id: string): string => `${base}/meetings/${id}/meeting.ics`,
  bodyCalendar: (slug: string): string => `${base}/bodies/${slug}/meetings.ics`,
  feed: `${base}/feed.atom`,
  document: (id: string, version?: number): string =>
    `${base}/documents/${id}/content${version === undefined ? '' : `?version=${version}`}`,
};
