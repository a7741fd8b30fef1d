/** What a secretary prepares meetings with: the agenda, the day, the calendar and the standing items. */
import { answer, api, tagged, type Tagged } from './http';
import type { Answer, RichNode, WorkItem, WorkMeeting } from './types';
import type { components } from './schema';

type Schemas = components['schemas'];

/** What must be given, and of the rest what is: the description marks a field with a default as always there. */
type Given<Name extends keyof Schemas, Needed extends keyof Schemas[Name]> = Pick<Schemas[Name], Needed> &
  Partial<Schemas[Name]>;

export type NewMeeting = Given<'MeetingToPrepare', 'bodyId' | 'number' | 'title' | 'startsAt'>;
export type MeetingPatch = Schemas['MeetingPatch'];
export type NewItem = Given<'AddedItem', 'type' | 'title'>;
export type TakenUp = Schemas['TakenUp'];
export type MoveOrder = Schemas['MoveOrder'];
export type ProgrammeSlot = Answer<Schemas['ProgrammeSlot']>;
export type SideEvent = Schemas['SideEvent'];
export type MeetingSuggestion = Answer<Schemas['MeetingSuggestion']>;
export type AgendaSuggestions = Answer<Schemas['AgendaSuggestions']>;
export type SuggestedCase = Answer<Schemas['SuggestedCase']>;
export type CalendarDate = Answer<Schemas['CalendarDateOut']>;
export type NewCalendarDate = Schemas['NewCalendarDate'];
export type PlannedCase = Answer<Schemas['EntryOut']>;
export type StandingItem = Answer<Schemas['StandingItemOut']>;
export type NewStandingItem = Omit<Schemas['StandingItemFields'], 'proposal'> & { proposal?: RichNode | null };

const ofBody = (id: string) => ({ path: { body_id: id } });
const ofMeeting = (id: string, etag: string) => ({ path: { meeting_id: id }, header: { 'If-Match': etag } });

export const suggestMeeting = (body: string, date: string): Promise<MeetingSuggestion> =>
  answer(api.GET('/api/v1/bodies/{body_id}/meeting-suggestion', { params: { ...ofBody(body), query: { date } } }));
export const createMeeting = (meeting: NewMeeting): Promise<WorkMeeting> =>
  answer(api.POST('/api/v1/meetings', { body: meeting as Schemas['MeetingToPrepare'] }));
export const getMeetingToChange = (id: string): Promise<Tagged<WorkMeeting>> =>
  tagged(api.GET('/api/v1/meetings/{meeting_id}', { params: { path: { meeting_id: id } } }));
export const changeMeeting = (id: string, patch: MeetingPatch, etag: string): Promise<Tagged<WorkMeeting>> =>
  tagged(api.PATCH('/api/v1/meetings/{meeting_id}', { params: ofMeeting(id, etag), body: patch }));
export const cancelMeeting = (id: string, reason: string, etag: string): Promise<Tagged<WorkMeeting>> =>
  tagged(api.POST('/api/v1/meetings/{meeting_id}/actions/cancel', { params: ofMeeting(id, etag), body: { reason } }));
export const moveMeeting = (id: string, order: MoveOrder, etag: string): Promise<Tagged<WorkMeeting>> =>
  tagged(api.POST('/api/v1/meetings/{meeting_id}/actions/move', { params: ofMeeting(id, etag), body: order }));

export const addItem = (meeting: string, item: NewItem): Promise<WorkItem> =>
  answer(
    api.POST('/api/v1/meetings/{meeting_id}/agenda-items', {
      params: { path: { meeting_id: meeting } },
      body: item as Schemas['AddedItem'],
    }),
  );
export const takeUp = (meeting: string, order: TakenUp): Promise<WorkItem> =>
  answer(
    api.POST('/api/v1/meetings/{meeting_id}/actions/take-up', {
      params: { path: { meeting_id: meeting } },
      body: order,
    }),
  );
