import { useMutation } from '@tanstack/react-query';
import { Input } from 'antd';
import { tryIntent } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import styles from './intents.module.css';

export function IntentTrial({ collectionId }: { readonly collectionId: string }) {
  const { t } = useLanguage();
  const showFailure = useFailureMessage();
  const trial = useMutation({
    mutationFn: (text: string) => tryIntent({ collectionId }, { text }),
    onError: showFailure,
  });
  return (
    <section className={styles.panel} aria-label={t.intents.try}>
      <h2>{t.intents.try}</h2>
      <Input.Search
        aria-label={t.intents.try}
        maxLength={500}
        enterButton={t.intents.tryButton}
        loading={trial.isPending}
        onSearch={(text) => text.trim() !== '' && trial.mutate(text.trim())}
      />
      {trial.data !== undefined && (
        <p role="status">
          {trial.data.intent === null ? t.intents.triedNone : t.intents.tried(trial.data.intent)}{' '}
          {trial.data.intent === null && trial.data.nearest !== null && (
            <span className={styles.hint}>{t.intents.triedNearest(trial.data.nearest)}</span>
          )}
        </p>
      )}
    </section>
  );
}
