/** The screens for accounts, roles and keys. */
import {
  getAccount,
  getMunicipality,
  getOrganisation,
  listAccounts,
  listApiClients,
  listIdentities,
  listMunicipalities,
  listPasskeys,
  listPeople,
  listProviders,
  listSessions,
} from '../../api/identity';
import { listWorkBodies } from '../../api/working';
import { t } from '../../lib/i18n/index.svelte';
import type { Shown } from '../../lib/page.svelte';
import { shown } from '../../lib/pages';
import AccountPage from './AccountPage.svelte';
import ApiClientsPage from './ApiClientsPage.svelte';
import OrganisationPage from './OrganisationPage.svelte';
import UserPage from './UserPage.svelte';
import UsersPage from './UsersPage.svelte';

async function accountPage(path: string): Promise<Shown> {
  const [sessions, passkeys] = await Promise.all([listSessions(), listPasskeys()]);
  const props = { first: sessions.items, passkeys: passkeys.items };
  return shown(path, () => t('identity.account'), AccountPage, props);
}

/**
 * The screen at `/admin/{kind}/{id}`; null when it is none of these.
 *
 * @throws Problem when the API refuses or cannot be reached.
 */
export async function identityPage(path: string, kind: string, id: string | undefined): Promise<Shown | null> {
  if (kind === 'konto' && !id) return accountPage(path);
  if (kind === 'brukarar' && !id) {
    return shown(path, () => t('identity.users'), UsersPage, { first: await listAccounts('') });
  }
  if (kind === 'brukarar' && id) {
    const [first, bodies] = await Promise.all([getAccount(id), listWorkBodies()]);
    const [people, providers, identities] = await Promise.all([
      listPeople(bodies.items),
      listProviders(),
      listIdentities(id),
    ]);
    const props = {
      first,
      bodies: bodies.items,
      people,
      providers: providers.items.filter((one) => one.matchedBy === 'identity'),
      identities: identities.items,
    };
    return shown(path, () => first.data.name, UserPage, props);
  }
  if (kind === 'api-klientar' && !id) {
    const [clients, municipalities] = await Promise.all([listApiClients(), listMunicipalities()]);
    const props = { first: clients.items, municipalities: municipalities.items };
    return shown(path, () => t('identity.apiClients'), ApiClientsPage, props);
  }
  if (kind === 'organisasjon' && !id) {
    const [own, municipalities] = await Promise.all([getOrganisation(), listMunicipalities()]);
    const places = await Promise.all(municipalities.items.map((one) => getMunicipality(one.id)));
    return shown(path, () => t('organisation.title'), OrganisationPage, { own, places });
  }
  return null;
}
