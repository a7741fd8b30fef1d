/** The statutory grounds for closing something; they change with the law, so once a visit is often enough. */
import { lang } from '../lib/i18n/index.svelte';
import { answer, api } from './http';
import type { components } from './schema';
import type { Answer } from './types';

export type LegalBasis = Answer<components['schemas']['LegalBasisOut']>;
export type ClosedThing = LegalBasis['appliesTo'][number];

const asked = new Map<string, Promise<LegalBasis[]>>();

export function listLegalBases(): Promise<LegalBasis[]> {
  const key = lang();
  let found = asked.get(key);
  if (!found) {
    found = answer(api.GET('/api/v1/legal-bases')).then((list) => list.items);
    // What failed is asked for anew.
    found.catch(() => asked.delete(key));
    asked.set(key, found);
  }
  return found;
}
