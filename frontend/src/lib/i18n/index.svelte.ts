/**
 * Labels in three languages. Nynorsk is always at hand; the other two are fetched when they are chosen, and the labels
 * of a part of the site when somebody comes there: other readers carry none of them.
 */
import type costs from './costs/nn.json';
import nn from './nn.json';
import type working from './working/nn.json';

export type Lang = 'nn' | 'nb' | 'en';
export type Key = keyof typeof nn | keyof typeof working | keyof typeof costs;
type Messages = Record<Key, string>;

type Part = Partial<Messages>;
/** What is not for every page: the working side's, and those of the cost sharing, which is on both sides. */
export type PartName = 'working' | 'costs';
const loaders: Record<Lang, () => Promise<Part>> = {
  nn: () => Promise.resolve(nn),
  nb: () => import('./nb.json').then((file) => file.default),
  en: () => import('./en.json').then((file) => file.default),
};
const partLoaders: Record<PartName, Record<Lang, () => Promise<Part>>> = {
  working: {
    nn: () => import('./working/nn.json').then((file) => file.default),
    nb: () => import('./working/nb.json').then((file) => file.default),
    en: () => import('./working/en.json').then((file) => file.default),
  },
  costs: {
    nn: () => import('./costs/nn.json').then((file) => file.default),
    nb: () => import('./costs/nb.json').then((file) => file.default),
    en: () => import('./costs/en.json').then((file) => file.default),
  },
};
const storageKey = 'lang';
/** Who shows a label has loaded its part. */
const current = $state({ lang: 'nn' as Lang, messages: nn as Part as Messages, parts: [] as PartName[] });

function isLang(value: string | null): value is Lang {
  return value === 'nn' || value === 'nb' || value === 'en';
}

/** The language asked for in the address, else the reader's last choice, else Nynorsk. */
export function chosenLang(url: URL): Lang {
  const asked = url.searchParams.get('lang');
  if (isLang(asked)) return asked;
  try {
    const stored = localStorage.getItem(storageKey);
    return isLang(stored) ? stored : 'nn';
  } catch {
    return 'nn'; // storage may be forbidden; the language of the address still works
  }
}

let changing: Promise<void> = Promise.resolve();

export function setLang(lang: Lang): Promise<void> {
  changing = change(lang);
  return changing;
}

async function change(lang: Lang): Promise<void> {
  const all = await Promise.all([loaders[lang](), ...current.parts.map((part) => partLoaders[part][lang]())]);
  current.lang = lang;
  current.messages = Object.assign({}, ...all) as Messages;
  // Even the same value would have every element's style worked out again.
  if (document.documentElement.lang !== lang) document.documentElement.lang = lang;
  keepLang(lang);
}

/** Fetches the labels of a part of the site, once; each of its pages needs them. */
export async function loadLabels(part: PartName): Promise<void> {
  // Labels of the language before would be left standing among the new ones.
  await changing;
  if (current.parts.includes(part)) return;
  const more = await partLoaders[part][current.lang]();
  current.messages = { ...current.messages, ...more };
  current.parts = [...current.parts, part];
}

/** Makes a language the reader's last choice. */
export function keepLang(lang: Lang): void {
  try {
    localStorage.setItem(storageKey, lang);
  } catch {
    // as above
  }
}

export function lang(): Lang {
  return current.lang;
}

/** The label, with `{name}` filled in from `values`. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return current.messages[key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The label that fits the number: `key.one` or `key.other`, with `{n}` filled in. */
export function count(key: Plural, n: number): string {
  return t(`${key}.${n === 1 ? 'one' : 'other'}` as Key, { n });
}
type Plural = { [K in Key]: K extends `${infer Stem}.one` ? Stem : never }[Key];

/** The label of an API value, such as an item type; the value itself when it is unknown to this version. */
export function label(group: string, value: string): string {
  return (current.messages as Record<string, string>)[`${group}.${value}`] ?? value;
}
