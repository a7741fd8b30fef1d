/** The register of resolutions, and what is to be done about them. */
import { answer, api, tagged, type Tagged } from './http';
import type { components } from './schema';
import type { Answer } from './types';

type Schemas = components['schemas'];
export type ResolutionRow = Answer<Schemas['ResolutionSummary']>;
export type ResolutionPage = Answer<Schemas['Page_ResolutionSummary_']>;
export type Resolution = Answer<Schemas['ResolutionOut']>;
export type ResolutionVersion = Answer<Schemas['ResolutionVersionOut']>;
export type ResolutionContent = ResolutionVersion['content'];
export type ResolutionLink = Answer<Schemas['ResolutionLink']>;
export type ResolutionState = Resolution['state'];
export type Outcome = Resolution['outcome'];
export type ResolutionQuery = {
  q?: string;
  body?: string;
  date?: string;
  number?: string;
  year?: number;
  case?: string;
  item?: string;
  state?: ResolutionState;
  inForce?: boolean;
  municipality?: string;
  unsettled?: boolean;
  limit?: number;
  cursor?: string;
};
export type NewResolution = Schemas['NewResolution'];
export type Correction = Schemas['Correction'];
export type Step = 'finalise' | 'start' | 'implement' | 'resume' | 'reinstate';
export type Ending = 'supersede' | 'rescind';

export type FollowUp = Answer<Schemas['FollowUpOut']>;
export type FollowUpPage = Answer<Schemas['Page_FollowUpOut_']>;
export type FollowUpHistory = Answer<Schemas['FollowUpWithHistory']>;
export type FollowUpCount = Answer<Schemas['FollowUpCount']>;
export type NewFollowUp = Schemas['NewFollowUp'];
export type Owner = Answer<Schemas['Owner']>;

const of = (id: string, etag = '') => ({
  params: { path: { resolution_id: id }, header: { 'If-Match': etag } },
});
const ofFollowUp = (row: FollowUp) => ({
  params: { path: { follow_up_id: row.id }, header: { 'If-Match': `"${row.revision}"` } },
});

export const listResolutions = (query: ResolutionQuery = {}): Promise<ResolutionPage> =>
  answer(api.GET('/api/v1/resolutions', { params: { query } }));
export const getResolution = (id: string): Promise<Tagged<Resolution>> =>
  tagged(api.GET('/api/v1/resolutions/{resolution_id}', { params: { path: { resolution_id: id } } }));
export const getResolutionVersion = (id: string, number: number): Promise<ResolutionVersion> =>
  answer(
    api.GET('/api/v1/resolutions/{resolution_id}/versions/{number}', {
      params: { path: { resolution_id: id, number } },
    }),
  );
export const recordResolution = (itemId: string, body: NewResolution): Promise<Resolution> =>
  answer(api.POST('/api/v1/agenda-items/{item_id}/resolutions', { params: { path: { item_id: itemId } }, body }));
export const correctResolution = (id: string, etag: string, body: Correction): Promise<Resolution> =>
  answer(api.POST('/api/v1/resolutions/{resolution_id}/versions', { ...of(id, etag), body }));
export const stepResolution = (id: string, etag: string, step: Step): Promise<Resolution> =>
  answer(api.POST(`/api/v1/resolutions/{resolution_id}/actions/${step}`, of(id, etag)));
export const endResolution = (
  id: string,
  etag: string,
  ending: Ending,
  body: Schemas['EndOrder'],
): Promise<Resolution> =>
  answer(api.POST(`/api/v1/resolutions/{resolution_id}/actions/${ending}`, { ...of(id, etag), body }));

/** Where the register goes out as a file, with the filter that is chosen. */
export function registerFile(kind: 'csv' | 'xlsx', query: ResolutionQuery): string {
  const chosen = Object.entries(query).filter(([, value]) => value !== undefined && value !== '' && value !== false);
  const search = new URLSearchParams(chosen.map(([name, value]) => [name, String(value)])).toString();
  return `/api/v1/resolutions/export.${kind}${search && `?${search}`}`;
}

export const listFollowUps = (
  query: { mine?: boolean; settled?: boolean; body?: string; limit?: number; cursor?: string } = {},
): Promise<FollowUpPage> => answer(api.GET('/api/v1/follow-ups', { params: { query } }));
/** How the follow-ups of each body stand. */
export const countFollowUps = (): Promise<{ items: FollowUpCount[] }> => answer(api.GET('/api/v1/follow-ups/counts'));
export const getFollowUp = (id: string): Promise<FollowUpHistory> =>
  answer(api.GET('/api/v1/follow-ups/{follow_up_id}', { params: { path: { follow_up_id: id } } }));
export const listOwners = (bodyId: string): Promise<{ items: Owner[] }> =>
  answer(api.GET('/api/v1/bodies/{body_id}/follow-up-owners', { params: { path: { body_id: bodyId } } }));
export const addFollowUp = (resolutionId: string, body: NewFollowUp): Promise<FollowUp> =>
  answer(
    api.POST('/api/v1/resolutions/{resolution_id}/follow-ups', {
      params: { path: { resolution_id: resolutionId } },
      body,
    }),
  );
export const changeFollowUp = (row: FollowUp, body: Schemas['FollowUpPatch']): Promise<FollowUp> =>
  answer(api.PATCH('/api/v1/follow-ups/{follow_up_id}', { ...ofFollowUp(row), body }));
export const stepFollowUp = (row: FollowUp, step: 'start' | 'reopen'): Promise<FollowUp> =>
  answer(api.POST(`/api/v1/follow-ups/{follow_up_id}/actions/${step}`, ofFollowUp(row)));
export const finishFollowUp = (row: FollowUp, result: string): Promise<FollowUp> =>
  answer(
    api.POST('/api/v1/follow-ups/{follow_up_id}/actions/done', {
      ...ofFollowUp(row),
      body: { result: result || null },
    }),
  );
export const dropFollowUp = (row: FollowUp, reason: string): Promise<FollowUp> =>
  answer(api.POST('/api/v1/follow-ups/{follow_up_id}/actions/drop', { ...ofFollowUp(row), body: { reason } }));
export const takeUpFollowUps = (
  meetingId: string,
  followUpIds: string[],
  number: number,
): Promise<{ itemIds: string[] }> =>
  answer(
    api.POST('/api/v1/meetings/{meeting_id}/actions/take-up-follow-ups', {
      params: { path: { meeting_id: meetingId } },
      body: { followUpIds, number },
    }),
  );
