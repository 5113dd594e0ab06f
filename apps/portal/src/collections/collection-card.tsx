import type { Collection } from '@mingda/contracts';
import { DeleteOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { Link } from 'react-router';
import { deleteCollection } from '../api/client.generated.ts';
import { formatDay } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { collectionsQuery } from './collection-queries.ts';
import styles from './collections.module.css';

export function CollectionCard({ collection }: { readonly collection: Collection }) {
  const { t } = useLanguage();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const showFailure = useFailureMessage();
  const removal = useMutation({
    mutationFn: () => deleteCollection({ collectionId: collection.id }),
    onError: showFailure,
    onSettled: () => client.invalidateQueries({ queryKey: collectionsQuery.queryKey }),
  });
  const confirm = () =>
    void modal.confirm({
      title: t.collections.deleteTitle(collection.name),
      content: t.collections.deleteText(collection.documentCount),
      okText: t.collections.deleteConfirm,
      okButtonProps: { danger: true },
      autoFocusButton: 'cancel',
      onOk: () => removal.mutateAsync().catch(() => undefined),
    });
  return (
    <li className={styles.card}>
      <h2>
        <Link className={styles.link} to={`/collections/${collection.id}`}>
          {collection.name}
        </Link>
      </h2>
      <p className={styles.description}>{collection.description || t.collections.noDescription}</p>
      <p className={styles.facts}>
        <strong>{t.collections.documents(collection.documentCount)}</strong>
        <span>{t.collections.chunks(collection.chunkCount)}</span>
        <span>{t.collections.created(formatDay(collection.createdAt, t.locale))}</span>
      </p>
      <Button
        className={styles.remove}
        type="text"
        size="small"
        icon={<DeleteOutlined aria-hidden />}
        aria-label={t.collections.menu(collection.name)}
        loading={removal.isPending}
        onClick={confirm}
      />
    </li>
  );
}
