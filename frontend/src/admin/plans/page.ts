/** The page of a body's work plan for a year, with everything fetched. */
import { getPlan, listPlans } from '../../api/plans';
import type { Body, User } from '../../api/types';
import { getMe, listWorkBodies } from '../../api/working';
import { isoDate } from '../../lib/dates';
import { t } from '../../lib/i18n/index.svelte';
import type { Shown } from '../../lib/page.svelte';
import { shown } from '../../lib/pages';
import PlanPage from './PlanPage.svelte';

const administers = (user: User, body: Body): boolean =>
  user.grants.some((grant) => grant.role === 'administration' && (!grant.bodyId || grant.bodyId === body.id));

function reads(user: User, body: Body): boolean {
  const works = user.grants.some(
    (grant) => grant.role !== 'system_administrator' && (!grant.bodyId || grant.bodyId === body.id),
  );
  return works || user.seats.some((seat) => seat.bodyId === body.id);
}

/** @throws Problem when the API refuses or cannot be reached. */
export async function planPage(path: string, url: URL): Promise<Shown> {
  const [user, all, plans] = await Promise.all([getMe(), listWorkBodies(), listPlans()]);
  const bodies = all.items.filter((body) => reads(user, body));
  const slug = url.searchParams.get('organ');
  // The board's plan is the one that most come for.
  const body =
    bodies.find((one) => one.slug === slug) ?? bodies.find((one) => one.kind === 'board') ?? bodies[0] ?? null;
  const thisYear = Number(isoDate(new Date().toISOString()).slice(0, 4));
  const year = Number(url.searchParams.get('år')) || thisYear;
  const summary = plans.items.find((one) => one.bodyId === body?.id && one.year === year);
  const first = summary ? await getPlan(summary.id) : null;
  const mayStart = body !== null && administers(user, body);
  return shown(`${path}?${body?.slug}-${year}-${first?.data.id}`, () => `${t('plans.title')} ${year}`, PlanPage, {
    bodies,
    plans: plans.items,
    body,
    year,
    first,
    mayStart,
  });
}
