import type { ImportLoad } from '@mingda/contracts';
import type { ReactNode } from 'react';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './imports.module.css';
import { leftOf } from './import-queries.ts';

interface ImportFactsProps {
  readonly load: ImportLoad;
  /** Shows the failed ones, where they are not shown anyway. */
  readonly failed?: ReactNode;
}

/** Counts, pace and time left; what is not known is said so. */
export function ImportFacts({ load, failed }: ImportFactsProps) {
  const { t } = useLanguage();
  const left = leftOf(load) > 0;
  const eta = load.etaSeconds === null ? t.imports.etaUnknown : t.imports.eta(load.etaSeconds);
  return (
    <p className={styles.facts}>
      {left && <span>{t.imports.counts(load.waiting, load.running)}</span>}
      {load.retrying > 0 && <span>{t.imports.retrying(load.retrying)}</span>}
      {failed}
      <span>{t.imports.ready(load.ready)}</span>
      {left && !load.paused && load.documentsPerMinute !== null && (
        <span>{t.imports.pace(load.documentsPerMinute, load.pagesPerMinute ?? 0)}</span>
      )}
      {left && !load.paused && <strong>{eta}</strong>}
    </p>
  );
}
