import { CoffeeOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Select } from 'antd';
import { useId, useState } from 'react';
import { fillReviews } from '../api/client.generated.ts';
import { collectionsQuery } from '../collections/collection-queries.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { PageHeader } from '../layout/page-header.tsx';
import { QualityTabs } from '../quality/quality-tabs.tsx';
import { EmptyState } from '../states/empty-state.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { DisagreementList } from './disagreement-list.tsx';
import { raterName } from './rater-name.ts';
import { ReviewCard } from './review-card.tsx';
import { ReviewExports } from './review-exports.tsx';
import { reviewRuleQuery, reviewsKey } from './review-queries.ts';
import { ReviewRuleDialog } from './review-rule-dialog.tsx';
import { ReviewSummaryPanel } from './review-summary.tsx';
import styles from './reviews.module.css';
import { SatisfactionPanel } from './satisfaction-panel.tsx';
import { useReviewKeys } from './use-review-keys.ts';
import { useReviewQueue, type ReviewQueue } from './use-review-queue.ts';

export function ReviewsPage() {
  const { t } = useLanguage();
  const id = useId();
  const collections = useQuery(collectionsQuery);
  const [collectionId, setCollection] = useState('');
  const [rater, setRater] = useState(raterName.get);
  const [drawn, setDrawn] = useState(0);
  const keepRater = (name: string) => {
    raterName.set(name.trim());
    setRater(name.trim());
  };
  return (
    <>
      <PageHeader title={t.reviews.title} intro={t.reviews.intro} />
      <QualityTabs />
      <div className={styles.bar}>
        <div className={styles.field}>
          <label htmlFor={`${id}-collection`}>{t.reviews.collection}</label>
          <Select
            id={`${id}-collection`}
            value={collectionId}
            options={[
              { value: '', label: t.reviews.allCollections },
              ...(collections.data?.items.map((it) => ({ value: it.id, label: it.name })) ?? []),
            ]}
            onChange={setCollection}
          />
        </div>
        <div className={styles.field}>
          <label htmlFor={`${id}-rater`}>{t.reviews.rater}</label>
          <Input
            id={`${id}-rater`}
            defaultValue={rater}
            maxLength={100}
            title={t.reviews.raterHint}
            placeholder={t.reviews.raterHint}
            onBlur={(event) => keepRater(event.target.value)}
            onPressEnter={(event) => keepRater(event.currentTarget.value)}
          />
        </div>
        <DrawButton collectionId={collectionId} onDrawn={() => setDrawn(drawn + 1)} />
        <ReviewRuleDialog key={collectionId} collectionId={collectionId} />
        <ReviewExports collectionId={collectionId} />
      </div>
      {rater === '' ? (
        <EmptyState icon={<CoffeeOutlined aria-hidden />} title={t.reviews.rater} text={t.reviews.raterHint} />
      ) : (
        <Queue key={`${collectionId} ${rater}`} collectionId={collectionId} rater={rater} drawn={drawn} />
      )}
      <div className={styles.panels}>
        <ReviewSummaryPanel collectionId={collectionId} />
        <SatisfactionPanel collectionId={collectionId} />
      </div>
      <DisagreementList collectionId={collectionId} />
    </>
  );
}

function Queue(options: Parameters<typeof useReviewQueue>[0]) {
  const { t } = useLanguage();
  const queue = useReviewQueue(options);
  const rule = useQuery(reviewRuleQuery(queue.entry?.task.collectionId ?? ''));
  useReviewKeys(queue);
  return (
    <section className={styles.queue} aria-label={t.reviews.title}>
      {queue.loading && <Loading rows={6} />}
      {queue.error !== null && <Failure error={queue.error} onRetry={queue.restart} />}
      {!queue.loading && queue.error === null && queue.entry === undefined && <Nothing queue={queue} />}
      {queue.entry !== undefined && (
        <>
          <p className={styles.waiting} role="status">
            {t.reviews.waiting(queue.leftForYou)}
          </p>
          <ReviewCard queue={queue} captions={rule.data?.captions ?? {}} />
          <Shortcuts />
        </>
      )}
    </section>
  );
}

function Nothing({ queue }: { readonly queue: ReviewQueue }) {
  const { t } = useLanguage();
  return (
    <EmptyState
      icon={<CoffeeOutlined aria-hidden />}
      title={t.reviews.emptyTitle}
      text={t.reviews.emptyText}
      action={
        <>
          {queue.canGoBack && <Button onClick={queue.back}>{t.reviews.back}</Button>}
          <Button onClick={queue.restart}>{t.common.retry}</Button>
        </>
      }
    />
  );
}

function Shortcuts() {
  const { t } = useLanguage();
  return (
    <dl className={styles.shortcuts} aria-label={t.reviews.shortcuts}>
      {t.reviews.shortcutList.map(([key, meaning]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}

function DrawButton({ collectionId, onDrawn }: { readonly collectionId: string; readonly onDrawn: () => void }) {
  const { t } = useLanguage();
  const { message } = App.useApp();
  const client = useQueryClient();
  const draw = useMutation({
    mutationFn: () => fillReviews({ collectionId }),
    onError: useFailureMessage(),
    onSuccess: async ({ created }) => {
      message.success(t.reviews.drawn(created));
      onDrawn();
      await client.invalidateQueries({ queryKey: reviewsKey });
    },
  });
  return (
    <Button
      disabled={collectionId === ''}
      title={collectionId === '' ? t.reviews.chooseCollection : undefined}
      loading={draw.isPending}
      onClick={() => draw.mutate()}
    >
      {t.reviews.draw}
    </Button>
  );
}
