import type { DocumentVersion, DocumentView, VersionState } from '@mingda/contracts';
import { keepPreviousData, queryOptions, type QueryClient } from '@tanstack/react-query';
import { getDocument, getVersionText, listDocuments, listVersions } from '../api/client.generated.ts';

export interface DocumentFilter {
  readonly page: number;
  readonly state: VersionState | undefined;
  readonly search: string;
}

export const pageSize = 20;

export const documentsKey = (collectionId: string) => ['documents', collectionId] as const;

export const documentsQuery = (collectionId: string, filter: DocumentFilter) =>
  queryOptions({
    queryKey: [...documentsKey(collectionId), 'list', filter],
    queryFn: ({ signal }) =>
      listDocuments(
        { collectionId },
        {
          offset: (filter.page - 1) * pageSize,
          limit: pageSize,
          ...(filter.state === undefined ? {} : { state: filter.state }),
          ...(filter.search === '' ? {} : { search: filter.search }),
        },
        { signal },
      ),
    placeholderData: keepPreviousData,
  });

export const documentQuery = (collectionId: string, documentId: string) =>
  queryOptions({
    queryKey: [...documentsKey(collectionId), 'one', documentId],
    queryFn: ({ signal }) => getDocument({ collectionId, documentId }, { signal }),
  });

export const versionsQuery = (collectionId: string, documentId: string) =>
  queryOptions({
    queryKey: [...documentsKey(collectionId), 'versions', documentId],
    queryFn: ({ signal }) => listVersions({ collectionId, documentId }, { signal }),
  });

interface VersionAddress {
  readonly collectionId: string;
  readonly documentId: string;
  readonly versionId: string;
}

/** The text of a version that is ready never changes; its passages do, when a person changes one. */
export const versionTextQuery = (address: VersionAddress) =>
  queryOptions({
    queryKey: [...documentsKey(address.collectionId), 'text', address.versionId],
    queryFn: ({ signal }) => getVersionText(address, { signal }),
    staleTime: 60_000,
  });

/** Writes a version that came by event into every list that shows its document; false when no list does. */
export function applyVersion(client: QueryClient, collectionId: string, version: DocumentVersion): boolean {
  let found = false;
  client.setQueriesData<{ items: DocumentView[]; total: number }>(
    { queryKey: [...documentsKey(collectionId), 'list'] },
    (list) =>
      list && {
        ...list,
        items: list.items.map((document) => {
          if (document.id !== version.documentId || document.latestVersion.number > version.number) return document;
          found = true;
          return { ...document, latestVersion: version };
        }),
      },
  );
  return found;
}