export const removeItem = (id: string, etag: string): Promise<unknown> =>
  answer(
    api.DELETE('/api/v1/agenda-items/{item_id}', {
      params: { path: { item_id: id }, header: { 'If-Match': etag } },
    }),
  );
export const reorder = (meeting: string, itemIds: string[], etag: string): Promise<Tagged<WorkMeeting>> =>
  tagged(
    api.POST('/api/v1/meetings/{meeting_id}/actions/reorder', {
      params: ofMeeting(meeting, etag),
      body: { itemIds },
    }),
  );
export const suggestItems = (body: string, meeting: string): Promise<AgendaSuggestions> =>
  answer(api.GET('/api/v1/bodies/{body_id}/agenda-suggestions', { params: { ...ofBody(body), query: { meeting } } }));

/**
 * Cases that the body's work plan has for a month (`2026-03`), or for the meeting, if there is one yet, and that stand
 * on no agenda.
 */
export async function plannedCases(body: string, yearMonth: string, meetingId: string | null): Promise<PlannedCase[]> {
  const [year, month] = yearMonth.split('-').map(Number);
  const plans = await answer(api.GET('/api/v1/work-plans', { params: { query: { body, year: year ?? 0 } } }));
  const plan = plans.items[0];
  if (!plan) return [];
  const { entries } = await answer(api.GET('/api/v1/work-plans/{plan_id}', { params: { path: { plan_id: plan.id } } }));
  return entries.filter(
    (entry) =>
      entry.kind === 'case' &&
      entry.state === 'planned' &&
      (entry.meetingId ? entry.meetingId === meetingId : entry.month === month),
  );
}

/** Makes a planned case the last item on the meeting's agenda; the item's id. */
export async function putOnAgenda(entry: PlannedCase, meeting: string): Promise<string | null> {
  const placed = await answer(
    api.POST('/api/v1/work-plan-entries/{entry_id}/actions/put-on-agenda', {
      params: { path: { entry_id: entry.id }, header: { 'If-Match': `"${entry.revision}"` } },
      body: { meetingId: meeting },
    }),
  );
  return placed.agendaItem?.id ?? null;
}

export const listCalendar = (body: string): Promise<{ items: CalendarDate[] }> =>
  answer(api.GET('/api/v1/bodies/{body_id}/calendar-dates', { params: ofBody(body) }));
export const addDates = (body: string, dates: NewCalendarDate[]): Promise<{ items: CalendarDate[] }> =>
  answer(api.POST('/api/v1/bodies/{body_id}/calendar-dates', { params: ofBody(body), body: { dates } }));
export const removeDate = (date: CalendarDate): Promise<unknown> =>
  answer(
    api.DELETE('/api/v1/calendar-dates/{date_id}', {
      params: { path: { date_id: date.id }, header: { 'If-Match': `"${date.revision}"` } },
    }),
  );

export const getStandingItems = (body: string): Promise<Tagged<{ items: StandingItem[] }>> =>
  tagged(api.GET('/api/v1/bodies/{body_id}/standing-items', { params: ofBody(body) }));
export const setStandingItems = (
  body: string,
  items: NewStandingItem[],
  etag: string,
): Promise<Tagged<{ items: StandingItem[] }>> =>
  tagged(
    api.PUT('/api/v1/bodies/{body_id}/standing-items', {
      params: { ...ofBody(body), header: { 'If-Match': etag } },
      body: { items },
    }),
  );

/** Whether the body may meet remotely (kommuneloven § 11-7). */
export async function setRemoteMeetings(body: string, remoteMeetings: boolean): Promise<void> {
  const { etag } = await tagged(api.GET('/api/v1/bodies/{body_id}', { params: ofBody(body) }));
  await answer(
    api.PATCH('/api/v1/bodies/{body_id}', {
      params: { ...ofBody(body), header: { 'If-Match': etag } },
      body: { remoteMeetings },
    }),
  );
}
