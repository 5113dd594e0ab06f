import type { EvaluationReport } from '@mingda/contracts';
import { Skeleton } from 'antd';
import { lazy, Suspense } from 'react';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './evaluations.module.css';
import { GroupTable } from './group-table.tsx';
import { MetricCard } from './metric-card.tsx';
import { sections, type SectionName } from './metric-view.ts';
import { QuestionList } from './question-list.tsx';

const MetricChart = lazy(async () => ({ default: (await import('./metric-chart.tsx')).MetricChart }));

export function ReportView({ report }: { readonly report: EvaluationReport }) {
  const { t } = useLanguage();
  const { counts } = report;
  const seconds = (Date.parse(report.finishedAt) - Date.parse(report.startedAt)) / 1000;
  return (
    <div className={styles.report}>
      <p className={styles.summary}>
        <strong>{t.evaluations.questions(counts.questions)}</strong>
        <span>{t.evaluations.countsText(counts.answered, counts.refused, counts.correct)}</span>
        {(counts.failed ?? 0) > 0 && (
          <span className={styles.bad}>{t.evaluations.failedCount(counts.failed ?? 0)}</span>
        )}
        <span>{t.collections.documents(counts.documents)}</span>
        <span>{t.collections.chunks(counts.chunks)}</span>
        <span>
          {t.evaluations.duration}: {t.evaluations.seconds(seconds.toFixed(1))}
        </span>
        <span>
          {t.evaluations.models}: {report.models.join(', ')}
        </span>
      </p>
      {(report.run?.reused ?? 0) > 0 && <p className={styles.faint}>{t.gate.run.reused(report.run?.reused ?? 0)}</p>}
      {report.run?.documentsChanged === true && <p className={styles.bad}>{t.gate.run.documentsChanged}</p>}
      {(Object.keys(sections) as SectionName[]).map((section) => (
        <section key={section}>
          <h2 className={styles.sectionTitle}>{t.evaluations.sections[section]}</h2>
          <ul className={styles.cards}>
            {sections[section].map((name) => (
              <MetricCard key={name} name={name} value={report.metrics[name]} />
            ))}
          </ul>
        </section>
      ))}
      <section className={styles.panel}>
        <h2 className={styles.panelTitle}>{t.evaluations.chart}</h2>
        <Suspense fallback={<Skeleton active className={styles.chartWait} />}>
          <MetricChart metrics={report.metrics} />
        </Suspense>
      </section>
      <GroupTable groups={report.groups} />
      <QuestionList questions={report.questions} />
    </div>
  );
}
