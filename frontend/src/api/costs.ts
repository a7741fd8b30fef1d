/** Cost sharing: key figures, agreements and saved calculations. */
import { answer, api, sendFile, tagged, type Tagged } from './http';
import type { components } from './schema';
import type { Answer } from './types';

type Schemas = components['schemas'];
export type Municipality = Answer<Schemas['MunicipalityOut']>;
export type Series = Answer<Schemas['KeyFigureSeriesOut']>;
export type KeyFigureRow = Answer<Schemas['KeyFigureRow']>;
export type NewKeyFigures = Schemas['NewKeyFigures'];
export type Recorded = Answer<Schemas['KeyFiguresRecorded']>;
export type BroughtFigure = Answer<Schemas['BroughtFigure']>;
export type FiguresImport = Answer<Schemas['KeyFiguresImport']>;
export type FiguresFetched = Answer<Schemas['KeyFiguresFetched']>;
export type ComparisonOrder = Schemas['ComparisonOrder'];
export type ModelKeys = Schemas['CostModelKeys'];
export type Calculation = Answer<Schemas['CostCalculationOut']>;
export type PublishedCalculation = Answer<Schemas['PublishedCalculationOut']>;
export type CalculationSummary = Answer<Schemas['CostCalculationSummary']>;

export const listMunicipalities = (): Promise<{ items: Municipality[] }> => answer(api.GET('/api/v1/municipalities'));
export const listSeries = (): Promise<{ items: Series[] }> => answer(api.GET('/api/v1/key-figure-series'));
export const addSeries = (slug: string, name: string): Promise<Series> =>
  answer(api.POST('/api/v1/key-figure-series', { body: { slug, name } }));
export const listKeyFigures = (series: string): Promise<{ items: KeyFigureRow[] }> =>
  answer(api.GET('/api/v1/key-figures', { params: { query: { series, allVersions: true } } }));
export const recordKeyFigures = (figures: NewKeyFigures): Promise<Recorded> =>
  answer(api.POST('/api/v1/key-figures', { body: figures }));
export const fetchKeyFigures = (series: string, asOf: string): Promise<FiguresFetched> =>
  answer(api.POST('/api/v1/key-figures/fetches', { body: { series, asOf } }));

/**
 * Shows the figures in a file, or keeps them all; what its rows don't say is taken from `unsaid`.
 * @throws Problem when the file or a cell of it is refused.
 */
export const importKeyFigures = (
  file: File,
  unsaid: { series: string; asOf: string; source: string },
  accept: boolean,
): Promise<FiguresImport> => {
  const said = Object.entries(unsaid).filter(([, value]) => value);
  return sendFile('/api/v1/key-figures/imports', file, { ...Object.fromEntries(said), accept: String(accept) });
};

export const listCalculations = (): Promise<{ items: CalculationSummary[]; next: string | null }> =>
  answer(api.GET('/api/v1/cost-sharing/calculations', { params: { query: { limit: 50 } } }));
export const getCalculation = (id: string): Promise<Calculation> =>
  answer(api.GET('/api/v1/cost-sharing/calculations/{calculation_id}', { params: { path: { calculation_id: id } } }));
export const getCalculationText = (id: string): Promise<Answer<Schemas['CalculationText']>> =>
  answer(
    api.GET('/api/v1/cost-sharing/calculations/{calculation_id}/text', { params: { path: { calculation_id: id } } }),
  );
export const getPublishedCalculation = (id: string): Promise<PublishedCalculation> =>
  answer(
    api.GET('/api/v1/published/cost-sharing/calculations/{calculation_id}', {
      params: { path: { calculation_id: id } },
    }),
  );
/** The address of a calculation's file. */
export const calculationFile = (id: string, kind: 'csv' | 'pdf' | 'xlsx'): string =>
  `/api/v1/cost-sharing/calculations/${id}/export.${kind}`;
const asItStands = async (id: string) => {
  const path = { calculation_id: id };
  const { etag } = await tagged(api.GET('/api/v1/cost-sharing/calculations/{calculation_id}', { params: { path } }));
  return { params: { path, header: { 'If-Match': etag } } };
};
export const publishCalculation = async (
  id: string,
  overrides: { code: string; path: string; reason: string }[],
): Promise<Calculation> =>
  answer(
    api.POST('/api/v1/cost-sharing/calculations/{calculation_id}/actions/publish', {
      ...(await asItStands(id)),
      body: { overrides },
    }),
  );
