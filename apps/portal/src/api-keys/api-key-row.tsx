import type { ApiKey } from '@mingda/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Tag } from 'antd';
import { revokeApiKey } from '../api/client.generated.ts';
import { formatDay, formatMoment } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { apiKeysQuery } from './api-key-queries.ts';
import styles from './api-keys.module.css';

export function ApiKeyRow({ apiKey }: { readonly apiKey: ApiKey }) {
  const { t } = useLanguage();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const showFailure = useFailureMessage();
  const revocation = useMutation({
    mutationFn: () => revokeApiKey({ keyId: apiKey.id }),
    onError: showFailure,
    onSettled: () => client.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
  });
  const confirm = () =>
    void modal.confirm({
      title: t.apiKeys.revokeTitle(apiKey.name),
      content: t.apiKeys.revokeText,
      okText: t.apiKeys.revoke,
      okButtonProps: { danger: true },
      autoFocusButton: 'cancel',
      onOk: () => revocation.mutateAsync().catch(() => undefined),
    });
  return (
    <li className={styles.row}>
      <div className={styles.name}>
        <strong>{apiKey.name}</strong>{' '}
        <Tag color={apiKey.kind === 'admin' ? 'gold' : 'blue'}>{t.apiKeys.kinds[apiKey.kind]}</Tag>
        <p className={styles.facts}>
          <code>{apiKey.prefix}…</code>
          <span>
            {apiKey.collectionIds === null ? t.apiKeys.scopeAll : t.apiKeys.scopeSome(apiKey.collectionIds.length)}
          </span>
          <span>{t.apiKeys.created(formatDay(apiKey.createdAt, t.locale))}</span>
          <span>
            {apiKey.lastUsedAt === null
              ? t.apiKeys.neverUsed
              : t.apiKeys.lastUsed(formatMoment(apiKey.lastUsedAt, t.locale))}
          </span>
        </p>
      </div>
      {apiKey.kind === 'integration' && (
        <Button
          danger
          aria-label={`${t.apiKeys.revoke} ${apiKey.name}`}
          loading={revocation.isPending}
          onClick={confirm}
        >
          {t.apiKeys.revoke}
        </Button>
      )}
    </li>
  );
}
