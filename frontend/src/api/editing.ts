/** Writing in an agenda item: saving, the lock, and the versions. */
import { answer, api, tagged, type Tagged } from './http';
import type { components } from './schema';
import type { Answer, ItemPatch, WorkItem } from './types';

type Schemas = components['schemas'];

export type Editing = Answer<Schemas['Editing']>;
export type VersionSummary = Answer<Schemas['VersionSummary']>;
export type Version = Answer<Schemas['VersionOut']>;
export type VersionContent = Schemas['VersionContent'];

const ofItem = (id: string) => ({ path: { item_id: id } });

export const saveItem = (id: string, patch: ItemPatch, etag: string, autosave: boolean): Promise<Tagged<WorkItem>> =>
  tagged(
    api.PATCH('/api/v1/agenda-items/{item_id}', {
      params: { ...ofItem(id), header: { 'If-Match': etag }, query: { autosave } },
      body: patch,
    }),
  );
/** Takes the lock or refreshes it; a Problem 409 has the `holder` among its members. */
export const takeLock = (id: string, takeOver: boolean): Promise<Editing> =>
  answer(api.POST('/api/v1/agenda-items/{item_id}/actions/take-lock', { params: ofItem(id), body: { takeOver } }));
export const releaseLock = (id: string): Promise<unknown> =>
  answer(api.POST('/api/v1/agenda-items/{item_id}/actions/release-lock', { params: ofItem(id) }));
export const listVersions = (id: string): Promise<{ items: VersionSummary[] }> =>
  answer(api.GET('/api/v1/agenda-items/{item_id}/versions', { params: ofItem(id) }));
export const getVersion = (id: string, number: number): Promise<Version> =>
  answer(api.GET('/api/v1/agenda-items/{item_id}/versions/{number}', { params: { path: { item_id: id, number } } }));
/** Keeps a text that somebody else's came before. */
export const keepConflict = (id: string, content: VersionContent): Promise<Version> =>
  answer(api.POST('/api/v1/agenda-items/{item_id}/versions', { params: ofItem(id), body: content }));
export const restoreVersion = (id: string, number: number, etag: string): Promise<Tagged<WorkItem>> =>
  tagged(
    api.POST('/api/v1/agenda-items/{item_id}/versions/{number}/actions/restore', {
      params: { path: { item_id: id, number }, header: { 'If-Match': etag } },
    }),
  );
