/** The pages of the consultations. */
import { getConsultation, listConsultations } from '../../api/consultations';
import { t } from '../../lib/i18n/index.svelte';
import type { Shown } from '../../lib/page.svelte';
import { shown } from '../../lib/pages';
import ConsultationPage from './ConsultationPage.svelte';
import ConsultationsPage from './ConsultationsPage.svelte';

/**
 * The list, or one consultation; null for an address that is neither.
 *
 * @throws Problem when the API refuses or cannot be reached.
 */
export async function resolveConsultationPage(path: string, id: string | undefined): Promise<Shown | null> {
  if (!id) {
    const { items } = await listConsultations();
    return shown(path, () => t('consultation.title'), ConsultationsPage, { consultations: items });
  }
  if (path.split('/').length > 4) return null;
  const first = await getConsultation(id);
  const { title } = first.data;
  return shown(path, () => `${title} – ${t('consultation.title')}`, ConsultationPage, { first });
}
