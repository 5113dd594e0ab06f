import { queryOptions } from '@tanstack/react-query';
import { getCollection, listCollections } from '../api/client.generated.ts';

export const collectionsQuery = queryOptions({
  queryKey: ['collections'],
  queryFn: ({ signal }) => listCollections({ signal }),
});

export const collectionQuery = (collectionId: string) =>
  queryOptions({
    queryKey: ['collections', collectionId],
    queryFn: ({ signal }) => getCollection({ collectionId }, { signal }),
  });
