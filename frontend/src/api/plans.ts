/** Work plans, for those who work in a body or sit in it. */
import { answer, api, sendFile, tagged, type Tagged } from './http';
import type { Answer } from './types';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Plan = Answer<Schemas['WorkPlanOut']>;
export type PlanSummary = Answer<Schemas['WorkPlanSummary']>;
export type PlanEntry = Plan['entries'][number];
export type PlanMeeting = Plan['meetings'][number];
export type NewEntry = Schemas['NewEntry'];
export type EntryPatch = Schemas['EntryPatch'];
export type RollLine = Answer<Schemas['RolledEntry']>;
export type ImportPreview = Answer<Schemas['ImportPreview']>;

const ofPlan = (id: string, etag?: string) => ({
  params: { path: { plan_id: id }, header: { 'If-Match': etag ?? '' } },
});
const ofEntry = (entry: PlanEntry) => ({
  params: { path: { entry_id: entry.id }, header: { 'If-Match': `"${entry.revision}"` } },
});

export const listPlans = (): Promise<{ items: PlanSummary[] }> =>
  answer(api.GET('/api/v1/work-plans', { params: { query: { limit: 100 } } }));
export const getPlan = (id: string): Promise<Tagged<Plan>> =>
  tagged(api.GET('/api/v1/work-plans/{plan_id}', { params: { path: { plan_id: id } } }));
export const getEntry = (id: string): Promise<PlanEntry> =>
  answer(api.GET('/api/v1/work-plan-entries/{entry_id}', { params: { path: { entry_id: id } } }));
export const createPlan = (bodyId: string, year: number, title: string): Promise<Plan> =>
  answer(api.POST('/api/v1/work-plans', { body: { bodyId, year, title } }));
export const previewRoll = (id: string): Promise<{ items: RollLine[] }> =>
  answer(api.GET('/api/v1/work-plans/{plan_id}/roll', { params: { path: { plan_id: id } } }));
export const rollPlan = (id: string, etag: string): Promise<Answer<Schemas['RollOutcome']>> =>
  answer(api.POST('/api/v1/work-plans/{plan_id}/actions/roll', ofPlan(id, etag)));
export const copyToNextYear = (id: string, etag: string): Promise<Plan> =>
  answer(api.POST('/api/v1/work-plans/{plan_id}/actions/copy-to-next-year', ofPlan(id, etag)));

export const addEntry = (planId: string, entry: NewEntry): Promise<PlanEntry> =>
  answer(api.POST('/api/v1/work-plans/{plan_id}/entries', { params: { path: { plan_id: planId } }, body: entry }));
export const changeEntry = (entry: PlanEntry, patch: EntryPatch): Promise<PlanEntry> =>
  answer(api.PATCH('/api/v1/work-plan-entries/{entry_id}', { ...ofEntry(entry), body: patch }));
export const deleteEntry = (entry: PlanEntry): Promise<unknown> =>
  answer(api.DELETE('/api/v1/work-plan-entries/{entry_id}', ofEntry(entry)));
export const moveEntry = (entry: PlanEntry, order: Schemas['EntryMove']): Promise<PlanEntry> =>
  answer(api.POST('/api/v1/work-plan-entries/{entry_id}/actions/move', { ...ofEntry(entry), body: order }));
export const dropEntry = (entry: PlanEntry, reason: string): Promise<PlanEntry> =>
  answer(api.POST('/api/v1/work-plan-entries/{entry_id}/actions/drop', { ...ofEntry(entry), body: { reason } }));
export const putOnAgenda = (entry: PlanEntry, meetingId: string): Promise<PlanEntry> =>
  answer(
    api.POST('/api/v1/work-plan-entries/{entry_id}/actions/put-on-agenda', {
      ...ofEntry(entry),
      body: { meetingId },
    }),
  );
export const takeOffAgenda = (entry: PlanEntry): Promise<PlanEntry> =>
  answer(api.POST('/api/v1/work-plan-entries/{entry_id}/actions/take-off-agenda', ofEntry(entry)));
export const markDone = (entry: PlanEntry): Promise<PlanEntry> =>
  answer(api.POST('/api/v1/work-plan-entries/{entry_id}/actions/done', ofEntry(entry)));
export const reopenEntry = (entry: PlanEntry): Promise<PlanEntry> =>
  answer(api.POST('/api/v1/work-plan-entries/{entry_id}/actions/reopen', ofEntry(entry)));

export const exportAddress = (id: string): string => `/api/v1/work-plans/${id}/export.xlsx`;

/**
 * What a spreadsheet would add and change; with `accept`, does it.
 *
 * @throws Problem when the file or a cell of it is refused.
 */
export const importSheet = (id: string, etag: string, file: File, accept: boolean): Promise<ImportPreview> =>
  sendFile(`/api/v1/work-plans/${id}/imports`, file, { accept: String(accept) }, { 'If-Match': etag });
