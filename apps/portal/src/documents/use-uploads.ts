import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { uploadDocuments } from '../api/client.generated.ts';
import { documentsKey } from './document-queries.ts';
import { UploadQueue, type Upload } from './upload-queue.ts';

const queues = new Map<string, UploadQueue>();

/** The upload queue of a collection; it lives as long as the page is open in the browser. */
export function useUploads(collectionId: string): { readonly queue: UploadQueue; readonly uploads: readonly Upload[] } {
  const client = useQueryClient();
  const queue = queueOf(collectionId, client);
  return { queue, uploads: useSyncExternalStore(queue.subscribe, queue.snapshot) };
}

/** Whether files of any collection are being sent or wait for it. */
export const uploadsUnderWay = (): boolean =>
  [...queues.values()].some((it) => it.snapshot().some(({ state }) => state === 'waiting' || state === 'uploading'));

function queueOf(collectionId: string, client: QueryClient): UploadQueue {
  const known = queues.get(collectionId);
  if (known !== undefined) return known;
  const queue = new UploadQueue({
    send: async ({ file, sourceKey }, onProgress) => {
      const form = new FormData();
      // The field has to come before its file: the server reads the parts in order.
      form.append('sourceKey', sourceKey);
      form.append('file', file, file.name);
      const { items, skipped } = await uploadDocuments({ collectionId }, form, { onProgress });
      return { changed: items.some((it) => it.changed), documents: items.length, skipped: skipped ?? [] };
    },
    onAccepted: () => void client.invalidateQueries({ queryKey: documentsKey(collectionId) }),
  });
  queues.set(collectionId, queue);
  return queue;
}