export const withdrawCalculation = async (id: string, reason: string): Promise<Calculation> =>
  answer(
    api.POST('/api/v1/cost-sharing/calculations/{calculation_id}/actions/withdraw', {
      ...(await asItStands(id)),
      body: { reason },
    }),
  );
export const saveCalculation = (name: string, asked: ComparisonOrder): Promise<Calculation> =>
  answer(api.POST('/api/v1/cost-sharing/calculations', { body: { name, asked } }));

export type Agreement = Answer<Schemas['CostSharingAgreementOut']>;
export type AgreementVersion = Agreement['versions'][number];
export type AgreementContent = Schemas['AgreementContent'];
export type Adoption = Schemas['AgreementAdoption'];
const ofVersion = (agreement: Tagged<Agreement>, number: number) => ({
  params: { path: { agreement_id: agreement.data.id, number }, header: { 'If-Match': agreement.etag } },
});

export const listAgreements = (): Promise<{ items: Agreement[] }> => answer(api.GET('/api/v1/cost-sharing-agreements'));
export const getAgreement = (id: string): Promise<Tagged<Agreement>> =>
  tagged(api.GET('/api/v1/cost-sharing-agreements/{agreement_id}', { params: { path: { agreement_id: id } } }));
export const createAgreement = (body: Schemas['NewAgreement']): Promise<Agreement> =>
  answer(api.POST('/api/v1/cost-sharing-agreements', { body }));
export const renameAgreement = (
  agreement: Tagged<Agreement>,
  body: Schemas['AgreementPatch'],
): Promise<Tagged<Agreement>> =>
  tagged(
    api.PATCH('/api/v1/cost-sharing-agreements/{agreement_id}', {
      params: { path: { agreement_id: agreement.data.id }, header: { 'If-Match': agreement.etag } },
      body,
    }),
  );
export const addVersion = (agreement: Agreement, body: AgreementContent): Promise<Tagged<Agreement>> =>
  tagged(
    api.POST('/api/v1/cost-sharing-agreements/{agreement_id}/versions', {
      params: { path: { agreement_id: agreement.id } },
      body,
    }),
  );
export const changeVersion = (
  agreement: Tagged<Agreement>,
  number: number,
  body: AgreementContent,
): Promise<Tagged<Agreement>> =>
  tagged(
    api.PUT('/api/v1/cost-sharing-agreements/{agreement_id}/versions/{number}', {
      ...ofVersion(agreement, number),
      body,
    }),
  );
export const deleteDraft = (agreement: Tagged<Agreement>, number: number): Promise<unknown> =>
  answer(api.DELETE('/api/v1/cost-sharing-agreements/{agreement_id}/versions/{number}', ofVersion(agreement, number)));
export const terminateVersion = (
  agreement: Tagged<Agreement>,
  number: number,
  body: Schemas['Termination'],
): Promise<Tagged<Agreement>> =>
  tagged(
    api.POST('/api/v1/cost-sharing-agreements/{agreement_id}/versions/{number}/actions/terminate', {
      ...ofVersion(agreement, number),
      body,
    }),
  );
/** What each pays in a year by the version in force; without an amount, of the one that the agreement says itself. */
export const allocate = (
  id: string,
  year: number,
  amount: string | null,
): Promise<Answer<Schemas['AgreementAllocation']>> =>
  answer(
    api.POST('/api/v1/cost-sharing-agreements/{agreement_id}/allocation', {
      params: { path: { agreement_id: id } },
      body: { year, amount, deflators: [] },
    }),
  );
export const adoptVersion = (
  agreement: Tagged<Agreement>,
  number: number,
  adoption: Adoption,
): Promise<Tagged<Agreement>> =>
  tagged(
    api.POST('/api/v1/cost-sharing-agreements/{agreement_id}/versions/{number}/actions/adopt', {
      ...ofVersion(agreement, number),
      body: adoption,
    }),
  );
export const bringIntoForce = (agreement: Tagged<Agreement>, number: number): Promise<Tagged<Agreement>> =>
  tagged(
    api.POST(
      '/api/v1/cost-sharing-agreements/{agreement_id}/versions/{number}/actions/bring-into-force',
      ofVersion(agreement, number),
    ),
  );
