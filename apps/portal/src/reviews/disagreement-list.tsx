import { useQuery } from '@tanstack/react-query';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { disagreementsQuery } from './review-queries.ts';
import styles from './reviews.module.css';

/** Where the metrics and people do not say the same: either the metric or the gold set has to be looked at. */
export function DisagreementList({ collectionId }: { readonly collectionId: string }) {
  const { t } = useLanguage();
  const list = useQuery(disagreementsQuery(collectionId));
  const items = list.data?.items ?? [];
  return (
    <section className={styles.panel} aria-label={t.reviews.disagreements}>
      <h2>{t.reviews.disagreements}</h2>
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.data !== undefined && (
        <p className={styles.faint}>
          {items.length === 0
            ? t.reviews.noDisagreements
            : t.reviews.disagreementsText(items.length, list.data.compared)}
        </p>
      )}
      <ol className={styles.differing}>
        {items.map(({ id, answer, metric, ratings }) => (
          <li key={id} lang={answer.lang}>
            <h3>{answer.question}</h3>
            <p>{answer.text}</p>
            {metric !== null && (
              <p className={styles.faint}>
                {t.reviews.references}: {metric.references.join(' / ') || '–'} · {t.reviews.metricSays(metric.right)}
              </p>
            )}
            <p className={styles.faint}>
              {ratings
                .map(
                  (it) => `${it.rater}: ${t.reviews.labels[it.label]}${it.comment === null ? '' : ` (${it.comment})`}`,
                )
                .join(' · ')}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
