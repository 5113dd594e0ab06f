import type { SourceRun } from '@mingda/contracts';
import { formatMoment } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Code, useAdvice } from '../states/failure.tsx';
import styles from './sources.module.css';

/** State and counts of a run, and why it failed or waits. */
export function RunSummary({ run }: { readonly run: SourceRun }) {
  const { t, language } = useLanguage();
  const advice = useAdvice(run.failure?.code ?? '');
  const { failure } = run;
  return (
    <div className={styles.run} role={run.state === 'running' ? 'status' : undefined}>
      <p className={styles.facts}>
        <span className={styles.state} data-state={run.state}>
          {t.sources.states[run.state]}
        </span>
        <span>{formatMoment(run.finishedAt ?? run.startedAt ?? run.createdAt, t.locale)}</span>
        <span>{t.sources.counts(run.listed, run.changed)}</span>
        <span>{t.sources.effects(run.accepted, run.deleted)}</span>
        {run.failed > 0 && <span className={styles.bad}>{t.sources.failures(run.failed)}</span>}
      </p>
      {failure !== null && (
        <p className={styles.bad}>
          {failure[language]} {[failure.subject, failure.detail].filter(Boolean).join(': ')}{' '}
          <Code code={failure.code} /> {run.state === 'waiting' ? t.sources.willTryAgain : advice}
        </p>
      )}
    </div>
  );
}
