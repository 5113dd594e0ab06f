import type { FaqFormat, FaqImport } from '@mingda/contracts';
import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Dropdown, Modal } from 'antd';
import { useState } from 'react';
import { exportFaq, importFaq } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { faqKey } from './faq-queries.ts';
import styles from './faq.module.css';
import { saveAs } from './save-as.ts';

const formats: readonly FaqFormat[] = ['xlsx', 'csv', 'jsonl'];

export function FaqFiles({ collectionId }: { readonly collectionId: string }) {
  const { t } = useLanguage();
  const [importing, setImporting] = useState(false);
  const download = useMutation({
    mutationFn: (format: FaqFormat) => exportFaq({ collectionId }, { format }),
    onSuccess: (blob, format) => saveAs(blob, `approved-answers.${format}`),
    onError: useFailureMessage(),
  });
  return (
    <>
      <Button icon={<UploadOutlined aria-hidden />} onClick={() => setImporting(true)}>
        {t.faq.importFile}
      </Button>
      <Dropdown
        trigger={['click']}
        menu={{
          items: formats.map((key) => ({ key, label: key.toUpperCase() })),
          onClick: ({ key }) => download.mutate(key as FaqFormat),
        }}
      >
        <Button icon={<DownloadOutlined aria-hidden />} loading={download.isPending}>
          {t.faq.export}
        </Button>
      </Dropdown>
      {importing && <ImportDialog collectionId={collectionId} onClose={() => setImporting(false)} />}
    </>
  );
}

function ImportDialog({ collectionId, onClose }: { readonly collectionId: string; readonly onClose: () => void }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const [approve, setApprove] = useState(false);
  const load = useMutation({
    mutationFn: (file: File) => {
      const body = new FormData();
      body.set('file', file);
      return importFaq({ collectionId }, { approve: approve ? 'true' : 'false' }, body);
    },
    onSettled: () => client.invalidateQueries({ queryKey: faqKey(collectionId) }),
  });
  return (
    <Modal open title={t.faq.importFile} onCancel={onClose} footer={null}>
      <div className={styles.import}>
        <p>{t.faq.importText}</p>
        <Checkbox checked={approve} onChange={(event) => setApprove(event.target.checked)}>
          {t.faq.importApprove}
        </Checkbox>
        <input
          type="file"
          aria-label={t.faq.importFile}
          accept=".jsonl,.csv,.xlsx"
          disabled={load.isPending}
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            if (file !== undefined) load.mutate(file);
          }}
        />
        {load.isError && <Failure error={load.error} />}
        {load.data !== undefined && <ImportResult result={load.data} />}
      </div>
    </Modal>
  );
}

function ImportResult({ result }: { readonly result: FaqImport }) {
  const { t } = useLanguage();
  return (
    <div role="status">
      <p>{t.faq.imported(result.created, result.updated, result.unchanged)}</p>
      <ul className={styles.rejected}>
        {result.rejected.map((it) => (
          <li key={it.line}>{t.faq.rejected(it.line, it.reason)}</li>
        ))}
      </ul>
    </div>
  );
}
