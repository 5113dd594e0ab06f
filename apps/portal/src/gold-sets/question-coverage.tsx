import type { GoldSetDetail, QuestionCoverage as Coverage } from '@mingda/contracts';
import { PieChartOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { measureQuestionCoverage } from '../api/client.generated.ts';
import { formatPercent } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import styles from './gold-sets.module.css';

/** How much of what people really ask the set asks too, measured when somebody wants to know. */
export function QuestionCoverage({ set }: { readonly set: GoldSetDetail }) {
  const { t } = useLanguage();
  const { collectionId } = set;
  const measuring = useMutation({
    mutationFn: (id: string) => measureQuestionCoverage({ goldSet: set.name }, { collectionId: id }),
  });
  const isReady = collectionId !== null && set.counts.accepted > 0;
  return (
    <section className={styles.panel} aria-label={t.goldSets.views.coverage}>
      <div className={styles.form}>
        <Button
          icon={<PieChartOutlined aria-hidden />}
          loading={measuring.isPending}
          disabled={!isReady}
          onClick={() => collectionId !== null && measuring.mutate(collectionId)}
        >
          {t.goldSets.coverage.measure}
        </Button>
        <span className={styles.faint}>{isReady ? t.goldSets.coverage.hint : t.goldSets.coverage.needs}</span>
      </div>
      {measuring.isError && <Failure error={measuring.error} />}
      {measuring.data !== undefined && <Result coverage={measuring.data} />}
    </section>
  );
}

function Result({ coverage }: { readonly coverage: Coverage }) {
  const { t } = useLanguage();
  const { asked, clusters, share, missing } = coverage;
  if (share === null) return <p className={styles.none}>{t.goldSets.coverage.nothingAsked}</p>;
  return (
    <>
      <p className={styles.none}>
        <strong>{t.goldSets.coverage.share(formatPercent(share))}</strong> {t.goldSets.coverage.of(asked, clusters)}
      </p>
      {missing.length > 0 && <h3 className={styles.listTitle}>{t.goldSets.coverage.missing}</h3>}
      <ul>
        {missing.map(({ question, count }) => (
          <li key={question} className={styles.row}>
            <span className={styles.rowMain}>{question}</span>
            <span className={styles.faint}>{t.goldSets.candidates.count(count)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
