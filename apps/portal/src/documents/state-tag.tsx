import type { VersionState } from '@mingda/contracts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './documents.module.css';
import { toneOfState } from './version-states.ts';

export function StateTag({ state }: { readonly state: VersionState }) {
  const { t } = useLanguage();
  return (
    <span className={styles.tag} data-tone={toneOfState[state]}>
      {t.documents.states[state]}
    </span>
  );
}
