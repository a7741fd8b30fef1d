// A real OpenID provider (npm oidc-provider) for one client, with forms that take any name for a login.
// Arguments: port, client id, client secret, redirect URI. The name decides the claims: see `claims` below.
import { pathToFileURL } from 'node:url';

const library = `${process.cwd()}/frontend/node_modules/oidc-provider/lib/index.js`;
const { default: Provider } = await import(pathToFileURL(library));
const [port, clientId, clientSecret, redirectUri] = process.argv.slice(2);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
  claims: { openid: ['sub', 'pid', 'groups'], email: ['email', 'email_verified'] },
  pkce: { required: () => true },
  cookies: { keys: ['only for tests'] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      pid: `pid of ${id}`,
      email: id,
      email_verified: !id.startsWith('unverified'),
      groups: id.startsWith('boss') ? ['samstyre-administration'] : ['everyone'],
    }),
  }),
});
provider.listen(Number(port), '127.0.0.1', () => console.log('listening'));
