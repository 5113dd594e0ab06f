import type { Source, SourceRun } from '@mingda/contracts';
import { useQuery } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Code, Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { RunSummary } from './run-summary.tsx';
import { runFailuresQuery, sourceRunsQuery } from './source-queries.ts';
import styles from './sources.module.css';

interface SourceHistoryProps {
  /** Undefined while nothing is shown. */
  readonly source: Source | undefined;
  readonly onClose: () => void;
}

/** What became of each run, and of each thing that a run could not take in. */
export function SourceHistory({ source, onClose }: SourceHistoryProps) {
  const { t } = useLanguage();
  return (
    <Drawer
      open={source !== undefined}
      size={720}
      title={source === undefined ? '' : t.sources.historyOf(source.name)}
      onClose={onClose}
      destroyOnHidden
    >
      {source !== undefined && <Runs source={source} />}
    </Drawer>
  );
}

function Runs({ source }: { readonly source: Source }) {
  const { t } = useLanguage();
  const runs = useQuery(sourceRunsQuery(source));
  if (runs.isPending) return <Loading />;
  if (runs.isError) return <Failure error={runs.error} onRetry={() => void runs.refetch()} />;
  if (runs.data.items.length === 0) return <p className={styles.faint}>{t.sources.noRuns}</p>;
  return (
    <ul className={styles.runs}>
      {runs.data.items.map((run) => (
        <RunItem key={run.id} source={source} run={run} />
      ))}
    </ul>
  );
}

function RunItem({ source, run }: { readonly source: Source; readonly run: SourceRun }) {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  return (
    <li className={styles.runItem}>
      <p className={styles.faint}>{t.sources.triggers[run.trigger]}</p>
      <RunSummary run={run} />
      {run.failed > 0 && (
        <Button type="link" className={styles.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t.sources.hideFailures : t.sources.showFailures(run.failed)}
        </Button>
      )}
      {open && <Failures source={source} run={run} />}
    </li>
  );
}

function Failures({ source, run }: { readonly source: Source; readonly run: SourceRun }) {
  const { t, language } = useLanguage();
  const failures = useQuery(runFailuresQuery(source, run));
  if (failures.isPending) return <Loading rows={2} />;
  if (failures.isError) return <Failure error={failures.error} onRetry={() => void failures.refetch()} />;
  const { items, total } = failures.data;
  return (
    <>
      {items.length < total && <p className={styles.faint}>{t.sources.firstFailures(items.length, total)}</p>}
      <ul className={styles.failures}>
        {items.map(({ key, failure }, index) => (
          <li key={`${index} ${key}`}>
            <strong>{key}</strong>
            <span>
              {failure[language]} {failure.detail} <Code code={failure.code} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
