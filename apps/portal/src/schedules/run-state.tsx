import type { ReportRun } from '@mingda/contracts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './schedules.module.css';

export function RunState({ run }: { readonly run: ReportRun }) {
  const { t } = useLanguage();
  return (
    <span className={styles.state} data-state={run.state}>
      {t.schedules.states[run.state]}
    </span>
  );
}
