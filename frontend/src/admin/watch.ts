/** The screens of those who keep watch over the system: the log, and webhooks. */
import {
  getWebhook,
  listDeliveries,
  listEventTypes,
  listWebhooks,
  logFields,
  readLog,
  type LogQuery,
} from '../api/delivery';
import { chosenLang, t } from '../lib/i18n/index.svelte';
import type { Shown } from '../lib/page.svelte';
import { shown } from '../lib/pages';
import LogPage from './log/LogPage.svelte';
import WebhookPage from './webhooks/WebhookPage.svelte';
import WebhooksPage from './webhooks/WebhooksPage.svelte';

/**
 * The screen at `/admin/<kind>/<id>`; null when it is none of these.
 *
 * @throws Problem when the API refuses or cannot be reached.
 */
export async function watchPage(kind: string | undefined, id: string | undefined, url: URL): Promise<Shown | null> {
  if (kind === 'logg' && !id) {
    const given = [...logFields, 'cursor'].flatMap((field) => {
      const value = url.searchParams.get(field);
      return value ? [[field, value]] : [];
    });
    const query = Object.fromEntries(given) as LogQuery;
    // The page may be about to change its language.
    const lang = chosenLang(url);
    const [entries, types] = await Promise.all([readLog(query, lang), listEventTypes(lang)]);
    const props = { entries, types: types.items, query };
    return shown(`/admin/logg${JSON.stringify(query)}`, () => t('log.title'), LogPage, props);
  }
  if (kind === 'webhookar' && !id) {
    const { items } = await listWebhooks();
    return shown('/admin/webhookar', () => t('webhooks.title'), WebhooksPage, { webhooks: items });
  }
  if (kind === 'webhookar' && id) {
    const [first, firstDeliveries] = await Promise.all([getWebhook(id), listDeliveries(id)]);
    return shown(
      `/admin/webhookar/${id}`,
      () => `${t('webhooks.title')}: ${new URL(first.url).hostname}`,
      WebhookPage,
      {
        first,
        firstDeliveries,
      },
    );
  }
  return null;
}
