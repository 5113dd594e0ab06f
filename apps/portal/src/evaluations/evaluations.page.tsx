import type { Evaluation } from '@mingda/contracts';
import { LineChartOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Progress } from 'antd';
import { Link } from 'react-router';
import { collectionsQuery } from '../collections/collection-queries.ts';
import { formatMoment, formatPercent } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { PageHeader } from '../layout/page-header.tsx';
import { QualityTabs } from '../quality/quality-tabs.tsx';
import { EmptyState } from '../states/empty-state.tsx';
import { Code, Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { evaluationsQuery, isRunning } from './evaluation-queries.ts';
import styles from './evaluations.module.css';
import { formatMetric } from './metric-view.ts';
import { CancelRun } from './run-actions.tsx';
import { StartEvaluation } from './start-evaluation.tsx';

export function EvaluationsPage() {
  const { t } = useLanguage();
  const evaluations = useQuery(evaluationsQuery);
  const collections = useQuery(collectionsQuery);
  const nameOf = (id: string) =>
    collections.data?.items.find((it) => it.id === id)?.name ?? t.evaluations.deletedCollection;
  const items = evaluations.data?.items ?? [];
  return (
    <>
      <PageHeader title={t.evaluations.title} intro={t.evaluations.intro} />
      <QualityTabs />
      <StartEvaluation />
      {evaluations.isPending && <Loading />}
      {evaluations.isError && <Failure error={evaluations.error} onRetry={() => void evaluations.refetch()} />}
      {evaluations.isSuccess && items.length === 0 && (
        <EmptyState
          icon={<LineChartOutlined aria-hidden />}
          title={t.evaluations.emptyTitle}
          text={t.evaluations.emptyText}
        />
      )}
      {items.length > 0 && (
        <section className={styles.panel} aria-label={t.evaluations.runs}>
          <h2 className={styles.panelTitle}>{t.evaluations.runs}</h2>
          <ul>
            {items.map((evaluation) => (
              <EvaluationRow key={evaluation.id} evaluation={evaluation} collection={nameOf(evaluation.collectionId)} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function EvaluationRow({ evaluation, collection }: { readonly evaluation: Evaluation; readonly collection: string }) {
  const { t, language } = useLanguage();
  const { metrics, counts, failure } = evaluation;
  return (
    <li className={styles.run}>
      <div className={styles.runMain}>
        <Link className={styles.runTitle} to={evaluation.id}>
          {evaluation.goldSet} · {collection}
        </Link>
        <p className={styles.faint}>
          {t.evaluations.started(formatMoment(evaluation.createdAt, t.locale))}
          {counts !== null && ` · ${t.evaluations.questions(counts.questions)}`}
          {evaluation.profileVersion !== null && ` · ${t.gate.run.profile(evaluation.profileVersion)}`}
        </p>
        {failure !== null && (
          <p className={styles.bad}>
            {language === 'zh' ? failure.zh : failure.en} <Code code={failure.code} />
          </p>
        )}
        {isRunning(evaluation) && (
          <Progress
            percent={formatPercent(evaluation.progress)}
            status="active"
            size="small"
            aria-label={t.evaluations.progressOf(evaluation.goldSet)}
          />
        )}
      </div>
      {metrics !== null && (
        <dl className={styles.figures}>
          {(['accuracy', 'recallAt10', 'bertScoreF1', 'latencyMeanMs'] as const).map((name) => (
            <div key={name}>
              <dt>{t.evaluations.metrics[name]}</dt>
              <dd>{metrics[name] === null ? '–' : formatMetric(name, metrics[name], t)}</dd>
            </div>
          ))}
        </dl>
      )}
      <CancelRun evaluation={evaluation} label={`${t.gate.run.cancel}: ${evaluation.goldSet} · ${collection}`} />
      <span className={styles.state} data-state={evaluation.state}>
        {t.evaluations.states[evaluation.state]}
      </span>
    </li>
  );
}
