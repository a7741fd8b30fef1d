/** What the account that is signed in may do, for the choice of what to show: the API decides for itself. */
import { page } from '../lib/page.svelte';

/** Whether the account is administration of the body, or of all of them. */
export const administers = (bodyId: string): boolean =>
  page.user?.grants.some(
    (grant) => grant.role === 'administration' && (grant.bodyId === null || grant.bodyId === bodyId),
  ) ?? false;

/** Whether the account may read all of the log; other administrations read of their own bodies. */
export const readsWholeLog = (): boolean =>
  page.user?.grants.some(
    (grant) => grant.role === 'system_administrator' || (grant.role === 'administration' && grant.bodyId === null),
  ) ?? false;
