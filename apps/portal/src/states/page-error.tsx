import { WarningOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Link, useRouteError } from 'react-router';
import { useLanguage } from '../i18n/language-provider.tsx';
import { EmptyState } from './empty-state.tsx';

/** What a page shows instead of itself when it throws, say because a new release replaced its files. */
export function PageError() {
  const { t } = useLanguage();
  const error = useRouteError();
  return (
    <EmptyState
      icon={<WarningOutlined aria-hidden />}
      title={t.common.crashTitle}
      text={error instanceof Error ? error.message : String(error)}
      action={<Button onClick={() => window.location.reload()}>{t.common.reload}</Button>}
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
