/** What the one who is signed in is here. */
import { page } from '../../lib/page.svelte';

/** Union representatives without other work start with the cases they may speak on. */
export function isUnionOnly(): boolean {
  const roles = page.user?.roles ?? [];
  return roles.length > 0 && roles.every((role) => role === 'union_representative');
}
