/** The screens of cases. */
import { getCase, listCases } from '../../api/cases';
import { listProcedures } from '../../api/procedures';
import { listWorkMeetings } from '../../api/working';
import { t } from '../../lib/i18n/index.svelte';
import type { Shown } from '../../lib/page.svelte';
import { shown } from '../../lib/pages';
import CasePage from './CasePage.svelte';
import CasesPage from './CasesPage.svelte';

/** The page at the address, or null when it is none of these. */
export async function casePage(path: string, kind: string | undefined, id: string | undefined): Promise<Shown | null> {
  if (path === '/admin/saker') return shown(path, () => t('cases.title'), CasesPage, { first: await listCases({}) });
  if (kind !== 'sak' || !id) return null;
  const [found, meetings, procedures] = await Promise.all([
    getCase(id),
    listWorkMeetings(),
    listProcedures({ case: id }),
  ]);
  return shown(path, () => `${found.title} – ${t('cases.title')}`, CasePage, {
    first: found,
    meetings: meetings.items,
    procedures: procedures.items,
  });
}
