import { queryOptions } from '@tanstack/react-query';
import type { FaqEntry } from '@mingda/contracts';
import { getFaq, listFaq } from '../api/client.generated.ts';

export const faqKey = (collectionId: string) => ['collections', collectionId, 'faq'] as const;

export interface FaqView {
  readonly search: string;
  readonly state: FaqEntry['state'] | '';
  readonly page: number;
}

export const faqPageSize = 20;

export const faqListQuery = (collectionId: string, { search, state, page }: FaqView) =>
  queryOptions({
    queryKey: [...faqKey(collectionId), search, state, page],
    queryFn: ({ signal }) =>
      listFaq(
        { collectionId },
        {
          ...(search === '' ? {} : { search }),
          ...(state === '' ? {} : { state }),
          offset: (page - 1) * faqPageSize,
          limit: faqPageSize,
        },
        { signal },
      ),
  });

export const faqDetailQuery = (collectionId: string, entryId: string) =>
  queryOptions({
    queryKey: [...faqKey(collectionId), 'entry', entryId],
    queryFn: ({ signal }) => getFaq({ entryId }, { signal }),
  });
