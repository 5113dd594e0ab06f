import { queryOptions } from '@tanstack/react-query';
import { explainAnswer } from '../api/client.generated.ts';

/** What was logged never changes. */
export const explanationQuery = (answerId: string) =>
  queryOptions({
    queryKey: ['explanation', answerId],
    queryFn: ({ signal }) => explainAnswer({ answerId }, { signal }),
    staleTime: Infinity,
  });
