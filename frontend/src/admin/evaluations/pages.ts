/** The pages of the evaluations. */
import { getEvaluation, listEvaluations } from '../../api/evaluations';
import { listWorkBodies, listWorkMeetings } from '../../api/working';
import { t } from '../../lib/i18n/index.svelte';
import { page, type Shown } from '../../lib/page.svelte';
import { shown } from '../../lib/pages';
import { administers } from '../rights';
import EvaluationPage from './EvaluationPage.svelte';
import EvaluationsPage from './EvaluationsPage.svelte';

const begun = ['in_session', 'adjourned', 'held', 'minutes_approved', 'closed'];

/**
 * The page at the address, or null when it is none of these.
 *
 * @throws Problem when the API refuses or cannot be reached.
 */
export async function evaluationPage(path: string): Promise<Shown | null> {
  const [, , kind, meetingId, more] = path.split('/');
  if (kind !== 'evaluering' || more) return null;
  if (meetingId) {
    const first = await getEvaluation(meetingId);
    return shown(path, () => t('evaluation.of', { meeting: first.meetingTitle }), EvaluationPage, { first });
  }
  const keeping = page.user?.roles.includes('administration') ?? false;
  const [{ items: evaluations }, meetings, bodies] = await Promise.all([
    listEvaluations(),
    keeping ? listWorkMeetings() : { items: [] },
    keeping ? listWorkBodies() : { items: [] },
  ]);
  const evaluated = new Set(evaluations.map((one) => one.meetingId));
  return shown(path, () => t('evaluation.title'), EvaluationsPage, {
    evaluations,
    meetings: meetings.items.filter(
      (one) => begun.includes(one.state) && !evaluated.has(one.id) && administers(one.bodyId),
    ),
    keeps: bodies.items.filter((body) => administers(body.id)),
  });
}
