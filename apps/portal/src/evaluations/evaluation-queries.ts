import type { Evaluation } from '@mingda/contracts';
import { queryOptions } from '@tanstack/react-query';
import { getEvaluation, getEvaluationReport, listEvaluations, listGoldSets } from '../api/client.generated.ts';

const pollMs = 1_500;

export const isRunning = (evaluation: Evaluation): boolean =>
  evaluation.state === 'queued' || evaluation.state === 'running';

export const goldSetsQuery = queryOptions({
  queryKey: ['gold-sets'],
  queryFn: ({ signal }) => listGoldSets({ signal }),
});

export const evaluationsKey = ['evaluations'] as const;

export const evaluationsQuery = queryOptions({
  queryKey: [...evaluationsKey, 'list'],
  queryFn: ({ signal }) => listEvaluations({}, { signal }),
  refetchInterval: ({ state }) => (state.data?.items.some(isRunning) === true ? pollMs : false),
});

export const evaluationQuery = (evaluationId: string) =>
  queryOptions({
    queryKey: [...evaluationsKey, evaluationId],
    queryFn: ({ signal }) => getEvaluation({ evaluationId }, { signal }),
    refetchInterval: ({ state }) => (state.data !== undefined && isRunning(state.data) ? pollMs : false),
  });

export const reportQuery = (evaluationId: string) =>
  queryOptions({
    queryKey: [...evaluationsKey, evaluationId, 'report'],
    queryFn: ({ signal }) => getEvaluationReport({ evaluationId }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
