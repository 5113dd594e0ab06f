import { useQuery } from '@tanstack/react-query';
import { formatDay, formatPercent } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { satisfactionQuery } from './review-queries.ts';
import { Figure } from './review-summary.tsx';
import styles from './reviews.module.css';

/** Days that are drawn; older ones are in the public API. */
const daysShown = 30;

export function SatisfactionPanel({ collectionId }: { readonly collectionId: string }) {
  const { t } = useLanguage();
  const satisfaction = useQuery(satisfactionQuery(collectionId));
  const total = satisfaction.data?.total;
  const days = (satisfaction.data?.buckets ?? []).filter((it) => it.rated > 0).slice(-daysShown);
  return (
    <section className={styles.panel} aria-label={t.reviews.satisfaction}>
      <h2>{t.reviews.satisfaction}</h2>
      {satisfaction.isPending && <Loading rows={3} />}
      {satisfaction.isError && <Failure error={satisfaction.error} onRetry={() => void satisfaction.refetch()} />}
      {total !== undefined && (
        <>
          <dl className={styles.figures}>
            <Figure name={t.reviews.meanRating} value={total.meanRating === null ? '–' : total.meanRating.toFixed(2)} />
            <Figure
              name={t.reviews.thumbsUp}
              value={total.thumbsUpShare === null ? '–' : `${formatPercent(total.thumbsUpShare)} %`}
            />
          </dl>
          <p className={styles.faint}>
            {total.rated === 0 ? t.reviews.noFeedback : t.reviews.ratedOf(total.rated, total.answers)}
          </p>
          {days.length > 0 && (
            <ul className={styles.days}>
              {days.map((day) => {
                const share = day.meanRating === null ? (day.thumbsUpShare ?? 0) : (day.meanRating - 1) / 4;
                return (
                  <li key={day.from}>
                    <span>{formatDay(day.from, t.locale)}</span>
                    <span className={styles.bar5} aria-hidden="true">
                      <span style={{ width: `${formatPercent(share)}%` }} />
                    </span>
                    <span>
                      {day.meanRating === null ? '' : day.meanRating.toFixed(1)}
                      {day.thumbsUpShare === null ? '' : ` ${formatPercent(day.thumbsUpShare)} %`}
                    </span>
                  </li>
                );
              })}
            </ul>
          )}
        </>
      )}
    </section>
  );
}
