import type { CollectionImport, ImportLoad } from '@mingda/contracts';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getCollectionImport, getImports, listFailedImports } from '../api/client.generated.ts';
import { documentsKey } from '../documents/document-queries.ts';

const activeMs = 2_000;
const restingMs = 15_000;

export const importsKey = ['imports'] as const;

/** Documents that wait or run, now or later. */
export const leftOf = ({ waiting, retrying, running }: ImportLoad): number => waiting + retrying + running;

const paceOf = (load: ImportLoad | undefined): number =>
  load !== undefined && leftOf(load) > 0 ? activeMs : restingMs;

/** Below the documents of the collection, so that it is read again when one of them ends. */
export const collectionImportQuery = (collectionId: string) =>
  queryOptions<CollectionImport>({
    queryKey: [...documentsKey(collectionId), 'import'],
    queryFn: ({ signal }) => getCollectionImport({ collectionId }, { signal }),
    refetchInterval: ({ state }) => paceOf(state.data),
  });

export const importsQuery = queryOptions({
  queryKey: [...importsKey, 'overview'],
  queryFn: ({ signal }) => getImports({ signal }),
  refetchInterval: ({ state }) => paceOf(state.data?.total),
});

export interface FailedView {
  readonly collectionId: string;
  readonly code: string;
  readonly page: number;
}

export const failedPageSize = 20;

/** The filter as the interface takes it: nothing where nothing was chosen. */
export const choiceOf = ({ collectionId, code }: FailedView) => ({
  ...(collectionId === '' ? {} : { collectionId }),
  ...(code === '' ? {} : { code }),
});

export const failedImportsQuery = (view: FailedView) =>
  queryOptions({
    queryKey: [...importsKey, 'failed', view],
    queryFn: ({ signal }) =>
      listFailedImports(
        { ...choiceOf(view), offset: (view.page - 1) * failedPageSize, limit: failedPageSize },
        { signal },
      ),
    refetchInterval: restingMs,
    placeholderData: keepPreviousData,
  });
