import { WarningOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useSyncExternalStore } from 'react';
import { Link, useRouteError } from 'react-router';
import { useLanguage } from '../i18n/language-provider.tsx';
import { EmptyState } from './empty-state.tsx';
import { Loading } from './loading.tsx';
import { lostFiles } from './lost-files.ts';

/** What a page shows instead of itself when it throws, or when a new release replaced its files. */
export function PageError() {
  const { t } = useLanguage();
  const error = useRouteError();
  const reloading = useSyncExternalStore(lostFiles.subscribe, lostFiles.isReloading);
  const isLost = lostFiles.has(error);
  if (isLost && reloading) return <Loading rows={6} />;
  return (
    <EmptyState
      icon={<WarningOutlined aria-hidden />}
      title={isLost ? t.common.lostFilesTitle : t.common.crashTitle}
      text={isLost ? t.common.lostFilesText : error instanceof Error ? error.message : String(error)}
      action={<Button onClick={() => lostFiles.reload()}>{t.common.reload}</Button>}
    />
  );
}

export function NotFound() {
  const { t } = useLanguage();
  return (
    <EmptyState
      icon={<WarningOutlined aria-hidden />}
      title={t.common.notFoundTitle}
      text={t.common.notFoundText}
      action={<Link to="/collections">{t.common.toCollections}</Link>}
    />
  );
}
