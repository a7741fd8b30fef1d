/** How somebody may show who they are when they approve minutes. */
import { listPasskeys, listProviders } from '../../api/identity';

export type WaysToApprove = {
  /** Who has a passkey shows who they are by that and by nothing else. */
  hasPasskey: boolean;
  /** Whether one may have signed in elsewhere, and have no password here. */
  hasProviders: boolean;
};

/** @throws Problem when the API refuses or cannot be reached. */
export async function waysToApprove(): Promise<WaysToApprove> {
  const [passkeys, providers] = await Promise.all([listPasskeys(), listProviders()]);
  return { hasPasskey: passkeys.items.length > 0, hasProviders: providers.items.length > 0 };
}
