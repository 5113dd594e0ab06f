import { Skeleton } from 'antd';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './states.module.css';

export function Loading({ rows = 4 }: { readonly rows?: number }) {
  const { t } = useLanguage();
  return (
    <div className={styles.loading} role="status" aria-label={t.common.loading}>
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}
