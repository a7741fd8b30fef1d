/** Signing out: what waits is sent first, and nothing is left on the device. */
import { signOut } from '../api/working';
import { href } from '../lib/links';
import { page } from '../lib/page.svelte';
import { navigate } from '../lib/router';
import { wipe } from './offline';
import { send } from './state.svelte';

export async function leave(): Promise<void> {
  await send();
  await signOut();
  await left();
}

/** After the session has ended at its owner's wish. */
export async function left(): Promise<void> {
  await wipe();
  page.user = null;
  navigate(href('/'));
}
