import { queryOptions } from '@tanstack/react-query';
import { getReviewRule, getReviewSummary, getSatisfaction, listDisagreements } from '../api/client.generated.ts';

export const reviewsKey = ['reviews'] as const;

/** Every collection when the id is empty. */
const of = (collectionId: string) => (collectionId === '' ? {} : { collectionId });

export const reviewSummaryQuery = (collectionId: string) =>
  queryOptions({
    queryKey: [...reviewsKey, 'summary', collectionId],
    queryFn: ({ signal }) => getReviewSummary(of(collectionId), { signal }),
  });

export const disagreementsQuery = (collectionId: string) =>
  queryOptions({
    queryKey: [...reviewsKey, 'disagreements', collectionId],
    queryFn: ({ signal }) => listDisagreements(of(collectionId), { signal }),
  });

export const satisfactionQuery = (collectionId: string) =>
  queryOptions({
    queryKey: [...reviewsKey, 'satisfaction', collectionId],
    queryFn: ({ signal }) => getSatisfaction({ ...of(collectionId), bucket: 'day' }, { signal }),
  });

export const reviewRuleQuery = (collectionId: string) =>
  queryOptions({
    queryKey: [...reviewsKey, 'rule', collectionId],
    queryFn: ({ signal }) => getReviewRule({ collectionId }, { signal }),
    enabled: collectionId !== '',
  });
