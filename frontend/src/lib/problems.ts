import { Problem } from '../api/http';
import { t } from './i18n/index.svelte';

/** What to tell the reader about an error: the API's own words when it has given any. */
export function describe(error: unknown): string {
  if (!(error instanceof Problem)) return t('error.title');
  if (error.status === 0) return t('error.network');
  const details = error.errors.map((field) => (field.pointer ? `${field.pointer}: ${field.detail}` : field.detail));
  return [error.detail || error.title || t('error.title'), ...details].join(' · ');
}
