/** The screens where meetings are made: a new meeting, the calendar, the standing items. */
import { getStandingItems, listCalendar, plannedCases } from '../../api/meetings';
import { listWorkBodies } from '../../api/working';
import { isoDate } from '../../lib/dates';
import { t } from '../../lib/i18n/index.svelte';
import type { Shown } from '../../lib/page.svelte';
import { shown } from '../../lib/pages';
import { administers } from '../rights';
import CalendarPage from './CalendarPage.svelte';
import NewMeetingPage from './NewMeetingPage.svelte';
import StandingItemsPage from './StandingItemsPage.svelte';

/** The page at an address of these screens; null when it is none of theirs, or there is no body to plan for. */
export async function meetingPage(path: string, url: URL): Promise<Shown | null> {
  if (!['/admin/møte/nytt', '/admin/møteplan', '/admin/møteplan/faste-saker'].includes(path)) return null;
  const bodies = (await listWorkBodies()).items.filter((body) => administers(body.id));
  const asked = url.searchParams.get('organ');
  const board = bodies.find((body) => body.kind === 'board');
  const bodyId = (bodies.find((body) => body.id === asked) ?? board ?? bodies[0])?.id;
  if (!bodyId) return null;
  const today = isoDate(new Date().toISOString());
  const key = `${path}?${bodyId}`;
  if (path === '/admin/møteplan/faste-saker') {
    const { data, etag } = await getStandingItems(bodyId);
    return shown(key, () => t('standing.heading'), StandingItemsPage, { bodies, bodyId, first: data.items, etag });
  }
  const dates = (await listCalendar(bodyId)).items;
  if (path === '/admin/møteplan')
    return shown(key, () => t('calendar.heading'), CalendarPage, { bodies, bodyId, first: dates, today });
  const free = dates.filter((date) => date.state === 'planned');
  // From the work plan, which knows a month (`2026-03`) or a day of it: the calendar may have a day there already.
  const wanted = url.searchParams.get('når') ?? '';
  const inCalendar = wanted ? free.find((date) => date.date >= today && date.date.startsWith(wanted)) : undefined;
  const day = free.find((date) => date.id === url.searchParams.get('dag')) ?? inCalendar ?? null;
  return shown(`${key}&${day?.id}&${wanted}`, () => t('newMeeting.heading'), NewMeetingPage, {
    bodies,
    bodyId,
    day,
    today,
    wanted,
    planned: wanted ? await plannedCases(bodyId, wanted.slice(0, 7), null) : [],
  });
}
