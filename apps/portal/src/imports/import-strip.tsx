import { PauseOutlined, CaretRightOutlined, StopOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { Link } from 'react-router';
import { cancelImport, pauseImport, resumeImport } from '../api/client.generated.ts';
import { documentsKey } from '../documents/document-queries.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { ImportFacts } from './import-facts.tsx';
import { collectionImportQuery, leftOf } from './import-queries.ts';
import styles from './imports.module.css';

/** Where the import of a collection stands, with its switches; absent when there is nothing to say. */
export function ImportStrip({ collectionId }: { readonly collectionId: string }) {
  const { t } = useLanguage();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const onError = useFailureMessage();
  const state = useQuery(collectionImportQuery(collectionId));
  const onSettled = () => client.invalidateQueries({ queryKey: documentsKey(collectionId) });
  const pause = useMutation({
    mutationFn: (paused: boolean) => (paused ? resumeImport({ collectionId }) : pauseImport({ collectionId })),
    onError,
    onSettled,
  });
  const cancel = useMutation({ mutationFn: () => cancelImport({ collectionId }), onError, onSettled });
  const load = state.data;
  if (load === undefined) return null;
  const left = leftOf(load);
  if (left === 0 && load.failed === 0 && !load.paused) return null;
  const confirmCancel = () =>
    void modal.confirm({
      title: t.imports.cancelAllTitle(left),
      content: t.imports.cancelAllText,
      okText: t.imports.cancelAllConfirm,
      cancelText: t.imports.keep,
      okButtonProps: { danger: true },
      autoFocusButton: 'cancel',
      onOk: () => cancel.mutateAsync().catch(() => undefined),
    });
  return (
    <section className={styles.strip} aria-label={t.imports.strip} data-paused={load.paused}>
      <div className={styles.stripMain}>
        <h2>
          {load.allPaused
            ? t.imports.allPaused
            : load.paused
              ? t.imports.paused
              : left > 0
                ? t.imports.running
                : t.imports.idle}
        </h2>
        <ImportFacts
          load={load}
          failed={
            load.failed > 0 && <Link to={`/imports?collection=${collectionId}`}>{t.imports.failed(load.failed)}</Link>
          }
        />
      </div>
      {(left > 0 || load.paused) && !load.allPaused && (
        <Button
          icon={load.paused ? <CaretRightOutlined aria-hidden /> : <PauseOutlined aria-hidden />}
          loading={pause.isPending}
          onClick={() => pause.mutate(load.paused)}
        >
          {load.paused ? t.imports.resume : t.imports.pause}
        </Button>
      )}
      {left > 0 && (
        <Button danger icon={<StopOutlined aria-hidden />} loading={cancel.isPending} onClick={confirmCancel}>
          {t.imports.cancelAll}
        </Button>
      )}
    </section>
  );
}
