import type { Replay } from '@mingda/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useParams } from 'react-router';
import { replayAnswer } from '../api/client.generated.ts';
import { formatMoment } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { PageHeader } from '../layout/page-header.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { explanationQuery } from './explanation-queries.ts';
import { ExplanationView } from './explanation-view.tsx';
import styles from './explanation.module.css';

/** Why a logged answer is what it is, and what the same question gives today. */
export function ExplanationPage() {
  const { t } = useLanguage();
  const { answerId = '' } = useParams();
  const explanation = useQuery(explanationQuery(answerId));
  const replay = useMutation({
    mutationFn: (profile: 'then' | 'now') => replayAnswer({ answerId }, { profile }),
  });
  if (explanation.data === undefined) {
    return explanation.isError ? (
      <>
        <PageHeader title={t.explain.title} />
        <Failure error={explanation.error} onRetry={() => void explanation.refetch()} />
      </>
    ) : (
      <Loading rows={10} />
    );
  }
  const { answer, collectionId } = explanation.data;
  return (
    <>
      <PageHeader
        title={answer.question}
        intro={t.explain.intro(formatMoment(answer.createdAt, t.locale), answer.profileVersion)}
        back={{ to: `/collections/${collectionId}/ask`, label: t.explain.back }}
        actions={
          <div className={styles.actions}>
            <Button loading={replay.isPending} onClick={() => replay.mutate('then')}>
              {t.explain.replayThen}
            </Button>
            <Button disabled={replay.isPending} onClick={() => replay.mutate('now')}>
              {t.explain.replayNow}
            </Button>
          </div>
        }
      />
      {replay.isError && <Failure error={replay.error} onRetry={() => replay.mutate(replay.variables)} />}
      {replay.isSuccess ? <Compared replay={replay.data} /> : <ExplanationView explanation={explanation.data} />}
    </>
  );
}

function Compared({ replay }: { readonly replay: Replay }) {
  const { t } = useLanguage();
  const { before, now, differences } = replay;
  return (
    <>
      <p className={styles.verdict} role="status" data-same={differences.length === 0}>
        {differences.length === 0
          ? t.explain.same
          : t.explain.different(differences.map((it) => t.explain.aspects[it]).join(t.explain.comma))}
      </p>
      <div className={styles.columns}>
        <section aria-label={t.explain.before}>
          <h2>{t.explain.before}</h2>
          <ExplanationView explanation={before} />
        </section>
        <section aria-label={t.explain.now}>
          <h2>{t.explain.now}</h2>
          <ExplanationView explanation={now} />
        </section>
      </div>
    </>
  );
}
