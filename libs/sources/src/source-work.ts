import type { JobName, JobPayload } from '@mingda/contracts';
import type { MingdaError } from '@mingda/platform';
import type { SourceParts } from './sources.ts';

/** How one kind of job is worked, whichever program does it. */
interface Work<N extends JobName> {
  readonly name: N;
  readonly concurrency: number;
  readonly run: (payload: JobPayload<N>, signal: AbortSignal) => Promise<void>;
  readonly giveUp: (payload: JobPayload<N>, error: MingdaError) => Promise<void>;
}

/** The jobs of sources. Running one again is harmless: each looks at its rows first. */
export function sourceWork({ syncSource, fireSource }: Pick<SourceParts, 'syncSource' | 'fireSource'>) {
  const sync: Work<'sync-source'> = {
    name: 'sync-source',
    // Most of a run is waiting for others.
    concurrency: 4,
    run: ({ sourceId }, signal) => syncSource.execute(sourceId, signal),
    giveUp: ({ sourceId }, error) => syncSource.giveUp(sourceId, error),
  };
  const fire: Work<'fire-source'> = {
    name: 'fire-source',
    concurrency: 1,
    run: ({ sourceId }) => fireSource.execute(sourceId),
    giveUp: ({ sourceId }) => fireSource.lookAgain(sourceId),
  };
  return [sync, fire] as const;
}
