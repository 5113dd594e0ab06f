import type { GoldItemOrigin, GoldItemState, GoldProposal, GoldSplit } from '@mingda/contracts';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getGoldSet, listGoldItems, listGoldProposals, listGoldVersions } from '../api/client.generated.ts';

const pollMs = 1_000;
export const pageSize = 50;
/** Candidates that the inbox holds at once; deciding on them brings further ones. */
const inboxSize = 50;

/** Of everything about gold sets: the list, each set, its items. */
export const goldSetsKey = ['gold-sets'] as const;

export interface ItemFilter {
  readonly page: number;
  readonly search: string;
  readonly state: GoldItemState | undefined;
  readonly origin: GoldItemOrigin | undefined;
  readonly split: GoldSplit | undefined;
  readonly tag: string | undefined;
  readonly lang: string | undefined;
  readonly stale: boolean;
}

export const anyItem: ItemFilter = {
  page: 1,
  search: '',
  state: undefined,
  origin: undefined,
  split: undefined,
  tag: undefined,
  lang: undefined,
  stale: false,
};

export const goldSetQuery = (goldSet: string) =>
  queryOptions({
    queryKey: [...goldSetsKey, goldSet],
    queryFn: ({ signal }) => getGoldSet({ goldSet }, { signal }),
  });

export const goldItemsQuery = (goldSet: string, filter: ItemFilter) =>
  queryOptions({
    queryKey: [...goldSetsKey, goldSet, 'items', filter],
    queryFn: ({ signal }) => {
      const { page, search, stale, ...exact } = filter;
      const words = search === '' ? undefined : search;
      const query = { ...exact, search: words, stale: stale ? ('true' as const) : undefined };
      return listGoldItems({ goldSet }, { ...query, offset: (page - 1) * pageSize, limit: pageSize }, { signal });
    },
    placeholderData: keepPreviousData,
  });

export const candidatesQuery = (goldSet: string) =>
  queryOptions({
    queryKey: [...goldSetsKey, goldSet, 'candidates'],
    queryFn: ({ signal }) => listGoldItems({ goldSet }, { state: 'candidate', limit: inboxSize }, { signal }),
  });

export const goldVersionsQuery = (goldSet: string) =>
  queryOptions({
    queryKey: [...goldSetsKey, goldSet, 'versions'],
    queryFn: ({ signal }) => listGoldVersions({ goldSet }, { signal }),
  });

export const isLooking = (proposal: GoldProposal): boolean =>
  proposal.state === 'queued' || proposal.state === 'running';

export const proposalsQuery = (goldSet: string) =>
  queryOptions({
    queryKey: [...goldSetsKey, goldSet, 'proposals'],
    queryFn: ({ signal }) => listGoldProposals({ goldSet }, { signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(isLooking) === true ? pollMs : false),
  });
