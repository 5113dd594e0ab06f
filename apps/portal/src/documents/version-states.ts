import type { VersionState } from '@mingda/contracts';

export type Tone = 'good' | 'warn' | 'bad' | 'busy' | 'quiet';

/** Every state with the tone it is shown in; `busy` states are still on their way. */
export const toneOfState: Readonly<Record<VersionState, Tone>> = {
  queued: 'busy',
  parsing: 'busy',
  chunking: 'busy',
  embedding: 'busy',
  writing: 'busy',
  ready: 'good',
  'ready-with-warnings': 'warn',
  failed: 'bad',
  cancelled: 'quiet',
  superseded: 'quiet',
};

export const allStates = Object.keys(toneOfState) as VersionState[];

export const isBusy = (state: VersionState): boolean => toneOfState[state] === 'busy';
export const isReadable = (state: VersionState): boolean =>
  state !== 'cancelled' && ['good', 'warn', 'quiet'].includes(toneOfState[state]);
/** Ended without a text, and can be taken up again. */
export const isRetryable = (state: VersionState): boolean => state === 'failed' || state === 'cancelled';
