import type { Source } from '@mingda/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { confirmSourceDeletions } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { sourcesKey } from './source-queries.ts';
import styles from './sources.module.css';

/** So much has vanished from a source that a person decides. */
export function ConfirmDeletions({ source, vanished }: { readonly source: Source; readonly vanished: number }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const onError = useFailureMessage();
  const { collectionId, id: sourceId } = source;
  const deciding = useMutation({
    mutationFn: (remove: boolean) => confirmSourceDeletions({ collectionId, sourceId }, { delete: remove }),
    onError,
    onSettled: () => client.invalidateQueries({ queryKey: sourcesKey(collectionId) }),
  });
  return (
    <Alert
      type="warning"
      showIcon
      title={t.sources.confirmTitle(vanished)}
      description={
        <>
          <p>{t.sources.confirmText}</p>
          <div className={styles.decision}>
            <Button size="small" disabled={deciding.isPending} onClick={() => deciding.mutate(false)}>
              {t.sources.confirmKeep}
            </Button>
            <Button size="small" danger disabled={deciding.isPending} onClick={() => deciding.mutate(true)}>
              {t.sources.confirmDelete}
            </Button>
          </div>
        </>
      }
    />
  );
}
