import type { Evaluation } from '@mingda/contracts';
import { useQuery } from '@tanstack/react-query';
import { Progress } from 'antd';
import { useParams } from 'react-router';
import { collectionsQuery } from '../collections/collection-queries.ts';
import { formatMoment, formatPercent } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { PageHeader } from '../layout/page-header.tsx';
import { Failure, FailureBox } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { evaluationQuery, isRunning, reportQuery } from './evaluation-queries.ts';
import styles from './evaluations.module.css';
import { ReportView } from './report-view.tsx';
import { CancelRun, RunActions } from './run-actions.tsx';
import { RunConfiguration } from './run-configuration.tsx';

export function EvaluationPage() {
  const { t } = useLanguage();
  const { evaluationId = '' } = useParams();
  const evaluation = useQuery(evaluationQuery(evaluationId));
  const collections = useQuery(collectionsQuery);
  const back = { to: '/evaluations', label: t.evaluations.back };
  if (evaluation.isError) {
    return (
      <>
        <PageHeader title={t.evaluations.title} back={back} />
        <Failure error={evaluation.error} onRetry={() => void evaluation.refetch()} />
      </>
    );
  }
  if (evaluation.data === undefined) return <Loading rows={8} />;
  const { goldSet, collectionId, createdAt } = evaluation.data;
  const collection =
    collections.data?.items.find((it) => it.id === collectionId)?.name ?? t.evaluations.deletedCollection;
  return (
    <>
      <PageHeader
        title={`${goldSet} · ${collection}`}
        intro={t.evaluations.started(formatMoment(createdAt, t.locale))}
        back={back}
      />
      {!isRunning(evaluation.data) && <RunActions evaluation={evaluation.data} />}
      <EvaluationContent evaluation={evaluation.data} />
      <RunConfiguration evaluation={evaluation.data} />
    </>
  );
}

function EvaluationContent({ evaluation }: { readonly evaluation: Evaluation }) {
  const { t, language } = useLanguage();
  const report = useQuery({ ...reportQuery(evaluation.id), enabled: evaluation.state === 'finished' });
  const { failure } = evaluation;
  if (isRunning(evaluation)) {
    return (
      <div className={styles.running}>
        <h2>{t.evaluations.states[evaluation.state]}</h2>
        <Progress
          percent={formatPercent(evaluation.progress)}
          status="active"
          aria-label={t.evaluations.progressOf(evaluation.goldSet)}
        />
        <div>
          <CancelRun evaluation={evaluation} label={t.gate.run.cancel} />
        </div>
      </div>
    );
  }
  if (evaluation.state === 'cancelled') return <p className={styles.running}>{t.gate.run.cancelled}</p>;
  if (failure !== null) {
    return (
      <FailureBox
        title={t.evaluations.states.failed}
        cause={language === 'zh' ? failure.zh : failure.en}
        code={failure.code}
      />
    );
  }
  if (report.isError) return <Failure error={report.error} onRetry={() => void report.refetch()} />;
  return report.data === undefined ? <Loading rows={10} /> : <ReportView report={report.data} />;
}
