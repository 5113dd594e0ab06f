import type { JobName, JobPayload } from '@mingda/contracts';
import type { MingdaError } from '@mingda/platform';
import type { Reporting } from './reporting.ts';

/** How one kind of job is worked, whichever program does it. */
interface Work<N extends JobName> {
  readonly name: N;
  readonly concurrency: number;
  readonly run: (payload: JobPayload<N>) => Promise<void>;
  readonly giveUp: (payload: JobPayload<N>, error: MingdaError) => Promise<void>;
}

/** The jobs of scheduled reports. Running one again is harmless: each looks at its rows first. */
export function reportWork(reporting: Pick<Reporting, 'fireSchedule' | 'advanceReport' | 'deliverReport'>) {
  const { fireSchedule, advanceReport, deliverReport } = reporting;
  const fire: Work<'fire-schedule'> = {
    name: 'fire-schedule',
    concurrency: 1,
    run: ({ scheduleId }) => fireSchedule.execute(scheduleId),
    giveUp: ({ scheduleId }) => fireSchedule.lookAgain(scheduleId),
  };
  const advance: Work<'advance-report'> = {
    name: 'advance-report',
    concurrency: 2,
    run: ({ scheduleId }) => advanceReport.execute(scheduleId),
    giveUp: ({ scheduleId }, error) => advanceReport.giveUp(scheduleId, error),
  };
  const deliver: Work<'deliver-report'> = {
    name: 'deliver-report',
    concurrency: 2,
    run: ({ deliveryId }) => deliverReport.execute(deliveryId),
    giveUp: ({ deliveryId }, error) => deliverReport.giveUp(deliveryId, error),
  };
  return [fire, advance, deliver] as const;
}
