import type { Comparison, MetricDifference, MetricName } from '@mingda/contracts';
import tables from '../evaluations/evaluations.module.css';
import type { Dictionary } from '../i18n/dictionary.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './gate.module.css';
import { TurnedQuestions } from './turned-questions.tsx';
import { signed } from './verdict-table.tsx';

/** All that two runs differ in: settings, figures, groups, single questions. */
export function ComparisonView({ comparison }: { readonly comparison: Comparison }) {
  const { t } = useLanguage();
  const texts = t.gate.comparison;
  const { configuration, common, onlyBefore, onlyAfter } = comparison;
  return (
    <div className={styles.page}>
      <p>{texts.common(common, onlyBefore + onlyAfter)}</p>
      <section className={styles.panel} aria-label={texts.changed}>
        <h2>{texts.changed}</h2>
        <div className={styles.body}>
          {configuration === null && <p>{texts.unknownConfiguration}</p>}
          {configuration?.length === 0 && <p>{texts.noChange}</p>}
          <ul className={styles.changes}>
            {configuration?.map(({ path, before, after }) => (
              <li key={path}>
                <code>{path}</code>: <code>{JSON.stringify(before)}</code> → <code>{JSON.stringify(after)}</code>
              </li>
            ))}
          </ul>
        </div>
      </section>
      <section className={styles.panel} aria-label={texts.metrics}>
        <h2>{texts.metrics}</h2>
        <DifferenceTable rows={comparison.metrics.map((it) => [metricLabel(it, t), it])} label={texts.metrics} />
        <p className={styles.nothing}>{texts.method(comparison.bootstrap.resamples)}</p>
      </section>
      <section className={styles.panel} aria-label={texts.groups}>
        <h2>{texts.groups}</h2>
        <DifferenceTable
          rows={Object.entries(comparison.groups).flatMap(([group, differences]) =>
            differences.map((it): [string, MetricDifference] => [`${group} · ${metricLabel(it, t)}`, it]),
          )}
          label={texts.groups}
        />
      </section>
      <TurnedQuestions questions={comparison.questions} />
    </div>
  );
}

function metricLabel({ metric }: MetricDifference, t: Dictionary): string {
  return t.evaluations.metrics[metric as MetricName] ?? metric;
}

interface DifferenceTableProps {
  readonly rows: readonly (readonly [label: string, difference: MetricDifference])[];
  readonly label: string;
}

function DifferenceTable({ rows, label }: DifferenceTableProps) {
  const { t } = useLanguage();
  const texts = t.gate.comparison;
  const heads = [
    texts.metric,
    t.gate.columns.questions,
    texts.before,
    texts.after,
    t.gate.columns.difference,
    texts.interval,
  ];
  return (
    <div className={tables.scroll} tabIndex={0} role="region" aria-label={label}>
      <table className={tables.table}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, it]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{it.questions}</td>
              <td>{show(it.before)}</td>
              <td>{show(it.after)}</td>
              <td className={toneOf(it)}>{shift(it.difference)}</td>
              <td>{it.interval === null ? '–' : `${shift(it.interval.low)} … ${shift(it.interval.high)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const large = 10;

/** Milliseconds and characters need no thousandths. */
function show(value: number | null): string {
  if (value === null) return '–';
  return Math.abs(value) >= large ? value.toFixed(0) : value.toFixed(3);
}

function shift(value: number | null): string {
  if (value === null || Math.abs(value) < large) return signed(value);
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(0)}`;
}

/** Coloured only when the interval leaves chance out. */
function toneOf({ interval, better }: MetricDifference): string | undefined {
  if (interval === null || (interval.low <= 0 && interval.high >= 0)) return undefined;
  return interval.low > 0 === (better === 'higher') ? styles.good : styles.bad;
}
