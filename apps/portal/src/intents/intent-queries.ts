import { queryOptions } from '@tanstack/react-query';
import { getIntents } from '../api/client.generated.ts';

export const intentsKey = (collectionId: string) => ['collections', collectionId, 'intents'] as const;

export const intentsQuery = (collectionId: string) =>
  queryOptions({
    queryKey: intentsKey(collectionId),
    queryFn: ({ signal }) => getIntents({ collectionId }, { signal }),
  });
