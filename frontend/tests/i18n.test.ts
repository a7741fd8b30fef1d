import { describe, expect, it } from 'vitest';
import costsEn from '../src/lib/i18n/costs/en.json';
import costsNb from '../src/lib/i18n/costs/nb.json';
import costsNn from '../src/lib/i18n/costs/nn.json';
import publicEn from '../src/lib/i18n/en.json';
import publicNb from '../src/lib/i18n/nb.json';
import publicNn from '../src/lib/i18n/nn.json';
import workingEn from '../src/lib/i18n/working/en.json';
import workingNb from '../src/lib/i18n/working/nb.json';
import workingNn from '../src/lib/i18n/working/nn.json';

const nn = { ...publicNn, ...workingNn, ...costsNn };
const nb = { ...publicNb, ...workingNb, ...costsNb };
const en = { ...publicEn, ...workingEn, ...costsEn };

const sources = Object.values(
  import.meta.glob<string>('../src/**/*.{svelte,ts}', { query: '?raw', import: 'default', eager: true }),
).join('\n');
const holes = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).toSorted();

describe('labels', () => {
  it.each([
    ['Bokmål', nb],
    ['English', en],
  ])('has every Nynorsk key and no other in %s', (_, messages) => {
    expect(Object.keys(messages).toSorted()).toEqual(Object.keys(nn).toSorted());
  });

  it.each([
    ['readers in Bokmål', publicNb, publicNn],
    ['readers in English', publicEn, publicNn],
    ['readers of cost sharing in Bokmål', costsNb, costsNn],
    ['readers of cost sharing in English', costsEn, costsNn],
  ])('gives %s the same of them', (_, messages, inNynorsk) => {
    expect(Object.keys(messages).toSorted()).toEqual(Object.keys(inNynorsk).toSorted());
  });

  it('fills in the same values in every language', () => {
    const others: Record<string, string>[] = [nb, en];
    const differing = Object.entries(nn).filter(([key, text]) =>
      others.some((messages) => String(holes(messages[key] ?? '')) !== String(holes(text))),
    );
    expect(differing).toEqual([]);
  });

  it('keeps no label that nothing shows', () => {
    const named = new Set([...sources.matchAll(/'([\w.-]+)'/g)].map((found) => found[1]));
    const begun = new Set([...sources.matchAll(/`([\w.-]+)\.\$\{/g)].map((found) => found[1]));
    const unused = Object.keys(nn).filter((key) => {
      const group = key.slice(0, key.lastIndexOf('.'));
      return !named.has(key) && !named.has(group) && !begun.has(group);
    });
    expect(unused).toEqual([]);
  });
});
