import type { GoldImportFormat, GoldImportReport } from '@mingda/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Modal, Progress, Select } from 'antd';
import { useId, useState } from 'react';
import { importGoldItems } from '../api/client.generated.ts';
import { formatPercent } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { goldSetsKey } from './gold-set-queries.ts';
import styles from './gold-sets.module.css';

interface ImportDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly goldSet: string;
}

const separators = ['|', ';', '；', '\n'] as const;
const formats: readonly GoldImportFormat[] = ['jsonl', 'csv', 'xlsx', 'squad', 'beir'];

export function ImportDialog({ open, onClose, goldSet }: ImportDialogProps) {
  const { t } = useLanguage();
  const id = useId();
  const client = useQueryClient();
  const [file, setFile] = useState<File>();
  const [format, setFormat] = useState<GoldImportFormat | 'auto'>('auto');
  const [separator, setSeparator] = useState<string>('|');
  const [state, setState] = useState<'accepted' | 'candidate'>('accepted');
  const [share, setShare] = useState(0);
  const sending = useMutation({
    mutationFn: (chosen: File) => {
      const body = new FormData();
      // Fields come before the file: the server reads the parts in their order.
      if (format !== 'auto') body.append('format', format);
      body.append('separator', separator);
      body.append('state', state);
      body.append('file', chosen, chosen.name);
      return importGoldItems({ goldSet }, body, { onProgress: setShare });
    },
    onSettled: () => client.invalidateQueries({ queryKey: goldSetsKey }),
  });
  const restart = () => {
    sending.reset();
    setFile(undefined);
    setShare(0);
  };
  const report = sending.data;
  return (
    <Modal
      open={open}
      width={640}
      title={t.goldSets.import.title}
      onCancel={onClose}
      afterClose={restart}
      destroyOnHidden
      footer={
        report === undefined ? (
          <>
            <Button onClick={onClose}>{t.common.cancel}</Button>
            <Button
              type="primary"
              disabled={file === undefined}
              loading={sending.isPending}
              onClick={() => file !== undefined && sending.mutate(file)}
            >
              {t.goldSets.import.submit}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={restart}>{t.goldSets.import.again}</Button>
            <Button type="primary" onClick={onClose}>
              {t.goldSets.import.close}
            </Button>
          </>
        )
      }
    >
      {report === undefined ? (
        <div className={styles.importForm}>
          <label
            className={styles.drop}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              setFile(event.dataTransfer.files[0]);
            }}
          >
            <strong>{file?.name ?? t.goldSets.import.drop}</strong>
            <span>{t.goldSets.import.formats}</span>
            <input
              type="file"
              className="visually-hidden"
              aria-label={t.goldSets.import.drop}
              onChange={(event) => setFile(event.currentTarget.files?.[0])}
            />
          </label>
          <label htmlFor={`${id}-format`}>{t.goldSets.import.format}</label>
          <Select
            id={`${id}-format`}
            value={format}
            options={[
              { value: 'auto', label: t.goldSets.import.automatic },
              ...formats.map((it) => ({ value: it, label: t.goldSets.import.formatNames[it] })),
            ]}
            onChange={setFormat}
          />
          <label htmlFor={`${id}-separator`}>{t.goldSets.import.separator}</label>
          <Select
            id={`${id}-separator`}
            value={separator}
            options={separators.map((it) => ({ value: it, label: it === '\n' ? '↵' : it }))}
            onChange={setSeparator}
          />
          <label htmlFor={`${id}-state`}>{t.goldSets.import.state}</label>
          <Select
            id={`${id}-state`}
            value={state}
            options={(['accepted', 'candidate'] as const).map((it) => ({ value: it, label: t.goldSets.states[it] }))}
            onChange={setState}
          />
          {sending.isPending && (
            <Progress percent={formatPercent(share)} status="active" aria-label={t.goldSets.import.title} />
          )}
          {sending.isError && <Failure error={sending.error} />}
        </div>
      ) : (
        <ImportReport report={report} />
      )}
    </Modal>
  );
}

function ImportReport({ report }: { readonly report: GoldImportReport }) {
  const { t, language } = useLanguage();
  const { created, updated, unchanged, refused, refusedCount, unknownDocuments, unknownDocumentCount } = report;
  return (
    <div className={styles.importForm}>
      <Alert
        type={created + updated + unchanged > 0 ? 'success' : 'warning'}
        title={t.goldSets.import.result(created, updated, unchanged)}
        description={t.goldSets.import.formatNames[report.format]}
      />
      {unknownDocumentCount > 0 && (
        <Alert
          type="warning"
          title={t.goldSets.import.unknownDocuments(unknownDocumentCount)}
          description={unknownDocuments.slice(0, 10).join(', ')}
        />
      )}
      {refusedCount > 0 && (
        <section>
          <h3>{t.goldSets.import.refused(refusedCount)}</h3>
          {refusedCount > refused.length && <p className={styles.faint}>{t.goldSets.import.listed(refused.length)}</p>}
          <div
            className={styles.scroll}
            tabIndex={0}
            role="region"
            aria-label={t.goldSets.import.refused(refusedCount)}
          >
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">{t.goldSets.import.row}</th>
                  <th scope="col">{t.goldSets.import.reason}</th>
                </tr>
              </thead>
              <tbody>
                {refused.map((row) => (
                  <tr key={`${row.row} ${row.en}`}>
                    <th scope="row">{row.row}</th>
                    <td>{row[language]}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </div>
  );
}
