/** Words for how long there is to a deadline, in days of the calendar in Norway. */
import { count, t } from '../../lib/i18n/index.svelte';

export function countdown(daysLeft: number): string {
  if (daysLeft === 0) return t('consultation.today');
  if (daysLeft === 1) return t('consultation.tomorrow');
  return daysLeft > 0 ? count('consultation.daysLeft', daysLeft) : count('consultation.daysAgo', -daysLeft);
}

/** How pressing it is: three days and fewer stand out. */
export const urgency = (daysLeft: number): 'danger' | 'warning' | 'neutral' =>
  daysLeft <= 1 ? 'danger' : daysLeft <= 3 ? 'warning' : 'neutral';
