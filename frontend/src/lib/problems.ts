import { Problem } from '../api/http';
import { label, t } from './i18n/index.svelte';

/** What to tell the reader about an error: in plain words where they are known, else the API's own. */
export function describe(error: unknown): string {
  if (!(error instanceof Problem)) return t('error.title');
  if (error.status === 0) return t('error.network');
  const guard = String(error.members['guard'] ?? '');
  for (const group of ['roomGuard', 'minutesGuard', 'procedureGuard'] as const) {
    const plain = label(group, guard);
    if (plain !== guard) return plain;
  }
  const details = error.errors.map((field) => (field.pointer ? `${field.pointer}: ${field.detail}` : field.detail));
  return [error.detail || error.title || t('error.title'), ...details].join(' · ');
}
