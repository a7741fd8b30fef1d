/** Whether there is a network, and what waits to be sent over it. */
import { page } from '../lib/page.svelte';
import * as queue from './queue';

export const net = $state<{ online: boolean; refused: number }>({ online: navigator.onLine, refused: 0 });

/** Sends what waits; told to those who show notes by `papers-sent` on the window. */
export async function send(): Promise<void> {
  const account = page.user?.id;
  if (!account || !queue.waiting(account).length) return;
  const { sent, refused } = await queue.flush(account);
  net.refused += refused;
  if (sent || refused) dispatchEvent(new Event('papers-sent'));
}

addEventListener('online', () => {
  net.online = true;
  void send();
});
addEventListener('offline', () => (net.online = false));
