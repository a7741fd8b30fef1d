/** Accounts, roles, sessions and keys. */
import { answer, api, tagged, type Tagged } from './http';
import type { components } from './schema';
import type { Answer, Body, User } from './types';

type Schemas = components['schemas'];
export type Account = Answer<Schemas['UserOut']>;
export type AccountPage = Answer<Schemas['Page_UserOut_']>;
export type NewAccount = Schemas['NewUser'];
export type AccountPatch = Schemas['UserPatch'];
export type NewGrant = Schemas['NewGrant'];
export type Link = Answer<Schemas['RecoveryLinkOut']>;
export type OwnSession = Answer<Schemas['SessionOut']>;
export type ApiClient = Answer<Schemas['ApiClientOut']>;
export type NewApiClient = Schemas['NewApiClient'];
export type IssuedKey = Answer<Schemas['IssuedKey']>;
export type Provider = Answer<Schemas['ProviderOut']>;
export type Identity = Answer<Schemas['IdentityOut']>;
export type Municipality = Answer<Schemas['MunicipalityOut']>;
export type Person = { id: string; name: string };

export const roles = ['administration', 'case_officer', 'system_administrator'] as const;
export const scopes = ['read_organisation', 'follow_changes'] as const;

const ofUser = (id: string) => ({ params: { path: { user_id: id } } });
const ofClient = (id: string, etag: string) => ({
  params: { path: { client_id: id }, header: { 'If-Match': etag } },
});

export const listAccounts = (q: string, cursor?: string): Promise<AccountPage> =>
  answer(
    api.GET('/api/v1/users', { params: { query: { limit: 50, ...(q ? { q } : {}), ...(cursor ? { cursor } : {}) } } }),
  );
export const getAccount = (id: string): Promise<Tagged<Account>> =>
  tagged(api.GET('/api/v1/users/{user_id}', ofUser(id)));
export const createAccount = (body: NewAccount): Promise<Account> => answer(api.POST('/api/v1/users', { body }));
export const changeAccount = (id: string, body: AccountPatch, etag: string): Promise<Tagged<Account>> =>
  tagged(
    api.PATCH('/api/v1/users/{user_id}', { params: { path: { user_id: id }, header: { 'If-Match': etag } }, body }),
  );
export const giveRole = (id: string, body: NewGrant): Promise<Tagged<Account>> =>
  tagged(api.POST('/api/v1/users/{user_id}/grants', { ...ofUser(id), body }));
export const takeRole = (id: string, grantId: string, etag: string): Promise<unknown> =>
  answer(
    api.DELETE('/api/v1/users/{user_id}/grants/{grant_id}', {
      params: { path: { user_id: id, grant_id: grantId }, header: { 'If-Match': etag } },
    }),
  );
export const makeLink = (id: string): Promise<Link> =>
  answer(api.POST('/api/v1/users/{user_id}/actions/recover', ofUser(id)));
export const signUserOut = (id: string): Promise<unknown> =>
  answer(api.POST('/api/v1/users/{user_id}/actions/sign-out', ofUser(id)));

export const listProviders = (): Promise<{ items: Provider[] }> => answer(api.GET('/api/v1/session/providers'));
export const listIdentities = (id: string): Promise<{ items: Identity[] }> =>
  answer(api.GET('/api/v1/users/{user_id}/identities', ofUser(id)));
export const tie = (id: string, body: Schemas['NewIdentity']): Promise<Identity> =>
  answer(api.POST('/api/v1/users/{user_id}/identities', { ...ofUser(id), body }));
export const untie = (id: string, identityId: string): Promise<unknown> =>
  answer(
    api.DELETE('/api/v1/users/{user_id}/identities/{identity_id}', {
      params: { path: { user_id: id, identity_id: identityId } },
    }),
  );

export type Passkey = Answer<Schemas['PasskeyOut']>;
export const listPasskeys = (): Promise<{ items: Passkey[] }> => answer(api.GET('/api/v1/me/passkeys'));
export const removePasskey = (id: string): Promise<unknown> =>
  answer(api.DELETE('/api/v1/me/passkeys/{passkey_id}', { params: { path: { passkey_id: id } } }));

/**
 * Has the browser make a passkey, and keeps it under the name.
 *
 * @throws Problem when the API refuses, Error when the browser or its owner does.
 */
export async function addPasskey(name: string): Promise<void> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  const asked = await answer(api.POST('/api/v1/me/passkeys/options'));
  const optionsJSON = asked.options as unknown as Parameters<typeof startRegistration>[0]['optionsJSON'];
  const credential = { ...(await startRegistration({ optionsJSON })) };
  await answer(api.POST('/api/v1/me/passkeys', { body: { ceremonyId: asked.ceremonyId, credential, name } }));
}

