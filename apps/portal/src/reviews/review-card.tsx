import type { ReviewRule, ReviewTask } from '@mingda/contracts';
import { Button, Input, Segmented } from 'antd';
import { Link } from 'react-router';
import { formatPercent } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { reviewLabels } from './labels.ts';
import styles from './reviews.module.css';
import type { ReviewQueue } from './use-review-queue.ts';

interface ReviewCardProps {
  readonly queue: ReviewQueue;
  readonly captions: ReviewRule['captions'];
}

export function ReviewCard({ queue, captions }: ReviewCardProps) {
  const { t } = useLanguage();
  const { entry, change } = queue;
  if (entry === undefined) return null;
  const { task, draft } = entry;
  const { answer } = task;
  return (
    <article className={styles.card} aria-label={t.reviews.question}>
      <div className={styles.said}>
        <p className={styles.facts}>
          <span className={styles.reason}>{t.reviews.reasons[task.reason]}</span>
          <span>{t.reviews.confidence(formatPercent(answer.confidence))}</span>
          {entry.rated && <span className={styles.saved}>{t.reviews.saved}</span>}
        </p>
        <h2 lang={answer.lang}>{answer.question}</h2>
        <h3>{answer.outcome === 'refused' ? t.reviews.refusal : t.reviews.answer}</h3>
        <p className={styles.text} lang={answer.lang}>
          {answer.text}
        </p>
        {answer.comment !== null && <p className={styles.faint}>“{answer.comment}”</p>}
        <References task={task} />
      </div>
      <Passages task={task} />
      <form
        className={styles.judgement}
        onSubmit={(event) => {
          event.preventDefault();
          queue.save();
        }}
      >
        <div className={styles.labels} role="group" aria-label={t.reviews.label}>
          {reviewLabels.map((label, index) => (
            <button
              key={label}
              type="button"
              data-label={label}
              aria-pressed={draft.label === label}
              onClick={() => change({ label })}
            >
              <kbd>{index + 1}</kbd> {captions[label] ?? t.reviews.labels[label]}
            </button>
          ))}
        </div>
        <div className={styles.choices}>
          <span>{t.reviews.grounded}</span>
          <Segmented
            aria-label={t.reviews.grounded}
            value={draft.grounded === null ? 'open' : draft.grounded ? 'yes' : 'no'}
            options={[
              { value: 'yes', label: t.reviews.groundedValues.yes },
              { value: 'no', label: t.reviews.groundedValues.no },
              { value: 'open', label: '–' },
            ]}
            onChange={(value) => change({ grounded: value === 'open' ? null : value === 'yes' })}
          />
          <span>{t.reviews.tone}</span>
          <Segmented<'good' | 'acceptable' | 'poor' | 'open'>
            aria-label={t.reviews.tone}
            value={draft.tone ?? 'open'}
            options={[
              ...(['good', 'acceptable', 'poor'] as const).map((value) => ({ value, label: t.reviews.tones[value] })),
              { value: 'open', label: '–' },
            ]}
            onChange={(value) => change({ tone: value === 'open' ? null : value })}
          />
        </div>
        <Input.TextArea
          aria-label={t.reviews.comment}
          placeholder={t.reviews.comment}
          autoSize={{ minRows: 1, maxRows: 4 }}
          maxLength={2000}
          value={draft.comment ?? ''}
          onChange={(event) => change({ comment: event.target.value === '' ? null : event.target.value })}
        />
        <div className={styles.buttons}>
          <Button disabled={!queue.canGoBack} onClick={queue.back}>
            {t.reviews.back} <kbd>k</kbd>
          </Button>
          <Button onClick={queue.next}>
            {t.reviews.skip} <kbd>j</kbd>
          </Button>
          <Button type="primary" htmlType="submit" loading={queue.busy} disabled={draft.label === null}>
            {t.reviews.save} <kbd>Enter</kbd>
          </Button>
          {draft.label === null && <span className={styles.faint}>{t.reviews.chooseFirst}</span>}
        </div>
      </form>
    </article>
  );
}

function Passages({ task }: { readonly task: ReviewTask }) {
  const { t } = useLanguage();
  const { citations } = task.answer;
  return (
    <section className={styles.passages} aria-label={t.reviews.passages}>
      <h3>{t.reviews.passages}</h3>
      {citations.length === 0 && <p className={styles.faint}>{t.reviews.noPassages}</p>}
      <ol>
        {citations.map((it) => {
          const range = `version=${it.versionId}&start=${it.charStart}&end=${it.charEnd}`;
          return (
            <li key={it.marker}>
              <blockquote>{it.quote}</blockquote>
              <Link to={`/collections/${task.collectionId}/documents/${it.documentId}?${range}`} target="_blank">
                {it.title || it.sourceKey}
              </Link>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function References({ task: { metric } }: { readonly task: ReviewTask }) {
  const { t } = useLanguage();
  if (metric === null || metric.references.length === 0) return null;
  return (
    <p className={styles.faint}>
      {t.reviews.references}: {metric.references.join(' / ')}
    </p>
  );
}
