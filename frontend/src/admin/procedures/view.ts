/** What a written procedure looks like to somebody. Pure. */
import type { CaseHandling } from '../../api/cases';
import type { Place, Procedure, ProcedureRow, ProcedureState } from '../../api/procedures';

export const stateColour = (state: ProcedureState): 'info' | 'success' | 'warning' | 'neutral' =>
  ({
    draft: 'neutral',
    sent: 'info',
    adopted: 'success',
    not_agreed: 'warning',
    lapsed: 'warning',
    withdrawn: 'neutral',
  })[state] as 'info' | 'success' | 'warning' | 'neutral';

/** What the reader has to do: answer, decide, or nothing. */
export const turn = (row: ProcedureRow, leads: boolean): 'answer' | 'decide' | null =>
  row.awaitsMe ? 'answer' : leads && row.state === 'draft' ? 'decide' : null;

/** How a seat stands, as far as the reader may know it. */
export function standing(place: Place): 'agreed' | 'disagreed' | 'answered' | 'waits' | 'nobody' {
  if (place.holderName === null) return 'nobody';
  if (!place.answered) return 'waits';
  if (place.content === null || place.form === null) return 'answered';
  return place.content && place.form ? 'agreed' : 'disagreed';
}

/** Those who can decide that the case is treated in writing: the chair first. */
export const leaders = (procedure: Procedure): Place[] =>
  procedure.places
    .filter((place) => place.role === 'chair' || place.role === 'deputy_chair')
    .toSorted((a, b) => a.role.localeCompare(b.role));

/** Whether a treatment of a case waits for its body: it has not come to it, or has left it. */
export const waits = (handling: CaseHandling): boolean =>
  handling.itemState === null || ['pending', 'postponed', 'returned'].includes(handling.itemState);

/** Five days from now at noon, as a field for day and time has it. */
export function suggestedDeadline(now: Date): string {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 5);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T12:00`;
}
