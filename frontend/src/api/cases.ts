/** Cases through their meetings, and the attachments of an item. */
import { answer, api, tagged } from './http';
import type { components } from './schema';
import type { Answer, ItemType, WorkItem } from './types';
import { getItem } from './working';

type Schemas = components['schemas'];

export type Case = Answer<Schemas['CaseOut']>;
export type CaseHandling = Answer<Schemas['CaseHandling']>;
export type CaseState = Case['state'];
export type CasePage = { items: Case[]; next: string | null };
export type SetAside = 'return' | 'withdraw' | 'postpone';

const ofItem = (id: string, etag: string) => ({ params: { path: { item_id: id }, header: { 'If-Match': etag } } });
const ofAttachment = (id: string) => ({ params: { path: { attachment_id: id } } });

export const listCases = (query: {
  q?: string;
  state?: CaseState;
  cursor?: string;
  limit?: number;
}): Promise<CasePage> => answer(api.GET('/api/v1/cases', { params: { query } }));
export const getCase = (id: string): Promise<Case> =>
  answer(api.GET('/api/v1/cases/{case_id}', { params: { path: { case_id: id } } }));
/** Closes a case that is done, or opens one again; as it stands now. */
export async function endCase(id: string, action: 'conclude' | 'reopen'): Promise<Case> {
  const path = { case_id: id };
  const { etag } = await tagged(api.GET('/api/v1/cases/{case_id}', { params: { path } }));
  const order = { params: { path, header: { 'If-Match': etag } } };
  return answer(api.POST(`/api/v1/cases/{case_id}/actions/${action}`, order));
}
export const listCaseOfficers = (bodyId: string): Promise<{ items: { id: string; name: string }[] }> =>
  answer(api.GET('/api/v1/bodies/{body_id}/case-officers', { params: { path: { body_id: bodyId } } }));
export const listMunicipalities = (): Promise<{ items: { number: string; name: string }[] }> =>
  answer(api.GET('/api/v1/municipalities'));

/** Notes that the meeting leaves the item, and why. */
export async function setAside(id: string, action: SetAside, reason: string, meetingId?: string): Promise<WorkItem> {
  const order = ofItem(id, (await getItem(id)).etag);
  if (action === 'return')
    return answer(api.POST('/api/v1/agenda-items/{item_id}/actions/return', { ...order, body: { reason } }));
  if (action === 'withdraw')
    return answer(api.POST('/api/v1/agenda-items/{item_id}/actions/withdraw', { ...order, body: { reason } }));
  return answer(
    api.POST('/api/v1/agenda-items/{item_id}/actions/postpone', {
      ...order,
      body: { reason, ...(meetingId ? { meetingId } : {}) },
    }),
  );
}
export const reopenItem = async (id: string): Promise<WorkItem> =>
  answer(api.POST('/api/v1/agenda-items/{item_id}/actions/reopen', ofItem(id, (await getItem(id)).etag)));
/** Puts what is written for a case on a meeting's agenda. */
export const takeUp = (meetingId: string, handlingId: string, type: ItemType): Promise<WorkItem> =>
  answer(
    api.POST('/api/v1/meetings/{meeting_id}/actions/take-up', {
      params: { path: { meeting_id: meetingId } },
      body: { handlingId, type },
    }),
  );

/** A last line of the attachment list. Sent again under the same key, it is the same line. */
export const addAttachment = (itemId: string, title: string, documentId?: string, key?: string): Promise<unknown> =>
  answer(
    api.POST('/api/v1/agenda-items/{item_id}/attachments', {
      params: { path: { item_id: itemId } },
      body: { title, status: 'expected', ...(documentId ? { documentId } : {}) },
      ...(key ? { headers: { 'Idempotency-Key': key } } : {}),
    }),
  );
export async function changeAttachment(id: string, patch: Schemas['AttachmentPatch']): Promise<void> {
  const { etag } = await tagged(api.GET('/api/v1/attachments/{attachment_id}', ofAttachment(id)));
  await answer(
    api.PATCH('/api/v1/attachments/{attachment_id}', {
      params: { path: { attachment_id: id }, header: { 'If-Match': etag } },
      body: patch,
    }),
  );
}
export async function removeAttachment(id: string): Promise<void> {
  const { etag } = await tagged(api.GET('/api/v1/attachments/{attachment_id}', ofAttachment(id)));
  await answer(
    api.DELETE('/api/v1/attachments/{attachment_id}', {
      params: { path: { attachment_id: id }, header: { 'If-Match': etag } },
    }),
  );
}
export const reorderAttachments = async (id: string, attachmentIds: string[]): Promise<WorkItem> =>
  answer(
    api.POST('/api/v1/agenda-items/{item_id}/actions/reorder-attachments', {
      ...ofItem(id, (await getItem(id)).etag),
      body: { attachmentIds },
    }),
  );
export async function setDocumentAccess(id: string, access: Schemas['DocumentAccess']): Promise<void> {
  const { etag } = await tagged(api.GET('/api/v1/documents/{document_id}', { params: { path: { document_id: id } } }));
  await answer(
    api.PUT('/api/v1/documents/{document_id}/access', {
      params: { path: { document_id: id }, header: { 'If-Match': etag } },
      body: access,
    }),
  );
}