/**
 * Signs in with a passkey that the browser lets its owner choose.
 *
 * @throws Problem and Error as above.
 */
export async function signInWithPasskey(): Promise<{ user: User }> {
  return answer(api.POST('/api/v1/session/passkey', { body: await askForPasskey() }));
}

async function askForPasskey(): Promise<Schemas['Answered']> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const asked = await answer(api.POST('/api/v1/session/passkey/options'));
  const optionsJSON = asked.options as unknown as Parameters<typeof startAuthentication>[0]['optionsJSON'];
  return { ceremonyId: asked.ceremonyId, credential: { ...(await startAuthentication({ optionsJSON })) } };
}

/** Shows again who one is, with one's password; the session goes on. @throws Problem 422 for a wrong one. */
export const reauthenticate = (password: string): Promise<unknown> =>
  answer(api.POST('/api/v1/me/actions/reauthenticate', { body: { password } }));

/**
 * Shows again who one is, with a passkey; the session goes on.
 *
 * @throws Problem and Error as above.
 */
export async function reauthenticateWithPasskey(): Promise<void> {
  await answer(api.POST('/api/v1/me/actions/reauthenticate-with-passkey', { body: await askForPasskey() }));
}

/** Everyone who holds or held a seat in one of the bodies, by name. */
export async function listPeople(bodies: readonly Body[]): Promise<Person[]> {
  const seats = await Promise.all(
    bodies.map((body) =>
      answer(api.GET('/api/v1/bodies/{body_id}/mandates', { params: { path: { body_id: body.id } } })),
    ),
  );
  const names = new Map(seats.flatMap((list) => list.items.map((seat) => [seat.personId, seat.personName] as const)));
  return [...names].map(([id, name]) => ({ id, name })).toSorted((a, b) => a.name.localeCompare(b.name, 'nb-NO'));
}

export const useLink = (token: string, password: string): Promise<{ user: User }> =>
  answer(api.POST('/api/v1/session/recovery', { body: { token, password } }));
export const listSessions = (): Promise<{ items: OwnSession[] }> => answer(api.GET('/api/v1/me/sessions'));
export const endSession = (id: string): Promise<unknown> =>
  answer(api.DELETE('/api/v1/me/sessions/{session_id}', { params: { path: { session_id: id } } }));
export const signOutEverywhere = (exceptHere: boolean): Promise<unknown> =>
  answer(api.POST('/api/v1/me/actions/sign-out-everywhere', { body: { exceptHere } }));
export const changePassword = (current: string, password: string): Promise<unknown> =>
  answer(api.POST('/api/v1/me/actions/change-password', { body: { current, password } }));

export type Organisation = Answer<Schemas['OrganisationOut']>;

export const getOrganisation = (): Promise<Tagged<Organisation>> => tagged(api.GET('/api/v1/organisation'));
export const setOwnNumber = (before: Tagged<Organisation>, number: string | null): Promise<Tagged<Organisation>> =>
  tagged(api.PATCH('/api/v1/organisation', { params: { header: { 'If-Match': before.etag } }, body: { number } }));
export const getMunicipality = (id: string): Promise<Tagged<Municipality>> =>
  tagged(api.GET('/api/v1/municipalities/{municipality_id}', { params: { path: { municipality_id: id } } }));
export const setNumberOf = (
  { data, etag }: Tagged<Municipality>,
  organisationNumber: string | null,
): Promise<Tagged<Municipality>> =>
  tagged(
    api.PATCH('/api/v1/municipalities/{municipality_id}', {
      params: { path: { municipality_id: data.id }, header: { 'If-Match': etag } },
      body: { organisationNumber },
    }),
  );
export const listMunicipalities = (): Promise<{ items: Municipality[] }> => answer(api.GET('/api/v1/municipalities'));
export const listApiClients = (): Promise<{ items: ApiClient[] }> => answer(api.GET('/api/v1/api-clients'));
export const createApiClient = (body: NewApiClient): Promise<IssuedKey> =>
  answer(api.POST('/api/v1/api-clients', { body }));
const etagOfClient = async (id: string): Promise<string> =>
  (await tagged(api.GET('/api/v1/api-clients/{client_id}', { params: { path: { client_id: id } } }))).etag;
export const rotateKey = async (id: string): Promise<IssuedKey> =>
  answer(api.POST('/api/v1/api-clients/{client_id}/actions/rotate', ofClient(id, await etagOfClient(id))));
export const revokeClient = async (id: string): Promise<unknown> =>
  answer(api.POST('/api/v1/api-clients/{client_id}/actions/revoke', ofClient(id, await etagOfClient(id))));
