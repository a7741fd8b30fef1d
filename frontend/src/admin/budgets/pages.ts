/** The pages of budgets, funds and accounts reports. */
import { getBudget, getReport, listBudgets, listFunds } from '../../api/budgets';
import { listWorkBodies } from '../../api/working';
import { formatDate } from '../../lib/dates';
import { lang, t } from '../../lib/i18n/index.svelte';
import { href } from '../../lib/links';
import type { Shown } from '../../lib/page.svelte';
import { shown } from '../../lib/pages';
import { administers } from '../rights';
import BudgetPage from './BudgetPage.svelte';
import BudgetStage from './BudgetStage.svelte';
import BudgetsPage from './BudgetsPage.svelte';
import ReportPage from './ReportPage.svelte';
import ReportStage from './ReportStage.svelte';

/**
 * The page at the address, or null when it is none of these.
 *
 * @throws Problem when the API refuses or cannot be reached.
 */
export async function budgetPage(path: string): Promise<Shown | null> {
  const [, , , id, part, reportId, stage, more] = path.split('/');
  if (more || (stage && stage !== 'storskjerm')) return null;
  if (!id) {
    const [budgets, funds, bodies] = await Promise.all([listBudgets(), listFunds(), listWorkBodies()]);
    return shown(path, () => t('budgets.title'), BudgetsPage, {
      budgets: budgets.items,
      firstFunds: funds.items,
      bodies: bodies.items,
      keeps: bodies.items.filter((body) => administers(body.id)),
    });
  }
  if (part === 'rekneskap' && reportId) {
    const [report, budget] = await Promise.all([getReport(reportId), getBudget(id)]);
    const title = (): string => t('budgets.reportTitle', { date: formatDate(report.data.asOf, lang()) });
    if (stage)
      return shown(path, () => `${t('room.stage')}: ${title()}`, ReportStage, {
        report: report.data,
        title: title(),
        back: href(`/admin/budsjett/${id}/rekneskap/${reportId}`),
      });
    return shown(path, title, ReportPage, { first: report, firstBudget: budget });
  }
  if (part === 'storskjerm' && !reportId) {
    const { data } = await getBudget(id);
    const back = href(`/admin/budsjett/${id}`);
    return shown(path, () => `${t('room.stage')}: ${data.title}`, BudgetStage, { budget: data, back });
  }
  if (part) return null;
  const [budget, funds] = await Promise.all([getBudget(id), listFunds()]);
  return shown(path, () => budget.data.title, BudgetPage, {
    first: budget,
    funds: funds.items.filter((fund) => fund.bodyId === budget.data.bodyId),
  });
}
