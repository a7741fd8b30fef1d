import { Problem } from '../api/http';
import { formatTime } from './dates';
import { label, t } from './i18n/index.svelte';
import { nok } from './money';

/** What to tell the reader about an error: in plain words where they are known, else the API's own. */
export function describe(error: unknown): string {
  if (!(error instanceof Problem)) return t('error.title');
  if (error.status === 0) return t('error.network');
  const guard = String(error.members['guard'] ?? '');
  for (const group of ['roomGuard', 'minutesGuard', 'procedureGuard', 'budgetGuard', 'agreementGuard'] as const) {
    const plain = label(group, guard);
    if (plain !== guard) return plain.replaceAll(/\{(\w+)\}/g, (_, name: string) => told(name, error.members[name]));
  }
  const details = error.errors.map((field) => (field.pointer ? `${field.pointer}: ${field.detail}` : field.detail));
  return [error.detail || error.title || t('error.title'), ...details].join(' · ');
}

/** A member of a refusal in its plain words: an amount as kroner without its sign, a time, several things in a row. */
function told(name: string, value: unknown): string {
  if (name.endsWith('Nok')) return nok(String(value).replace('-', ''));
  if (name.endsWith('At')) return formatTime(String(value));
  return Array.isArray(value) ? value.join(', ') : String(value);
}
