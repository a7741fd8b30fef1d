/** Takes over from the HTML that the server sent: same look, and from there on without loading documents. */
import './styles/public.css';
import { mount, tick } from 'svelte';
import App from './App.svelte';
import ErrorPage from './public/ErrorPage.svelte';
import { chosenLang, keepLang, lang, setLang, t } from './lib/i18n/index.svelte';
import { page, type Shown } from './lib/page.svelte';
import { resolvePage, shown } from './lib/pages';
import { isOutside, startRouter } from './lib/router';

const app = document.getElementById('app');
let latest = 0;
let highlighted: Element | null = null;
/** A part of the front end could not be fetched: most often the server has newer ones, which its documents name. */
let outdated = false;
addEventListener('vite:preloadError', () => (outdated = true));

function setTitle(): void {
  if (page.shown) document.title = page.shown.title();
}

/** Goes to the place that the address names. The place came after the document, so the browser does not find it itself. */
function showPlace(): boolean {
  highlighted?.classList.remove('highlight');
  const place = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  highlighted = place;
  if (!place) return false;
  if (place.matches('p, li, h2, h3, h4, h5')) place.classList.add('highlight');
  place.scrollIntoView();
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
  return true;
}

async function load(url: URL, isFirst: boolean): Promise<Shown | null> {
  try {
    const [resolved] = await Promise.all([
      resolvePage(url, isFirst),
      chosenLang(url) === lang() && !isFirst ? undefined : setLang(chosenLang(url)),
    ]);
    return resolved;
  } catch (error) {
    if (outdated && !isFirst && navigator.onLine) return null;
    return shown(url.pathname, () => t('error.title'), ErrorPage, { error });
  }
}

async function go(url: URL, reason: 'link' | 'history' | 'replace'): Promise<void> {
  const turn = ++latest;
  const slow = setTimeout(() => (page.loading = true), 200);
  const resolved = await load(url, false);
  clearTimeout(slow);
  if (turn !== latest) return;
  // The address is already the new one: what the server has there is loaded as a document, with the parts of today.
  if (!resolved) return location.reload();
  page.loading = false;
  page.path = decodeURI(url.pathname);
  page.search = url.search;
  page.shown = resolved;
  setTitle();
  await tick();
  if (showPlace() || reason === 'replace') return;
  document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  scrollTo(0, reason === 'history' ? ((history.state as { scroll?: number } | null)?.scroll ?? 0) : 0);
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

type Control = HTMLInputElement | HTMLSelectElement;

/** Carries along what the reader has typed into the server's page; returns the control where they are, if any. */
function carryOver(from: Element, to: Element): Control | null {
  let focused: Control | null = null;
  for (const typed of from.querySelectorAll<Control>('form [name]:not([type="hidden"])')) {
    const same = to.querySelector<Control>(`form [name="${CSS.escape(typed.name)}"]`);
    if (!same) continue;
    same.value = typed.value;
    if (typed === document.activeElement) focused = same;
  }
  return focused;
}

async function start(target: HTMLElement): Promise<void> {
  const url = new URL(location.href);
  const organisation = target.querySelector('.site-name')?.textContent.trim();
  if (organisation) page.organisation = organisation;
  const resolved = await load(url, true);
  // The server's page can be read as it is: an error must not take it away.
  if (!resolved || (resolved.component === (ErrorPage as unknown) && target.querySelector('main h1'))) return;
  page.path = decodeURI(url.pathname);
  page.search = url.search;
  // Short tasks instead of one long: the reader may scroll and click in between.
  await pause();
  const fresh = document.createElement('div');
  mount(App, { target: fresh });
  await pause();
  page.shown = resolved;
  setTitle();
  await tick();
  await pause();
  const focused = carryOver(target, fresh);
  target.replaceChildren(...fresh.childNodes);
  focused?.focus({ preventScroll: true });
  startRouter((to, reason) => void go(to, reason));
  addEventListener('hashchange', showPlace);
  showPlace();
}

const here = new URL(location.href);
// A page that stays the server's still tells which language the reader wants to have.
if (isOutside(here)) {
  if (here.searchParams.has('lang')) keepLang(chosenLang(here));
} else if (app) void start(app);
