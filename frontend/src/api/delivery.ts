/** The log and webhooks, for those who keep watch over the system. */
import type { Lang } from '../lib/i18n/index.svelte';
import { answer, api, tagged, type Tagged } from './http';
import type { components } from './schema';
import type { Answer } from './types';

type Schemas = components['schemas'];
export type AuditEntry = Answer<Schemas['AuditEntry']>;
export type EventType = Answer<Schemas['EventTypeOut']>;
export type AuditPage = Answer<Schemas['Page_AuditEntry_']>;
export type Webhook = Answer<Schemas['WebhookOut']>;
export type WebhookSecret = Answer<Schemas['WebhookSecretOut']>;
export type WebhookPatch = Schemas['WebhookPatch'];
export type Delivery = Answer<Schemas['DeliveryOut']>;
export type DeliveryPage = Answer<Schemas['Page_DeliveryOut_']>;

/** What the log is narrowed to, as it stands in the page's address. Days are calendar days of whoever reads. */
export type LogQuery = {
  q?: string;
  actor?: string;
  type?: string;
  subjectId?: string;
  from?: string;
  to?: string;
  cursor?: string;
};
export const logFields = ['q', 'actor', 'type', 'subjectId', 'from', 'to'] as const;

const midnight = (day: string, plus = 0): string => {
  const date = new Date(`${day}T00:00`);
  date.setDate(date.getDate() + plus);
  return date.toISOString();
};

/** As the API has it: from the first moment of one day until the first moment after another. */
function asked({ from, to, ...others }: LogQuery): LogQuery {
  return { ...others, ...(from ? { from: midnight(from) } : {}), ...(to ? { to: midnight(to, 1) } : {}) };
}

export const readLog = (query: LogQuery, lang: Lang): Promise<AuditPage> =>
  answer(api.GET('/api/v1/audit', { params: { query: { ...asked(query), limit: 50, lang } } }));
export const listEventTypes = (lang: Lang): Promise<{ items: EventType[] }> =>
  answer(api.GET('/api/v1/audit/types', { params: { query: { lang } } }));
/** Where everything that the query matches is downloaded, from its beginning. */
export function logExport(format: 'csv' | 'xlsx', query: LogQuery, lang: Lang): string {
  const search = new URLSearchParams({ ...asked(query), lang });
  search.delete('cursor');
  return `/api/v1/audit/export.${format}?${search}`;
}

const ofWebhook = (id: string) => ({ params: { path: { webhook_id: id } } });
const changing = (webhook: Webhook) => ({
  params: { path: { webhook_id: webhook.id }, header: { 'If-Match': `"${webhook.revision}"` } },
});

export const listWebhooks = (): Promise<{ items: Webhook[] }> => answer(api.GET('/api/v1/webhooks'));
export const getWebhook = (id: string): Promise<Webhook> =>
  answer(api.GET('/api/v1/webhooks/{webhook_id}', ofWebhook(id)));
export const createWebhook = (url: string, description: string, eventTypes: string[]): Promise<WebhookSecret> =>
  answer(api.POST('/api/v1/webhooks', { body: { url, description, eventTypes } }));
export const changeWebhook = (webhook: Webhook, patch: WebhookPatch): Promise<Tagged<Webhook>> =>
  tagged(api.PATCH('/api/v1/webhooks/{webhook_id}', { ...changing(webhook), body: patch }));
export const removeWebhook = (webhook: Webhook): Promise<unknown> =>
  answer(api.DELETE('/api/v1/webhooks/{webhook_id}', changing(webhook)));
export const rotateSecret = (webhook: Webhook): Promise<WebhookSecret> =>
  answer(api.POST('/api/v1/webhooks/{webhook_id}/actions/rotate-secret', changing(webhook)));
export const testWebhook = (id: string): Promise<Delivery> =>
  answer(api.POST('/api/v1/webhooks/{webhook_id}/actions/test', ofWebhook(id)));
export const listDeliveries = (id: string, cursor?: string): Promise<DeliveryPage> =>
  answer(
    api.GET('/api/v1/webhooks/{webhook_id}/deliveries', {
      params: { path: { webhook_id: id }, query: cursor ? { cursor } : {} },
    }),
  );
export const redeliver = (id: string): Promise<Delivery> =>
  answer(
    api.POST('/api/v1/webhook-deliveries/{delivery_id}/actions/redeliver', { params: { path: { delivery_id: id } } }),
  );
