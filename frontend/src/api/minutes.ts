/** Minutes of a meeting: reading, editing, commenting, approving, sealing. */
import { answer, api } from './http';
import type { components } from './schema';
import type { Answer, RichNode } from './types';

type Schemas = components['schemas'];
export type EditMode = Schemas['SectionEdit']['mode'];
export type SectionEdit = { mode: EditMode; text: RichNode };
/** `edits` are what the secretary has written, by section. */
export type Minutes = Omit<Answer<Schemas['MinutesOut']>, 'edits'> & { edits: Record<string, SectionEdit> };
export type MinutesDocument = Minutes['document'];
export type MinutesEntry = MinutesDocument['items'][number];
export type MinutesItem = Extract<MinutesEntry, { kind: 'item' }>;
export type Attendee = Answer<Schemas['Attendee']>;
export type MinutesComment = Minutes['comments'][number];
export type SealedFile = Minutes['files'][number];
export type Sending = Schemas['Sending'];
/** One version that the public has had, or of a withdrawn one what is left. */
export type MinutesPublication = Answer<Schemas['MinutesPublicationOut']>;
/** Minutes that somebody is to comment on, or to approve. */
export type WaitingMinutes = Answer<Schemas['WaitingMinutes']>;
export type MinutesPublishOrder = Schemas['MinutesPublishOrder'];

// To `Answer` every object with free keys is a text; here it holds edits.
const asMinutes = async (asked: Parameters<typeof answer<Schemas['MinutesOut']>>[0]): Promise<Minutes> =>
  (await answer(asked)) as unknown as Minutes;

const at = (id: string) => ({ path: { meeting_id: id } });
const seen = (minutes: Minutes) => ({
  params: { ...at(minutes.meetingId), header: { 'If-Match': `"${minutes.revision}"` } },
});

/** @throws Problem 404 for members until they are sent, and for a meeting that was never opened. */
export const getMinutes = (meetingId: string): Promise<Minutes> =>
  asMinutes(api.GET('/api/v1/meetings/{meeting_id}/minutes', { params: at(meetingId) }));
/** Those that were sent to oneself, those to approve first. */
export const listWaitingMinutes = (): Promise<{ items: WaitingMinutes[] }> => answer(api.GET('/api/v1/papers/minutes'));
/** Writes a section as it was seen; null takes an edit back. */
export const editSection = (minutes: Minutes, section: string, edit: SectionEdit | null): Promise<Minutes> =>
  asMinutes(
    api.PATCH('/api/v1/meetings/{meeting_id}/minutes', { ...seen(minutes), body: { edits: { [section]: edit } } }),
  );
export const sendMinutes = (minutes: Minutes, body: Sending): Promise<Minutes> =>
  asMinutes(api.POST('/api/v1/meetings/{meeting_id}/minutes/actions/send', { ...seen(minutes), body }));
export const commentOn = (meetingId: string, section: string, text: string): Promise<Minutes> =>
  asMinutes(
    api.POST('/api/v1/meetings/{meeting_id}/minutes/comments', { params: at(meetingId), body: { section, text } }),
  );
export const answerComment = (meetingId: string, commentId: string, words: string): Promise<Minutes> =>
  asMinutes(
    api.POST('/api/v1/meetings/{meeting_id}/minutes/comments/{comment_id}/actions/answer', {
      params: { path: { meeting_id: meetingId, comment_id: commentId } },
      body: { answer: words },
    }),
  );
export const approveMinutes = (meetingId: string, version: number): Promise<Minutes> =>
  asMinutes(
    api.POST('/api/v1/meetings/{meeting_id}/minutes/actions/approve', { params: at(meetingId), body: { version } }),
  );
export const concludeApproval = (meetingId: string, agendaItemId: string | null): Promise<Minutes> =>
  asMinutes(
    api.POST('/api/v1/meetings/{meeting_id}/minutes/actions/conclude', {
      params: at(meetingId),
      body: { agendaItemId },
    }),
  );
export const sealMinutes = (meetingId: string): Promise<Minutes> =>
  asMinutes(api.POST('/api/v1/meetings/{meeting_id}/minutes/actions/seal', { params: at(meetingId) }));

/** Takes approved minutes up again, for a reason that everybody may read. */
export const reopenMinutes = (minutes: Minutes, reason: string): Promise<Minutes> =>
  asMinutes(api.POST('/api/v1/meetings/{meeting_id}/minutes/actions/reopen', { ...seen(minutes), body: { reason } }));

type Published = Answer<Schemas['MinutesPublications']>;
const versions = async (asked: Promise<Published>): Promise<MinutesPublication[]> => (await asked).items;
/** What has been published of the minutes, newest first. For the administration. */
export const listMinutesPublications = (meetingId: string): Promise<MinutesPublication[]> =>
  versions(answer(api.GET('/api/v1/meetings/{meeting_id}/minutes/publications', { params: at(meetingId) })));
export const publishMinutes = (minutes: Minutes, body: MinutesPublishOrder): Promise<MinutesPublication[]> =>
  versions(answer(api.POST('/api/v1/meetings/{meeting_id}/minutes/actions/publish', { ...seen(minutes), body })));
export const withdrawMinutes = (minutes: Minutes, reason: string): Promise<MinutesPublication[]> =>
  versions(
    answer(api.POST('/api/v1/meetings/{meeting_id}/minutes/actions/withdraw', { ...seen(minutes), body: { reason } })),
  );

const files = (meetingId: string): string => `/api/v1/meetings/${encodeURIComponent(meetingId)}/minutes`;
/** Where the minutes are as PDF: the sealed file once there is one, of a version or of what stands. */
export const minutesPdf = (meetingId: string, form: 'whole' | 'public', version?: number): string =>
  `${files(meetingId)}/minutes.pdf?form=${form}${version === undefined ? '' : `&version=${version}`}`;
/** Where the extract of one case is as PDF. */
export const extractPdf = (meetingId: string, itemId: string): string =>
  `${files(meetingId)}/items/${encodeURIComponent(itemId)}/extract.pdf`;
