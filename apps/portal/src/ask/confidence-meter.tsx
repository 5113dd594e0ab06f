import { formatPercent } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './ask.module.css';

export function ConfidenceMeter({ confidence }: { readonly confidence: number }) {
  const { t } = useLanguage();
  const level = confidence >= 0.75 ? 'high' : confidence >= 0.5 ? 'medium' : 'low';
  const percent = formatPercent(confidence);
  return (
    <span className={styles.confidence} data-level={level}>
      {t.ask.confidence}
      <meter min={0} max={100} value={percent} className="visually-hidden">
        {percent} %
      </meter>
      <span className={styles.meter} aria-hidden="true">
        <span style={{ width: `${percent}%` }} />
      </span>
      {percent} % · {t.ask.confidenceLevels[level]}
    </span>
  );
}
