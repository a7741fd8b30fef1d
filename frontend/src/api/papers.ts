/** A member's papers and private notes. */
import { answer, api, commonHeaders, Problem } from './http';
import type { components } from './schema';
import type { Answer } from './types';

type Schemas = components['schemas'];
export type PapersSummary = Answer<Schemas['PapersSummary']>;
export type MemberPapers = Answer<Schemas['MemberPapers']>;
export type ItemReading = Answer<Schemas['ItemReading']>;
export type MeetingDemands = Answer<Schemas['MeetingDemands']>;
export type Note = Answer<Schemas['NoteOut']>;
export type NewNote = Schemas['NewNote'];
export type Colour = Note['colour'];
export type Anchor = NonNullable<Note['anchor']>;

export const papersListPath = '/api/v1/papers/meetings';
export const papersPath = (meetingId: string): string => `${papersListPath}/${meetingId}`;
export const notesPath = (meetingId: string): string => `/api/v1/notes?meetingId=${meetingId}`;
export const notesExport = '/api/v1/notes/export?format=markdown';
export const paperDocument = (meetingId: string, versionId: string): string =>
  `${papersPath(meetingId)}/documents/${versionId}`;

export const listPapers = (): Promise<{ items: PapersSummary[] }> => answer(api.GET('/api/v1/papers/meetings'));
export const getPapers = (id: string): Promise<MemberPapers> =>
  answer(api.GET('/api/v1/papers/meetings/{meeting_id}', { params: { path: { meeting_id: id } } }));
export const listNotes = (meetingId: string): Promise<{ items: Note[] }> =>
  answer(api.GET('/api/v1/notes', { params: { query: { meetingId } } }));
export const changeNote = (note: Note, patch: Schemas['NotePatch']): Promise<Note> =>
  answer(
    api.PATCH('/api/v1/notes/{note_id}', {
      params: { path: { note_id: note.id }, header: { 'If-Match': `"${note.revision}"` } },
      body: patch,
    }),
  );
export const deleteNote = (note: Note): Promise<unknown> =>
  answer(
    api.DELETE('/api/v1/notes/{note_id}', {
      params: { path: { note_id: note.id }, header: { 'If-Match': `"${note.revision}"` } },
    }),
  );
export const declareInhability = (itemId: string, reason: string): Promise<unknown> =>
  answer(
    api.POST('/api/v1/agenda-items/{item_id}/inhabilities', {
      params: { path: { item_id: itemId } },
      body: { state: 'declared', legalBasis: 'kommunelova § 11-10', reason: reason || null },
    }),
  );
export const listDemands = (meetingId: string): Promise<MeetingDemands> =>
  answer(api.GET('/api/v1/papers/meetings/{meeting_id}/demands', { params: { path: { meeting_id: meetingId } } }));
export const demandOrdinaryMeeting = (itemId: string): Promise<unknown> =>
  answer(api.PUT('/api/v1/papers/items/{item_id}/demand', { params: { path: { item_id: itemId } } }));
export const withdrawDemand = (itemId: string): Promise<unknown> =>
  answer(api.DELETE('/api/v1/papers/items/{item_id}/demand', { params: { path: { item_id: itemId } } }));
export const markRead = (itemId: string, fingerprint: string): Promise<unknown> =>
  answer(
    api.PUT('/api/v1/papers/items/{item_id}/read', { params: { path: { item_id: itemId } }, body: { fingerprint } }),
  );

/**
 * Writes a note under a key that stays the same when it is sent again: sent twice, it is still one note.
 *
 * @throws Problem when the API refuses or cannot be reached.
 */
export async function writeNote(note: NewNote, key: string): Promise<Note> {
  const response = await fetch('/api/v1/notes', {
    method: 'POST',
    headers: { ...commonHeaders('POST'), 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify(note),
  }).catch((): never => {
    throw new Problem(0);
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw Problem.of(response.status, body);
  return body as Note;
}
