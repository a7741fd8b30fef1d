/** The working side of the API, for those who are signed in. */
import { answer, api, commonHeaders, Problem, tagged, type Tagged } from './http';
import type {
  Body,
  Draft,
  Import,
  ImportSummary,
  ItemPatch,
  MemberView,
  PublicationKind,
  PublicationRow,
  Publications,
  PublishOrder,
  Readiness,
  Scheduled,
  Seat,
  Snapshot,
  SourceLine,
  User,
  WorkItem,
  WorkMeeting,
  WorkMeetingSummary,
} from './types';

const all = { params: { query: { limit: 100 } } };
const ofImport = (id: string) => ({ params: { path: { import_id: id } } });
const ofMeeting = (id: string) => ({ params: { path: { meeting_id: id } } });

export const signIn = (username: string, password: string): Promise<{ user: User }> =>
  answer(api.POST('/api/v1/session', { body: { username, password } }));
export const signOut = (): Promise<unknown> => answer(api.DELETE('/api/v1/session'));
export const getMe = (): Promise<User> => answer(api.GET('/api/v1/me'));
export const listWorkBodies = (): Promise<{ items: Body[] }> => answer(api.GET('/api/v1/bodies'));

export const listImports = (): Promise<{ items: ImportSummary[] }> => answer(api.GET('/api/v1/imports', all));
export const getImport = (id: string): Promise<Tagged<Import>> =>
  tagged(api.GET('/api/v1/imports/{import_id}', ofImport(id)));
export const getSource = (id: string): Promise<{ lines: SourceLine[] }> =>
  answer(api.GET('/api/v1/imports/{import_id}/source', ofImport(id)));
export const saveDraft = (id: string, draft: Draft, etag: string): Promise<Tagged<Import>> =>
  tagged(
    api.PUT('/api/v1/imports/{import_id}/draft', {
      params: { path: { import_id: id }, header: { 'If-Match': etag } },
      body: draft,
    }),
  );

/** Makes the draft a meeting of the body; without one, the API finds it by the name in the draft. */
export const acceptImport = (id: string, body: string | undefined, etag: string): Promise<WorkMeeting> =>
  answer(
    api.POST('/api/v1/imports/{import_id}/actions/accept', {
      params: { path: { import_id: id }, query: body ? { body } : {}, header: { 'If-Match': etag } },
    }),
  );
export const discardImport = (id: string, etag: string): Promise<unknown> =>
  answer(
    api.POST('/api/v1/imports/{import_id}/actions/discard', {
      params: { path: { import_id: id }, header: { 'If-Match': etag } },
    }),
  );

export const listWorkMeetings = (): Promise<{ items: WorkMeetingSummary[] }> =>
  answer(api.GET('/api/v1/meetings', all));
export const getItem = (id: string): Promise<Tagged<WorkItem>> =>
  tagged(api.GET('/api/v1/agenda-items/{item_id}', { params: { path: { item_id: id } } }));

export const changeItem = (id: string, patch: ItemPatch, etag: string): Promise<WorkItem> =>
  answer(
    api.PATCH('/api/v1/agenda-items/{item_id}', {
      params: { path: { item_id: id }, header: { 'If-Match': etag } },
      body: patch,
    }),
  );

/** Gives a line of the attachment list its document. */
export async function attach(id: string, documentId: string): Promise<void> {
  const { etag } = await tagged(
    api.GET('/api/v1/attachments/{attachment_id}', { params: { path: { attachment_id: id } } }),
  );
  await answer(
    api.PATCH('/api/v1/attachments/{attachment_id}', {
      params: { path: { attachment_id: id }, header: { 'If-Match': etag } },
      body: { documentId },
    }),
  );
}

export const getReadiness = (id: string, kind: PublicationKind): Promise<Readiness> =>
  answer(api.GET('/api/v1/meetings/{meeting_id}/readiness', { params: { path: { meeting_id: id }, query: { kind } } }));
export const getPreview = (id: string, kind: PublicationKind): Promise<Snapshot> =>
  answer(
    api.GET('/api/v1/meetings/{meeting_id}/preview', { params: { path: { meeting_id: id }, query: { kind } } }),
  ) as Promise<Snapshot>;
export const listWorkPublications = (id: string): Promise<Publications> =>
  answer(api.GET('/api/v1/meetings/{meeting_id}/publications', ofMeeting(id)));
export const publish = (id: string, order: PublishOrder): Promise<PublicationRow | Scheduled> =>
  answer(api.POST('/api/v1/meetings/{meeting_id}/actions/publish', { ...ofMeeting(id), body: order }));
export const withdraw = (id: string, reason: string): Promise<unknown> =>
  answer(api.POST('/api/v1/meetings/{meeting_id}/actions/withdraw', { ...ofMeeting(id), body: { reason } }));
export const cancelSchedule = (scheduled: Scheduled): Promise<unknown> =>
  answer(
    api.POST('/api/v1/scheduled-publications/{scheduled_id}/actions/cancel', {
      params: { path: { scheduled_id: scheduled.id }, header: { 'If-Match': `"${scheduled.revision}"` } },
    }),
  );
/** Without a person: as somebody sees it who is inhabile in nothing. */
export const getMemberPreview = (id: string, kind: PublicationKind, personId: string | null): Promise<MemberView> =>
  answer(
    api.GET('/api/v1/meetings/{meeting_id}/member-preview', {
      params: { path: { meeting_id: id }, query: { kind, ...(personId ? { personId } : {}) } },
    }),
  );
export const listSeats = (bodyId: string): Promise<{ items: Seat[] }> =>
  answer(api.GET('/api/v1/bodies/{body_id}/mandates', { params: { path: { body_id: bodyId } } }));
export const documentContent = (id: string, version?: number): string =>
  `/api/v1/documents/${id}/content${version === undefined ? '' : `?version=${version}`}`;

type Progress = (part: number) => void;

/** Sends a file and tells how much has gone, from 0 to 1; `fetch` cannot tell. */
function upload<T>(
  path: string,
  fields: Record<string, string | File>,
  onProgress: Progress,
  key: string = crypto.randomUUID(),
): Promise<T> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    const sending = new XMLHttpRequest();
    sending.open('POST', path);
    sending.responseType = 'json';
    const headers = { ...commonHeaders('POST'), 'Idempotency-Key': key };
    for (const [name, value] of Object.entries(headers)) sending.setRequestHeader(name, value);
    sending.upload.onprogress = (event) => onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    sending.onerror = () => reject(new Problem(0));
    sending.onload = () => {
      if (sending.status < 400) resolve(sending.response as T);
      else reject(Problem.of(sending.status, sending.response));
    };
    sending.send(form);
  });
}

export const uploadImport = (file: File, onProgress: Progress): Promise<Import> =>
  upload('/api/v1/imports', { file }, onProgress);
/** Sent again under the same `key`, it is the same document. */
export const uploadDocument = (
  file: File,
  title: string,
  onProgress: Progress,
  key?: string,
): Promise<{ id: string }> => upload('/api/v1/documents', { file, title }, onProgress, key);
export const uploadVersion = (documentId: string, file: File, onProgress: Progress, key?: string): Promise<unknown> =>
  upload(`/api/v1/documents/${documentId}/versions`, { file }, onProgress, key);
