import type { ApprovedBy } from '@mingda/contracts';
import { SafetyCertificateFilled } from '@ant-design/icons';
import { formatDay } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './ask.module.css';

export function ApprovedBadge({ approved }: { readonly approved: ApprovedBy }) {
  const { t } = useLanguage();
  return (
    <p className={styles.approved}>
      <SafetyCertificateFilled aria-hidden="true" /> <strong>{t.faq.badge}</strong>
      <span>{t.faq.badgeText(approved.by, formatDay(approved.at, t.locale))}</span>
      <span className={styles.hint}>{t.faq.badgeQuestion(approved.question)}</span>
    </p>
  );
}
