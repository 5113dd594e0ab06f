import type { ReportSchedule, ScheduleTiming } from '@mingda/contracts';
import { queryOptions } from '@tanstack/react-query';
import { listChannels, listReportRuns, listSchedules, previewSchedule } from '../api/client.generated.ts';

const pollMs = 2_000;

export const schedulesKey = ['schedules'] as const;

const isBusy = ({ lastRun }: ReportSchedule): boolean =>
  lastRun !== null && ['waiting', 'starting', 'running'].includes(lastRun.state);

export const schedulesQuery = queryOptions({
  queryKey: [...schedulesKey, 'list'],
  queryFn: ({ signal }) => listSchedules({ signal }),
  refetchInterval: ({ state }) => (state.data?.items.some(isBusy) === true ? pollMs : false),
});

export const runsQuery = (scheduleId: string) =>
  queryOptions({
    queryKey: [...schedulesKey, scheduleId, 'runs'],
    queryFn: ({ signal }) => listReportRuns({ scheduleId }, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.items.some(
        (run) =>
          ['waiting', 'starting', 'running'].includes(run.state) ||
          run.deliveries.some((delivery) => delivery.state === 'waiting'),
      ) === true
        ? pollMs
        : false,
  });

export const previewQuery = (timing: ScheduleTiming) =>
  queryOptions({
    queryKey: [...schedulesKey, 'preview', timing],
    queryFn: ({ signal }) => previewSchedule(timing, { signal }),
    enabled: timing.cron.trim() !== '',
    retry: false,
  });

export const channelsQuery = queryOptions({
  queryKey: ['report-channels'],
  queryFn: ({ signal }) => listChannels({ signal }),
});
