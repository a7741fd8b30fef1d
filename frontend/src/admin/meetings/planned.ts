/** What the work plan has for a meeting, on its agenda. */
import { getMeetingToChange, putOnAgenda, reorder, type PlannedCase } from '../../api/meetings';
import type { WorkItem } from '../../api/types';
import { withNew } from './agenda';

/**
 * Puts planned cases on a meeting's agenda, ahead of what ends the meeting; the items that they became.
 *
 * @throws Problem when the API refuses one of them; those before it stand on the agenda.
 */
export async function takeFromPlan(entries: readonly PlannedCase[], meetingId: string): Promise<WorkItem[]> {
  const ids: string[] = [];
  for (const entry of entries) {
    const id = await putOnAgenda(entry, meetingId);
    if (id) ids.push(id);
  }
  // Each came last, and what ends a meeting is to stay there.
  const found = await getMeetingToChange(meetingId);
  const order = withNew(found.data.items, ids);
  const stands = found.data.items.every((item, at) => item.id === order[at]);
  const { data } = stands ? found : await reorder(meetingId, order, found.etag);
  return data.items.filter((item) => ids.includes(item.id));
}
