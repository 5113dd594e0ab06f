import type { Agreement } from '@mingda/contracts';
import { useQuery } from '@tanstack/react-query';
import { formatPercent } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { reviewLabels } from './labels.ts';
import { reviewSummaryQuery } from './review-queries.ts';
import styles from './reviews.module.css';

export function ReviewSummaryPanel({ collectionId }: { readonly collectionId: string }) {
  const { t } = useLanguage();
  const summary = useQuery(reviewSummaryQuery(collectionId));
  return (
    <section className={styles.panel} aria-label={t.reviews.summary}>
      <h2>{t.reviews.summary}</h2>
      {summary.isPending && <Loading rows={3} />}
      {summary.isError && <Failure error={summary.error} onRetry={() => void summary.refetch()} />}
      {summary.data !== undefined && (
        <>
          <dl className={styles.figures}>
            <Figure name={t.reviews.open} value={String(summary.data.open)} />
            <Figure name={t.reviews.done} value={String(summary.data.done)} />
            {reviewLabels.map((label) => (
              <Figure key={label} name={t.reviews.labels[label]} value={String(summary.data.byLabel[label] ?? 0)} />
            ))}
          </dl>
          <AgreementFigures agreement={summary.data.agreement} />
        </>
      )}
    </section>
  );
}

function AgreementFigures({ agreement }: { readonly agreement: Agreement }) {
  const { t } = useLanguage();
  const kappa = (value: number | null) => (value === null ? t.reviews.notDefined : value.toFixed(2));
  return (
    <>
      <dl className={styles.figures}>
        <Figure
          name={t.reviews.agreement}
          value={agreement.agreement === null ? '–' : `${formatPercent(agreement.agreement)} %`}
        />
        <Figure name={t.reviews.kappa} value={agreement.tasks === 0 ? '–' : kappa(agreement.kappa)} />
      </dl>
      <p className={styles.faint}>
        {t.reviews.doubly(agreement.tasks)} · {t.reviews.kappaHelp}
      </p>
      {agreement.pairs.length > 1 && (
        <ul className={styles.pairs} aria-label={t.reviews.pairsTitle}>
          {agreement.pairs.map(({ raters, tasks, kappa: value }) => (
            <li key={raters.join(' ')}>
              {raters.join(' / ')}: {kappa(value)} ({t.reviews.doubly(tasks)})
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

export function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
