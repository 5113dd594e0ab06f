import type { Evaluation, GateStatus } from '@mingda/contracts';
import { queryOptions } from '@tanstack/react-query';
import { compareEvaluations, getGate, listProfiles } from '../api/client.generated.ts';

const pollMs = 1_500;

export const gateKey = (collectionId: string) => ['gate', collectionId] as const;

const goes = (evaluation: Evaluation | null): boolean =>
  evaluation?.state === 'queued' || evaluation?.state === 'running';

/** Whether something is under way that will change the status by itself. */
function isBusy({ policy, baseline, candidate, index }: GateStatus): boolean {
  return goes(candidate) || (policy !== null && baseline === null) || index.current < index.total;
}

export const gateQuery = (collectionId: string) =>
  queryOptions({
    queryKey: [...gateKey(collectionId), 'status'],
    queryFn: ({ signal }) => getGate({ collectionId }, { signal }),
    refetchInterval: ({ state }) => (state.data !== undefined && isBusy(state.data) ? pollMs : false),
  });

export const profilesQuery = (collectionId: string) =>
  queryOptions({
    queryKey: [...gateKey(collectionId), 'profiles'],
    queryFn: ({ signal }) => listProfiles({ collectionId }, { signal }),
  });

export const comparisonQuery = (before: string, after: string) =>
  queryOptions({
    queryKey: ['comparison', before, after],
    queryFn: ({ signal }) => compareEvaluations({ before, after }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
