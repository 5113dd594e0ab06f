import type { ReportDelivery, ReportRun, ReportSchedule } from '@mingda/contracts';
import { CalendarOutlined, DownloadOutlined, RedoOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { Link, useParams } from 'react-router';
import { downloadReport, retryDelivery } from '../api/client.generated.ts';
import { saveAs } from '../faq/save-as.ts';
import { formatMoment } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { PageHeader } from '../layout/page-header.tsx';
import { QualityTabs } from '../quality/quality-tabs.tsx';
import { EmptyState } from '../states/empty-state.tsx';
import { Code, Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { RunState } from './run-state.tsx';
import { runsQuery, schedulesKey, schedulesQuery } from './schedule-queries.ts';
import styles from './schedules.module.css';

const formats = ['pdf', 'html', 'xlsx', 'md', 'json'] as const;

/** What became of each firing: what it said, its files, and who got it. */
export function SchedulePage() {
  const { t } = useLanguage();
  const { scheduleId = '' } = useParams();
  const schedules = useQuery(schedulesQuery);
  const runs = useQuery(runsQuery(scheduleId));
  const schedule = schedules.data?.items.find((it) => it.id === scheduleId);
  const items = runs.data?.items ?? [];
  return (
    <>
      <PageHeader
        title={schedule?.name ?? t.schedules.history}
        intro={t.schedules.historyIntro}
        back={{ to: '/schedules', label: t.schedules.title }}
      />
      <QualityTabs />
      {runs.isPending && <Loading />}
      {runs.isError && <Failure error={runs.error} onRetry={() => void runs.refetch()} />}
      {runs.isSuccess && items.length === 0 && (
        <EmptyState
          icon={<CalendarOutlined aria-hidden />}
          title={t.schedules.noRunsTitle}
          text={t.schedules.noRunsText}
        />
      )}
      {items.length > 0 && (
        <ul className={styles.history} aria-label={t.schedules.history}>
          {items.map((run) => (
            <RunCard key={run.id} run={run} schedule={schedule} />
          ))}
        </ul>
      )}
    </>
  );
}

function RunCard({ run, schedule }: { readonly run: ReportRun; readonly schedule: ReportSchedule | undefined }) {
  const { t, language } = useLanguage();
  const showFailure = useFailureMessage();
  const due = formatMoment(run.dueAt, t.locale);
  const download = useMutation({
    mutationFn: async (format: (typeof formats)[number]) => {
      if (run.evaluationId === null) return;
      const reportLanguage = schedule?.language ?? language;
      const blob = await downloadReport({ evaluationId: run.evaluationId, format }, { language: reportLanguage });
      saveAs(blob, `mingda-${schedule?.goldSet ?? 'report'}-${run.dueAt.slice(0, 10)}.${format}`);
    },
    onError: showFailure,
  });
  return (
    <li className={styles.card}>
      <div className={styles.cardHead}>
        <h2>{due}</h2>
        <RunState run={run} />
        {run.missed > 0 && <span className={styles.hint}>{t.schedules.missed(run.missed)}</span>}
        {run.evaluationId !== null && <Link to={`/evaluations/${run.evaluationId}`}>{t.schedules.openRun}</Link>}
      </div>
      {run.failure !== null && (
        <p className={styles.wrong}>
          {run.failure[language]} <Code code={run.failure.code} />
        </p>
      )}
      {run.headline !== null && (
        <ul className={styles.headline}>
          {run.headline.map((sentence) => (
            <li key={sentence.en}>{sentence[language]}</li>
          ))}
        </ul>
      )}
      {run.state === 'finished' && (
        <div className={styles.downloads} role="group" aria-label={t.schedules.downloads(due)}>
          {formats.map((format) => (
            <Button
              key={format}
              size="small"
              icon={<DownloadOutlined aria-hidden />}
              loading={download.isPending && download.variables === format}
              onClick={() => download.mutate(format)}
            >
              {t.schedules.formatNames[format]}
            </Button>
          ))}
        </div>
      )}
      {run.deliveries.length > 0 && (
        <ul className={styles.deliveries} aria-label={t.schedules.deliveries}>
          {run.deliveries.map((delivery) => (
            <DeliveryRow key={delivery.id} delivery={delivery} />
          ))}
        </ul>
      )}
    </li>
  );
}

function DeliveryRow({ delivery }: { readonly delivery: ReportDelivery }) {
  const { t, language } = useLanguage();
  const client = useQueryClient();
  const showFailure = useFailureMessage();
  const retry = useMutation({
    mutationFn: () => retryDelivery({ deliveryId: delivery.id }),
    onError: showFailure,
    onSettled: () => client.invalidateQueries({ queryKey: schedulesKey }),
  });
  const { state, failure, nextTryAt, sentAt, channelName, kind } = delivery;
  return (
    <li>
      <span>
        {channelName} · {t.schedules.deliveryKinds[kind]}
      </span>
      <span className={styles.state} data-state={state}>
        {t.schedules.deliveryStates[state]}
      </span>
      {sentAt !== null && <span className={styles.hint}>{formatMoment(sentAt, t.locale)}</span>}
      {nextTryAt !== null && (
        <span className={styles.hint}>{t.schedules.nextTry(formatMoment(nextTryAt, t.locale))}</span>
      )}
      {failure !== null && (
        <span className={styles.wrong}>
          {failure[language]} {failure.subject} <Code code={failure.code} />
        </span>
      )}
      {state === 'failed' && (
        <Button
          size="small"
          icon={<RedoOutlined aria-hidden />}
          loading={retry.isPending}
          aria-label={t.schedules.retryOf(channelName)}
          onClick={() => retry.mutate()}
        >
          {t.common.retry}
        </Button>
      )}
    </li>
  );
}
