import type { DocumentView } from '@mingda/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import {
  cancelDocument,
  deleteDocument,
  downloadVersion,
  reprocessDocument,
  retryDocument,
} from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { documentsKey } from './document-queries.ts';

interface DocumentActions {
  readonly retry: () => void;
  readonly retrying: boolean;
  readonly cancel: () => void;
  readonly reprocess: () => void;
  readonly download: () => void;
  readonly confirmDelete: () => void;
}

export function useDocumentActions(document: DocumentView, onDeleted: () => void = () => undefined): DocumentActions {
  const { t } = useLanguage();
  const { message, modal } = App.useApp();
  const client = useQueryClient();
  const onError = useFailureMessage();
  const address = { collectionId: document.collectionId, documentId: document.id };
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: documentsKey(document.collectionId) });
    await client.invalidateQueries({ queryKey: ['collections'] });
  };
  const retry = useMutation({ mutationFn: () => retryDocument(address), onError, onSettled: refresh });
  const cancel = useMutation({ mutationFn: () => cancelDocument(address), onError, onSettled: refresh });
  const reprocess = useMutation({
    mutationFn: () => reprocessDocument(address),
    onSuccess: () => void message.success(t.chunks.reprocessing),
    onError,
    onSettled: refresh,
  });
  const removal = useMutation({
    mutationFn: () => deleteDocument(address),
    onError,
    onSuccess: onDeleted,
    onSettled: refresh,
  });
  const download = useMutation({
    mutationFn: () => downloadVersion({ ...address, versionId: document.latestVersion.id }),
    onSuccess: (blob) => saveAs(blob, document.latestVersion.fileName),
    onError,
  });
  return {
    retry: () => retry.mutate(),
    retrying: retry.isPending,
    cancel: () => cancel.mutate(),
    reprocess: () => reprocess.mutate(),
    download: () => download.mutate(),
    confirmDelete: () =>
      void modal.confirm({
        title: t.documents.deleteTitle(document.title || document.sourceKey),
        content: t.documents.deleteText,
        okText: t.documents.deleteConfirm,
        okButtonProps: { danger: true },
        autoFocusButton: 'cancel',
        onOk: () => removal.mutateAsync().catch(() => undefined),
      }),
  };
}

/** A plain link cannot carry the token, so the bytes are fetched and handed to the browser as a download. */
function saveAs(blob: Blob, fileName: string): void {
  const link = window.document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}
