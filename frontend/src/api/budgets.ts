/** Budgets, funds and the accounts against them. */
import { answer, api, commonHeaders, Problem, sendFile, tagged, type Tagged } from './http';
import type { Answer } from './types';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Budget = Answer<Schemas['BudgetOut']>;
export type BudgetSummary = Answer<Schemas['BudgetSummary']>;
export type BudgetLine = Budget['lines'][number];
export type BudgetState = Budget['state'];
export type Source = NonNullable<BudgetLine['source']>;
export type WantedLine = Schemas['WantedLine'];
export type Basis = Schemas['Basis'];
export type Move = Budget['moves'][number];
export type Comparison = Answer<Schemas['BudgetComparison']>;
export type Fund = Answer<Schemas['FundOut']>;
export type Report = Answer<Schemas['AccountsReportOut']>;
export type ReportLine = Report['lines'][number];
export type AccountRow = Report['accounts'][number];
export type BalanceImport = Answer<Schemas['BalanceImport']>;

const of = (budget: Tagged<Budget>) => ({
  params: { path: { budget_id: budget.data.id }, header: { 'If-Match': budget.etag } },
});

export const listBudgets = (): Promise<{ items: BudgetSummary[] }> =>
  answer(api.GET('/api/v1/budgets', { params: { query: { limit: 100 } } }));
export const getBudget = (id: string): Promise<Tagged<Budget>> =>
  tagged(api.GET('/api/v1/budgets/{budget_id}', { params: { path: { budget_id: id } } }));
export const createBudget = (body: Schemas['NewBudget']): Promise<Budget> =>
  answer(api.POST('/api/v1/budgets', { body }));
export const deleteBudget = (budget: Tagged<Budget>): Promise<unknown> =>
  answer(api.DELETE('/api/v1/budgets/{budget_id}', of(budget)));
export const writeLines = (budget: Tagged<Budget>, lines: WantedLine[]): Promise<Tagged<Budget>> =>
  tagged(api.PUT('/api/v1/budgets/{budget_id}/lines', { ...of(budget), body: { lines } }));
export const setContributions = (
  budget: Tagged<Budget>,
  items: Schemas['WantedContribution'][],
  agreementId: string | null,
): Promise<Tagged<Budget>> =>
  tagged(api.PUT('/api/v1/budgets/{budget_id}/contributions', { ...of(budget), body: { items, agreementId } }));
export const adjustPrices = (budget: Tagged<Budget>, body: Schemas['PriceAdjustment']): Promise<Tagged<Budget>> =>
  tagged(api.POST('/api/v1/budgets/{budget_id}/actions/adjust-prices', { ...of(budget), body }));
export const recommend = (budget: Tagged<Budget>, body: Basis): Promise<Tagged<Budget>> =>
  tagged(api.POST('/api/v1/budgets/{budget_id}/actions/recommend', { ...of(budget), body }));
export const takeBack = (budget: Tagged<Budget>, reason: string): Promise<Tagged<Budget>> =>
  tagged(api.POST('/api/v1/budgets/{budget_id}/actions/take-back', { ...of(budget), body: { reason } }));
export const adopt = (budget: Tagged<Budget>, body: Schemas['BudgetAdoption']): Promise<Tagged<Budget>> =>
  tagged(api.POST('/api/v1/budgets/{budget_id}/actions/adopt', { ...of(budget), body }));
export const step = (budget: Tagged<Budget>, action: 'amend' | 'close'): Promise<Tagged<Budget>> =>
  tagged(api.POST(`/api/v1/budgets/{budget_id}/actions/${action}`, of(budget)));
export const moveWithin = (budget: Tagged<Budget>, body: Schemas['NewMove']): Promise<Tagged<Budget>> =>
  tagged(api.POST('/api/v1/budgets/{budget_id}/moves', { ...of(budget), body }));
export const compareVersions = (id: string, before: number, after: number | null): Promise<Comparison> =>
  answer(
    api.GET('/api/v1/budgets/{budget_id}/comparison', {
      params: { path: { budget_id: id }, query: after === null ? { before } : { before, after } },
    }),
  );
export const mapAccounts = (budget: Tagged<Budget>, items: Schemas['MappedAccount'][]): Promise<Tagged<Budget>> =>
  tagged(api.PUT('/api/v1/budgets/{budget_id}/account-mapping', { ...of(budget), body: { items } }));

export const budgetFile = (id: string, name: 'lines.csv' | 'lines.xlsx' | 'invoice-basis.csv'): string =>
  `/api/v1/budgets/${id}/${name}`;
export const invoicesFile = (id: string, terms: { issuedOn: string; dueOn: string; account: string }): string =>
  `/api/v1/budgets/${id}/invoices.zip?${new URLSearchParams(
    Object.entries(terms).filter(([, value]) => value !== ''),
  ).toString()}`;

/**
 * A file that may be refused, for a refusal to be told of and not to be saved as if it were the file.
 *
 * @throws Problem when the API refuses or cannot be reached.
 */
export async function fetchFile(address: string): Promise<{ name: string; content: Blob }> {
  const response = await fetch(address, { headers: commonHeaders('GET') }).catch((): never => {
    throw new Problem(0);
  });
  if (!response.ok) throw Problem.of(response.status, await response.json().catch(() => null));
  const [, name = 'fil'] = response.headers.get('Content-Disposition')?.match(/filename="([^"]+)"/) ?? [];
  return { name, content: await response.blob() };
}

export const listFunds = (): Promise<{ items: Fund[] }> => answer(api.GET('/api/v1/funds'));
export const createFund = (body: Schemas['NewFund']): Promise<Fund> => answer(api.POST('/api/v1/funds', { body }));
export const addMovement = (fund: Fund, body: Schemas['NewFundMovement']): Promise<Fund> =>
  answer(
    api.POST('/api/v1/funds/{fund_id}/movements', {
      params: { path: { fund_id: fund.id }, header: { 'If-Match': `"${fund.revision}"` } },
      body,
    }),
  );

export const getReport = (id: string): Promise<Tagged<Report>> =>
  tagged(api.GET('/api/v1/accounts-reports/{report_id}', { params: { path: { report_id: id } } }));
export const setForecast = (report: Tagged<Report>, body: Schemas['ForecastOverride']): Promise<Tagged<Report>> =>
  tagged(
    api.PUT('/api/v1/accounts-reports/{report_id}/forecast', {
      params: { path: { report_id: report.data.id }, header: { 'If-Match': report.etag } },
      body,
    }),
  );

/**
 * What a trial balance holds; with `accept`, keeps it as the report at the date.
 *
 * @throws Problem when the file or a cell of it is refused.
 */
export const importBalance = (
  budget: Tagged<Budget>,
  file: File,
  asOf: string,
  accept: boolean,
): Promise<BalanceImport> =>
  sendFile(
    `/api/v1/budgets/${budget.data.id}/accounts-reports`,
    file,
    { asOf, accept: String(accept) },
    { 'If-Match': budget.etag },
  );
