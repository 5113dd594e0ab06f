import type { Gap } from '@mingda/contracts';
import { queryOptions } from '@tanstack/react-query';
import { getGap, listGaps } from '../api/client.generated.ts';

const pollMs = 1_500;
/** Gaps appear by themselves, a moment after the question. */
const listPollMs = 5_000;

export const gapsKey = ['gaps'] as const;

export interface GapView {
  readonly collectionId: string;
  readonly state: Gap['state'] | '';
  readonly page: number;
}

export const gapPageSize = 20;

export const gapListQuery = ({ collectionId, state, page }: GapView) =>
  queryOptions({
    queryKey: [...gapsKey, 'list', collectionId, state, page],
    queryFn: ({ signal }) =>
      listGaps(
        {
          ...(collectionId === '' ? {} : { collectionId }),
          ...(state === '' ? {} : { state }),
          offset: (page - 1) * gapPageSize,
          limit: gapPageSize,
        },
        { signal },
      ),
    refetchInterval: listPollMs,
  });

export const gapQuery = (gapId: string) =>
  queryOptions({
    queryKey: [...gapsKey, gapId],
    queryFn: ({ signal }) => getGap({ gapId }, { signal }),
    refetchInterval: ({ state }) => (state.data?.gap.state === 'measuring' ? pollMs : false),
  });
