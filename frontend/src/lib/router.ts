/** Addresses: which one is shown, and moving between them without loading the document again. */

type Listener = (url: URL, reason: 'link' | 'history' | 'replace') => void;
let listener: Listener = () => undefined;
let guard: () => boolean = () => true;

/** Paths that the server answers itself: the API, files, feeds, texts that nothing can be done with. */
const outside =
  /^\/(api|swagger|assets|\.well-known|tilgjengelegheit|personvern|utviklarar|varsel|skriftleg)(\/|$)|^\/kostnadsfordeling(\/[^/]+)?\/?$|\.(pdf|ics|atom|xml|txt|json)$|^\/møte\/.*\/møtebok$/;

/** Whether an address is the server's to show, and not ours. */
export const isOutside = (url: URL): boolean => outside.test(decodeURI(url.pathname));

function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const link = (event.target as Element).closest?.('a');
  if (!link?.href || link.target || link.hasAttribute('download')) return;
  const url = new URL(link.href);
  if (url.origin !== location.origin || isOutside(url)) return;
  if (url.pathname === location.pathname && url.search === location.search && url.hash) return;
  event.preventDefault();
  navigate(url);
}

/** Goes to an address of the site, unless the page shown refuses to be left. */
export function navigate(to: string | URL, { replace = false } = {}): void {
  const url = new URL(to, location.href);
  if (!guard()) return;
  guard = () => true;
  remember(url, { replace });
  listener(url, replace ? 'replace' : 'link');
}

/** Puts what the page now shows into its address. Nothing is loaded; the way back leads to what was shown before. */
export function remember(url: URL, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', url);
  else {
    history.replaceState({ scroll: scrollY }, '');
    history.pushState(null, '', url);
  }
}

/** Lets a page with unsaved work ask before it is left; undone by the function returned. */
export function guardLeaving(mayLeave: () => boolean): () => void {
  guard = mayLeave;
  return () => {
    if (guard === mayLeave) guard = () => true;
  };
}

export function startRouter(onNavigate: Listener): void {
  listener = onNavigate;
  history.scrollRestoration = 'manual';
  document.addEventListener('click', follow);
  addEventListener('popstate', () => listener(new URL(location.href), 'history'));
}
