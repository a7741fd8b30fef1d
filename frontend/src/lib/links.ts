/** Addresses within the site, which keep the reader's language. */
import { lang, type Lang } from './i18n/index.svelte';

/** A path of the site in the language shown; Nynorsk needs no mark. */
export function href(path: string): string {
  return lang() === 'nn' ? path : langHref(path, lang());
}

/** A page of the site in a language. `nn` is named too, so that it wins over an earlier choice. */
export function langHref(path: string, to: Lang): string {
  const url = new URL(path, 'http://site.invalid');
  url.searchParams.set('lang', to);
  return `${url.pathname}${url.search}${url.hash}`;
}

/** The `lang` of content on a page: only where it differs from the page's own. */
export function inLang(content: string): string | undefined {
  return content === lang() ? undefined : content;
}
