/** Consultations, the notice plan of a meeting, and reminders. */
import { answer, api, tagged, type Tagged } from './http';
import type { components } from './schema';
import type { Answer, RichNode } from './types';

type Schemas = components['schemas'];
export type ConsultationSummary = Answer<Schemas['ConsultationSummary']>;
export type Consultation = Answer<Schemas['ConsultationOut']>;
export type ConsultationInput = Consultation['inputs'][number];
export type ConsultationAnswer = Consultation['answers'][number];
export type NewConsultation = Schemas['NewConsultation'];
export type NoticePlan = Answer<Schemas['NoticePlanOut']>;
export type Reminder = Answer<Schemas['ReminderOut']>;

const of = (id: string) => ({ params: { path: { consultation_id: id } } });
const ofTagged = (id: string, etag: string) => ({
  params: { path: { consultation_id: id }, header: { 'If-Match': etag } },
});
const ofInput = (input: ConsultationInput) => ({
  params: { path: { input_id: input.id }, header: { 'If-Match': `"${input.revision}"` } },
});

export const listConsultations = (): Promise<{ items: ConsultationSummary[] }> =>
  answer(api.GET('/api/v1/consultations', { params: { query: { limit: 100 } } }));
export const getConsultation = (id: string): Promise<Tagged<Consultation>> =>
  tagged(api.GET('/api/v1/consultations/{consultation_id}', of(id)));
export const itemConsultationsPath = (itemId: string): string => `/api/v1/agenda-items/${itemId}/consultations`;
export const listItemConsultations = (itemId: string): Promise<{ items: Consultation[] }> =>
  answer(api.GET('/api/v1/agenda-items/{item_id}/consultations', { params: { path: { item_id: itemId } } }));
export const openConsultation = (itemId: string, body: NewConsultation): Promise<Consultation> =>
  answer(api.POST('/api/v1/agenda-items/{item_id}/consultations', { params: { path: { item_id: itemId } }, body }));

export const extendConsultation = (id: string, deadline: string, etag: string): Promise<Consultation> =>
  answer(
    api.POST('/api/v1/consultations/{consultation_id}/actions/extend', { ...ofTagged(id, etag), body: { deadline } }),
  );
export const closeConsultation = (id: string, etag: string): Promise<Consultation> =>
  answer(api.POST('/api/v1/consultations/{consultation_id}/actions/close', ofTagged(id, etag)));
export const refreshConsultation = (id: string, note: string | null, etag: string): Promise<Consultation> =>
  answer(
    api.POST('/api/v1/consultations/{consultation_id}/actions/refresh', { ...ofTagged(id, etag), body: { note } }),
  );

export const giveInput = (id: string, organisationName: string, text: RichNode): Promise<ConsultationInput> =>
  answer(api.POST('/api/v1/consultations/{consultation_id}/inputs', { ...of(id), body: { organisationName, text } }));
export const changeInput = (
  input: ConsultationInput,
  organisationName: string,
  text: RichNode,
): Promise<ConsultationInput> =>
  answer(api.PATCH('/api/v1/inputs/{input_id}', { ...ofInput(input), body: { organisationName, text } }));
export const withdrawInput = (input: ConsultationInput): Promise<ConsultationInput> =>
  answer(api.POST('/api/v1/inputs/{input_id}/actions/withdraw', ofInput(input)));
export const giveAnswer = (id: string, text: RichNode): Promise<ConsultationAnswer> =>
  answer(api.POST('/api/v1/consultations/{consultation_id}/answers', { ...of(id), body: { text } }));

/** Where an attachment of the case is downloaded, in the version that is shown. */
export const consultedDocument =
  (consultationId: string) =>
  (documentId: string): string =>
    `/api/v1/consultations/${consultationId}/documents/${documentId}/content`;

export const getNoticePlan = (meetingId: string): Promise<NoticePlan> =>
  answer(api.GET('/api/v1/meetings/{meeting_id}/notice-plan', { params: { path: { meeting_id: meetingId } } }));
export const listReminders = (): Promise<{ items: Reminder[] }> => answer(api.GET('/api/v1/reminders'));
export const tickOff = (reminder: Reminder): Promise<Reminder> =>
  answer(
    api.POST('/api/v1/reminders/{reminder_id}/actions/done', {
      params: { path: { reminder_id: reminder.id }, header: { 'If-Match': `"${reminder.revision}"` } },
    }),
  );
