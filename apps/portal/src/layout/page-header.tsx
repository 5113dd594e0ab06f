import { ArrowLeftOutlined } from '@ant-design/icons';
import { useEffect, type ReactNode } from 'react';
import { Link } from 'react-router';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './layout.module.css';

interface PageHeaderProps {
  readonly title: string;
  readonly intro?: string | undefined;
  readonly back?: { readonly to: string; readonly label: string };
  readonly actions?: ReactNode;
}

export function PageHeader({ title, intro, back, actions }: PageHeaderProps) {
  const { t } = useLanguage();
  useEffect(() => {
    document.title = `${title} · ${t.name}`;
  }, [title, t.name]);
  return (
    <div className={styles.pageHeader}>
      <div className={styles.pageTitle}>
        {back !== undefined && (
          <Link className={styles.crumb} to={back.to}>
            <ArrowLeftOutlined aria-hidden="true" />
            {back.label}
          </Link>
        )}
        <h1>{title}</h1>
        {intro !== undefined && intro !== '' && <p>{intro}</p>}
      </div>
      {actions}
    </div>
  );
}
