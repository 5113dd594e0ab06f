import { useQuery } from '@tanstack/react-query';
import { useCollection } from '../collections/use-collection.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { IntentEditor } from './intent-editor.tsx';
import { IntentMeasures } from './intent-measures.tsx';
import { intentsQuery } from './intent-queries.ts';
import { IntentTrial } from './intent-trial.tsx';
import styles from './intents.module.css';

export function IntentsTab() {
  const { t } = useLanguage();
  const collection = useCollection();
  const saved = useQuery(intentsQuery(collection.id));
  return (
    <section aria-label={t.intents.tab}>
      <p className={styles.intro}>{t.intents.intro}</p>
      {saved.isPending && <Loading />}
      {saved.isError && <Failure error={saved.error} onRetry={() => void saved.refetch()} />}
      {saved.data !== undefined && (
        <>
          <IntentEditor key={saved.data.version} collectionId={collection.id} saved={saved.data} />
          {saved.data.measured.length > 0 && (
            <>
              <IntentMeasures measured={saved.data.measured} />
              <IntentTrial collectionId={collection.id} />
            </>
          )}
        </>
      )}
    </section>
  );
}
