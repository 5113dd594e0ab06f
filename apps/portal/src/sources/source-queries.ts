import type { Source, SourceRun } from '@mingda/contracts';
import { queryOptions } from '@tanstack/react-query';
import { listSourceRunFailures, listSourceRuns, listSources } from '../api/client.generated.ts';

const activeMs = 2_000;
const restingMs = 20_000;

export const sourcesKey = (collectionId: string) => ['sources', collectionId] as const;

export const isRunning = (run: SourceRun | null): boolean => run?.state === 'waiting' || run?.state === 'running';

const isBusy = ({ lastRun, removing }: Source): boolean => removing || isRunning(lastRun);

/** Schedules and changed folders start runs too: it is looked again now and then. */
export const sourcesQuery = (collectionId: string) =>
  queryOptions({
    queryKey: sourcesKey(collectionId),
    queryFn: ({ signal }) => listSources({ collectionId }, { signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(isBusy) === true ? activeMs : restingMs),
  });

export const sourceRunsQuery = ({ collectionId, id: sourceId }: Source) =>
  queryOptions({
    queryKey: [...sourcesKey(collectionId), sourceId, 'runs'],
    queryFn: ({ signal }) => listSourceRuns({ collectionId, sourceId }, { signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(isRunning) === true ? activeMs : false),
  });

export const runFailuresQuery = ({ collectionId, id: sourceId }: Source, run: SourceRun) =>
  queryOptions({
    queryKey: [...sourcesKey(collectionId), sourceId, 'runs', run.id, run.failed],
    queryFn: ({ signal }) => listSourceRunFailures({ collectionId, sourceId, runId: run.id }, { signal }),
  });
