import { KeyOutlined, PlusOutlined, ReadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useLanguage } from '../i18n/language-provider.tsx';
import { PageHeader } from '../layout/page-header.tsx';
import { EmptyState } from '../states/empty-state.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { apiKeysQuery } from './api-key-queries.ts';
import { ApiKeyRow } from './api-key-row.tsx';
import styles from './api-keys.module.css';
import { CreateApiKeyDialog } from './create-api-key-dialog.tsx';

export function ApiKeysPage() {
  const { t } = useLanguage();
  const keys = useQuery(apiKeysQuery);
  const [creating, setCreating] = useState(false);
  const create = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setCreating(true)}>
      {t.apiKeys.create}
    </Button>
  );
  const items = keys.data?.items ?? [];
  const none = keys.isSuccess && items.every((it) => it.kind !== 'integration');
  return (
    <>
      <PageHeader
        title={t.apiKeys.title}
        intro={t.apiKeys.intro}
        actions={
          <div className={styles.actions}>
            <Button href="/docs" icon={<ReadOutlined aria-hidden />}>
              {t.nav.apiReference}
            </Button>
            {!none && create}
          </div>
        }
      />
      {keys.isPending && <Loading />}
      {keys.isError && <Failure error={keys.error} onRetry={() => void keys.refetch()} />}
      {items.length > 0 && (
        <ul className={styles.list}>
          {items.map((key) => (
            <ApiKeyRow key={key.id} apiKey={key} />
          ))}
        </ul>
      )}
      {none && (
        <EmptyState
          icon={<KeyOutlined aria-hidden />}
          title={t.apiKeys.emptyTitle}
          text={t.apiKeys.emptyText}
          action={create}
        />
      )}
      <CreateApiKeyDialog open={creating} onClose={() => setCreating(false)} />
    </>
  );
}
