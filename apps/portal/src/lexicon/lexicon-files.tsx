import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { exportLexicon, importLexicon } from '../api/client.generated.ts';
import { saveAs } from '../faq/save-as.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { lexiconKey } from './lexicon-queries.ts';
import styles from './lexicon.module.css';

export function LexiconFiles({ collectionId }: { readonly collectionId: string }) {
  const { t } = useLanguage();
  const [importing, setImporting] = useState(false);
  const download = useMutation({
    mutationFn: () => exportLexicon({ collectionId }),
    onSuccess: (blob) => saveAs(blob, 'lexicon.csv'),
    onError: useFailureMessage(),
  });
  return (
    <>
      <Button icon={<UploadOutlined aria-hidden />} onClick={() => setImporting(true)}>
        {t.lexicon.import}
      </Button>
      <Button icon={<DownloadOutlined aria-hidden />} loading={download.isPending} onClick={() => download.mutate()}>
        {t.lexicon.export}
      </Button>
      {importing && <ImportDialog collectionId={collectionId} onClose={() => setImporting(false)} />}
    </>
  );
}

function ImportDialog({ collectionId, onClose }: { readonly collectionId: string; readonly onClose: () => void }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const load = useMutation({
    mutationFn: (file: File) => {
      const body = new FormData();
      body.set('file', file);
      return importLexicon({ collectionId }, body);
    },
    onSettled: () => client.invalidateQueries({ queryKey: lexiconKey(collectionId) }),
  });
  return (
    <Modal open title={t.lexicon.import} onCancel={onClose} footer={null}>
      <div className={styles.import}>
        <p>{t.lexicon.importText}</p>
        <input
          type="file"
          aria-label={t.lexicon.import}
          accept=".csv"
          disabled={load.isPending}
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            if (file !== undefined) load.mutate(file);
          }}
        />
        {load.isError && <Failure error={load.error} />}
        {load.data !== undefined && (
          <div role="status">
            <p>{t.lexicon.imported(load.data.words, load.data.synonyms, load.data.unchanged)}</p>
            <ul className={styles.rejected}>
              {load.data.rejected.map((it) => (
                <li key={`${it.line} ${it.reason}`}>{t.lexicon.rejected(it.line, it.reason)}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Modal>
  );
}
