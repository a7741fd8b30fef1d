/* global __FILES__ */
/*
 * Serves the papers that a member has put on the device when there is no network, and the program to read them with.
 * It keeps nothing of its own accord: the page puts papers into the cache when its user chooses to.
 */
const shell = 'samstyre-shell-__VERSION__';
const papers = 'samstyre-papers';
const files = __FILES__;

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(shell).then((cache) => cache.addAll(['/admin', ...files])));
});

self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('samstyre-shell-') && name !== shell;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

async function fromApi(request) {
  let response;
  try {
    response = await fetch(request);
  } catch (error) {
    const found = await caches.match(request, { cacheName: papers });
    if (found) return found;
    throw error;
  }
  // The session has ended, or the papers are no longer this reader's.
  if (response.status === 401) await caches.delete(papers);
  if ([404, 410].includes(response.status)) await (await caches.open(papers)).delete(request);
  return response;
}

async function signOut(request) {
  const response = await fetch(request);
  await caches.delete(papers);
  return response;
}

async function page(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await caches.match('/admin', { cacheName: shell });
    if (found) return found;
    throw error;
  }
}

async function file(request) {
  return (await caches.match(request, { cacheName: shell })) ?? fetch(request);
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === 'DELETE' && url.pathname === '/api/v1/session') event.respondWith(signOut(request));
  if (request.method !== 'GET') return;
  if (/^\/api\/v1\/(papers|notes|me$|agenda-items\/[^/]+\/consultations$)/.test(url.pathname))
    event.respondWith(fromApi(request));
  else if (request.mode === 'navigate' && /^\/admin(\/|$)/.test(url.pathname)) event.respondWith(page(request));
  else if (url.pathname.startsWith('/assets/')) event.respondWith(file(request));
});
