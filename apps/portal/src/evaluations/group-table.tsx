import type { EvaluationReport, MetricName } from '@mingda/contracts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './evaluations.module.css';
import { formatMetric } from './metric-view.ts';

const columns: readonly MetricName[] = [
  'accuracy',
  'bertScoreF1',
  'recallAt1',
  'recallAt10',
  'refusalRecall',
  'falseRefusalRate',
];

/** The same metrics for each language, split and tag of the gold set. */
export function GroupTable({ groups }: { readonly groups: EvaluationReport['groups'] }) {
  const { t } = useLanguage();
  const entries = Object.entries(groups);
  if (entries.length === 0) return null;
  return (
    <section className={styles.panel}>
      <h2 className={styles.panelTitle}>{t.evaluations.groups}</h2>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t.evaluations.groups}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t.evaluations.group}</th>
              <th scope="col">{t.evaluations.limit}</th>
              {columns.map((name) => (
                <th key={name} scope="col">
                  {t.evaluations.metrics[name]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {entries.map(([group, { counts, metrics }]) => (
              <tr key={group}>
                <th scope="row">{group}</th>
                <td>{counts.questions}</td>
                {columns.map((name) => (
                  <td key={name}>{metrics[name] === null ? '–' : formatMetric(name, metrics[name], t)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
