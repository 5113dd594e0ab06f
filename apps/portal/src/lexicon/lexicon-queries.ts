import { queryOptions } from '@tanstack/react-query';
import { getLexicon, listFields, listSynonyms, listTags, listWords } from '../api/client.generated.ts';

export const lexiconKey = (collectionId: string) => ['collections', collectionId, 'lexicon'] as const;
export const lexiconPageSize = 20;
const applyingMs = 1500;

export interface LexiconPage {
  readonly search: string;
  readonly page: number;
}

const paged = ({ search, page }: LexiconPage) => ({
  ...(search === '' ? {} : { search }),
  offset: (page - 1) * lexiconPageSize,
  limit: lexiconPageSize,
});

/** Looked at again and again while new words are being applied. */
export const lexiconStateQuery = (collectionId: string) =>
  queryOptions({
    queryKey: [...lexiconKey(collectionId), 'state'],
    queryFn: ({ signal }) => getLexicon({ collectionId }, { signal }),
    refetchInterval: ({ state }) =>
      state.data !== undefined && state.data.analysed < state.data.documents ? applyingMs : false,
  });

export const wordsQuery = (collectionId: string, page: LexiconPage) =>
  queryOptions({
    queryKey: [...lexiconKey(collectionId), 'words', page.search, page.page],
    queryFn: ({ signal }) => listWords({ collectionId }, paged(page), { signal }),
  });

export const synonymsQuery = (collectionId: string, page: LexiconPage) =>
  queryOptions({
    queryKey: [...lexiconKey(collectionId), 'synonyms', page.search, page.page],
    queryFn: ({ signal }) => listSynonyms({ collectionId }, paged(page), { signal }),
  });

export const fieldsQuery = (collectionId: string) =>
  queryOptions({
    queryKey: ['collections', collectionId, 'fields'],
    queryFn: ({ signal }) => listFields({ collectionId }, { signal }),
  });

export const tagsQuery = (collectionId: string) =>
  queryOptions({
    queryKey: ['collections', collectionId, 'tags'],
    queryFn: ({ signal }) => listTags({ collectionId }, { signal }),
  });
