import type { ChunkChangeRequest, ChunkEdits } from '@mingda/contracts';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { changeChunks, listChunkEdits } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { documentsKey } from './document-queries.ts';

export interface DocumentAddress {
  readonly collectionId: string;
  readonly documentId: string;
}

export const chunkEditsQuery = (address: DocumentAddress) =>
  queryOptions({
    queryKey: [...documentsKey(address.collectionId), 'chunk-edits', address.documentId],
    queryFn: ({ signal }) => listChunkEdits(address, { signal }),
  });

export interface ChunkChanges {
  /** Resolves to false when the change was refused; the person has been told why. */
  readonly change: (wish: ChunkChangeRequest) => Promise<boolean>;
  readonly changing: boolean;
}

/** Sends a change, then reads the passages again: each change gives them new ids. */
export function useChunkChanges(address: DocumentAddress): ChunkChanges {
  const { t } = useLanguage();
  const { message } = App.useApp();
  const client = useQueryClient();
  const { mutateAsync, isPending } = useMutation({
    mutationFn: (wish: ChunkChangeRequest): Promise<ChunkEdits> => changeChunks(address, wish),
    onError: useFailureMessage(),
    onSuccess: () => void message.success(t.chunks.saved),
    onSettled: () => client.invalidateQueries({ queryKey: documentsKey(address.collectionId) }),
  });
  return {
    change: (wish) =>
      mutateAsync(wish).then(
        () => true,
        () => false,
      ),
    changing: isPending,
  };
}
