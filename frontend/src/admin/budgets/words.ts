/** How the states of budgets look. */
import type { BudgetState } from '../../api/budgets';

export const colours: Record<BudgetState, string> = {
  draft: 'neutral',
  recommended: 'info',
  adopted: 'success',
  amended: 'warning',
  closed: 'neutral',
};
