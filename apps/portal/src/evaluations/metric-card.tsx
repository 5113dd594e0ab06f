import type { MetricName } from '@mingda/contracts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './evaluations.module.css';
import { formatMetric, isMet, targets } from './metric-view.ts';

interface MetricCardProps {
  readonly name: MetricName;
  /** Null when the run did not measure it. */
  readonly value: number | null;
}

export function MetricCard({ name, value }: MetricCardProps) {
  const { t } = useLanguage();
  const target = targets[name];
  const met = target === undefined || value === null ? null : isMet(value, target);
  return (
    <li className={styles.card} data-met={met ?? undefined}>
      <h3>{t.evaluations.metrics[name]}</h3>
      <p className={styles.value}>{value === null ? '–' : formatMetric(name, value, t)}</p>
      {value === null ? (
        <p className={styles.faint}>{t.evaluations.notMeasured}</p>
      ) : (
        target !== undefined && (
          <p className={styles.target}>
            {t.evaluations.target(`${target.better === 'higher' ? '≥' : '≤'} ${formatMetric(name, target.value, t)}`)} ·{' '}
            {met === true ? t.evaluations.met : t.evaluations.missed}
          </p>
        )
      )}
    </li>
  );
}
