/** Evaluation of meetings. */
import { answer, api, tagged, type Tagged } from './http';
import type { components } from './schema';
import type { Answer } from './types';

type Schemas = components['schemas'];
export type Evaluation = Answer<Schemas['EvaluationOut']>;
export type EvaluationPage = Answer<Schemas['Page_EvaluationOut_']>;
export type Statements = Answer<Schemas['Statements']>;

export const listEvaluations = (body?: string): Promise<EvaluationPage> =>
  answer(api.GET('/api/v1/evaluations', { params: { query: { limit: 100, ...(body ? { body } : {}) } } }));
export const getEvaluation = (meetingId: string): Promise<Evaluation> =>
  answer(api.GET('/api/v1/meetings/{meeting_id}/evaluation', { params: { path: { meeting_id: meetingId } } }));
export const openEvaluation = (meetingId: string): Promise<Evaluation> =>
  answer(
    api.POST('/api/v1/meetings/{meeting_id}/evaluation', { params: { path: { meeting_id: meetingId } }, body: {} }),
  );
export const giveAnswer = (id: string, scores: (number | null)[], remark: string | null): Promise<unknown> =>
  answer(
    api.PUT('/api/v1/evaluations/{evaluation_id}/answer', {
      params: { path: { evaluation_id: id } },
      body: { scores, remark },
    }),
  );
export const closeEvaluation = (evaluation: Evaluation): Promise<Evaluation> =>
  answer(
    api.POST('/api/v1/evaluations/{evaluation_id}/actions/close', {
      params: { path: { evaluation_id: evaluation.id }, header: { 'If-Match': `"${evaluation.revision}"` } },
    }),
  );
export const getStatements = (bodyId: string): Promise<Tagged<Statements>> =>
  tagged(api.GET('/api/v1/bodies/{body_id}/evaluation-statements', { params: { path: { body_id: bodyId } } }));
export const setStatements = (bodyId: string, items: string[], etag: string): Promise<Statements> =>
  answer(
    api.PUT('/api/v1/bodies/{body_id}/evaluation-statements', {
      params: { path: { body_id: bodyId }, header: { 'If-Match': etag } },
      body: { items },
    }),
  );
