/** Cases that are settled in writing. */
import { answer, api, tagged, type Tagged } from './http';
import type { components } from './schema';
import type { Answer } from './types';

type Schemas = components['schemas'];
export type ProcedureRow = Answer<Schemas['WrittenProcedureSummary']>;
export type Procedure = Answer<Schemas['WrittenProcedureOut']>;
export type ProcedureState = ProcedureRow['state'];
export type Place = Procedure['places'][number];
export type NewProcedure = Schemas['NewWrittenProcedure'];
export type Ground = NewProcedure['ground'];
type Override = Schemas['Override'];
export type ProcedureAnswer = Schemas['NewWrittenAnswer'];

const of = (id: string, etag = '') => ({
  params: { path: { procedure_id: id }, header: { 'If-Match': etag } },
});

export const listProcedures = (
  query: { body?: string; case?: string; active?: boolean; limit?: number } = {},
): Promise<{ items: ProcedureRow[] }> => answer(api.GET('/api/v1/written-procedures', { params: { query } }));
export const getProcedure = (id: string): Promise<Tagged<Procedure>> =>
  tagged(api.GET('/api/v1/written-procedures/{procedure_id}', { params: { path: { procedure_id: id } } }));
export const prepareProcedure = (body: NewProcedure): Promise<Procedure> =>
  answer(api.POST('/api/v1/written-procedures', { body }));
export const changeProcedure = (id: string, etag: string, body: Schemas['WrittenProcedurePatch']): Promise<Procedure> =>
  answer(api.PATCH('/api/v1/written-procedures/{procedure_id}', { ...of(id, etag), body }));
export const sendProcedure = (id: string, etag: string, body: Schemas['SendProcedure']): Promise<Procedure> =>
  answer(api.POST('/api/v1/written-procedures/{procedure_id}/actions/send', { ...of(id, etag), body }));
export const withdrawProcedure = (id: string, etag: string, reason: string): Promise<Procedure> =>
  answer(api.POST('/api/v1/written-procedures/{procedure_id}/actions/withdraw', { ...of(id, etag), body: { reason } }));
export const answerProcedure = (id: string, body: ProcedureAnswer): Promise<Procedure> =>
  answer(
    api.POST('/api/v1/written-procedures/{procedure_id}/answers', { params: { path: { procedure_id: id } }, body }),
  );

export const publishRecord = (id: string, etag: string, overrides: Override[]): Promise<Procedure> =>
  answer(
    api.POST('/api/v1/written-procedures/{procedure_id}/actions/publish-record', {
      ...of(id, etag),
      body: { overrides },
    }),
  );
export const withdrawRecord = (id: string, etag: string, reason: string): Promise<Procedure> =>
  answer(
    api.POST('/api/v1/written-procedures/{procedure_id}/actions/withdraw-record', {
      ...of(id, etag),
      body: { reason },
    }),
  );

/** Where the record of one that is over is, as PDF. */
export const procedureRecord = (id: string): string => `/api/v1/written-procedures/${id}/record.pdf`;
/** Where a document of the case is, in the version that was sent. */
export const procedureDocument = (id: string, versionId: string): string =>
  `/api/v1/written-procedures/${id}/documents/${versionId}`;
