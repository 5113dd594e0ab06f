import type { GateVerdict } from '@mingda/contracts';
import tables from '../evaluations/evaluations.module.css';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './gate.module.css';

/** What the gate says of each measure, with the figures that it says it by. */
export function VerdictTable({ verdict }: { readonly verdict: GateVerdict }) {
  const { t, language } = useLanguage();
  const { columns } = t.gate;
  const names = ['measure', 'questions', 'before', 'after', 'difference', 'lowerBound', 'margin', 'verdict'] as const;
  return (
    <>
      <p>
        <strong className={styles.outcome} data-outcome={verdict.outcome}>
          {t.gate.outcomes[verdict.outcome]}
        </strong>{' '}
        {verdict.reason[language]}
      </p>
      <div className={tables.scroll} tabIndex={0} role="region" aria-label={t.gate.figures}>
        <table className={tables.table}>
          <thead>
            <tr>
              {names.map((name) => (
                <th key={name} scope="col">
                  {columns[name]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {verdict.checks.map((check) => (
              <tr key={check.measure}>
                <th scope="row">{t.gate.measures[check.measure]}</th>
                <td>{check.questions}</td>
                <td>{show(check.before)}</td>
                <td>{show(check.after)}</td>
                <td>{signed(check.difference)}</td>
                <td>{signed(check.lowerBound)}</td>
                <td>{signed(-check.margin)}</td>
                <td>
                  <span className={styles.verdict} data-verdict={check.verdict}>
                    {t.gate.verdicts[check.verdict]}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles.faint}>{t.gate.boundText(verdict.confidence)}</p>
    </>
  );
}

function show(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

export function signed(value: number | null): string {
  if (value === null) return '–';
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}
