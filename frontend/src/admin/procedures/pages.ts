/** The pages of what is settled in writing. */
import { getProcedure, listProcedures } from '../../api/procedures';
import { t } from '../../lib/i18n/index.svelte';
import type { Shown } from '../../lib/page.svelte';
import { shown } from '../../lib/pages';
import ProcedurePage from './ProcedurePage.svelte';
import ProceduresPage from './ProceduresPage.svelte';

/**
 * The list, or one procedure; null for an address that is neither.
 *
 * @throws Problem when the API refuses or cannot be reached.
 */
export async function procedurePage(path: string): Promise<Shown | null> {
  const [, , kind, id, more] = path.split('/');
  if (kind !== 'skriftleg' || more) return null;
  if (!id) {
    const { items } = await listProcedures({ limit: 100 });
    return shown(path, () => t('procedure.title'), ProceduresPage, { rows: items });
  }
  const first = await getProcedure(id);
  return shown(path, () => `${first.data.number} ${first.data.title}`, ProcedurePage, { first });
}
