import type { ResolutionState, Step } from '../../api/resolutions';

export const states: readonly ResolutionState[] = [
  'recorded',
  'final',
  'in_progress',
  'implemented',
  'superseded',
  'rescinded',
];

export const stateColour = (state: ResolutionState): 'success' | 'warning' | 'info' | 'neutral' =>
  state === 'implemented'
    ? 'success'
    : state === 'superseded' || state === 'rescinded'
      ? 'warning'
      : state === 'recorded'
        ? 'neutral'
        : 'info';

/** What may be done with a resolution in a state, the likeliest first. */
export const steps: Record<ResolutionState, readonly Step[]> = {
  recorded: ['finalise'],
  final: ['start', 'implement'],
  in_progress: ['implement'],
  implemented: ['resume'],
  superseded: ['reinstate'],
  rescinded: ['reinstate'],
};
