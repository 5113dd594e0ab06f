import type {
  AccessScope,
  ReportDelivery,
  ReportRun,
  ReportSchedule,
  ScheduleInput,
  ScheduleTiming,
} from '@mingda/contracts';
import type {
  Database,
  EntityManager,
  ScheduleAlertRepository,
  ScheduleChannelRepository,
  ScheduleDeliveryRepository,
  ScheduleRepository,
  ScheduleRunRepository,
  StoredSchedule,
} from '@mingda/database';
import type { GoldSets } from '@mingda/evaluation';
import { MingdaError } from '@mingda/platform';
import { Timing } from '@mingda/timing';
import type { ReportJobs } from './report-jobs.ts';

interface Dependencies {
  readonly database: Database;
  readonly schedules: ScheduleRepository;
  readonly runs: ScheduleRunRepository;
  readonly alerts: ScheduleAlertRepository;
  readonly deliveries: ScheduleDeliveryRepository;
  readonly channels: ScheduleChannelRepository;
  readonly goldSets: Pick<GoldSets, 'read'>;
  readonly jobs: ReportJobs;
  readonly now: () => Date;
}

const previewed = 3;

/** Schedules as people see and change them. */
export class ManageSchedules {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  async list(scope: AccessScope): Promise<ReportSchedule[]> {
    const { schedules, runs, alerts } = this.#dependencies;
    const [stored, latest, open] = [await schedules.list(scope), await runs.latest(scope), await alerts.open(scope)];
    return stored.map((it) => scheduleView(it, { lastRun: latest.get(it.id) ?? null, alerts: open.get(it.id) ?? [] }));
  }

  /** @throws MingdaError `SCHEDULE_INVALID` */
  preview(timing: ScheduleTiming): { next: string[] } {
    const now = this.#dependencies.now();
    const read = new Timing(timing);
    read.requireSpacing(now);
    return { next: read.preview(now, previewed).map((it) => it.toISOString()) };
  }

  /** @throws MingdaError `SCHEDULE_INVALID`, `SCHEDULE_EXISTS`, `COLLECTION_NOT_FOUND`, `GOLD_SET_INVALID`, `CHANNEL_NOT_FOUND` */
  async create(scope: AccessScope, input: ScheduleInput): Promise<ReportSchedule> {
    const stored = await this.#save(scope, input, (placing) =>
      this.#dependencies.schedules.create(scope, input, placing),
    );
    return scheduleView(stored, { lastRun: null, alerts: [] });
  }

  /** @throws MingdaError as `create`, and `SCHEDULE_NOT_FOUND` */
  async update(scope: AccessScope, id: string, input: ScheduleInput): Promise<ReportSchedule> {
    const { schedules } = this.#dependencies;
    const stored = await this.#save(scope, input, (placing) => schedules.update(scope, id, { ...placing, input }));
    const all = await this.list(scope);
    return all.find((it) => it.id === id) ?? scheduleView(stored, { lastRun: null, alerts: [] });
  }

  /** @throws MingdaError `SCHEDULE_NOT_FOUND` */
  async delete(scope: AccessScope, id: string): Promise<void> {
    if (!(await this.#dependencies.schedules.delete(scope, id))) throw notFound(id);
  }

  /** Newest first. @throws MingdaError `SCHEDULE_NOT_FOUND` */
  async runs(scope: AccessScope, id: string): Promise<ReportRun[]> {
    const { schedules, runs } = this.#dependencies;
    if ((await schedules.get(scope, id)) === null) throw notFound(id);
    return runs.list(scope, id);
  }

  /** A run beside the timetable, which stays as it is. @throws MingdaError `SCHEDULE_NOT_FOUND` */
  async runNow(scope: AccessScope, id: string): Promise<ReportRun> {
    const { database, schedules, runs, jobs, now } = this.#dependencies;
    const schedule = await schedules.get(scope, id);
    if (schedule === null) throw notFound(id);
    await database.transaction(async (tx) => {
      await schedules.recordRequest(schedule, now(), tx);
      await jobs.advance(id, { tx });
    });
    const [newest] = await runs.list(scope, id);
    return newest;
  }

  /** @throws MingdaError `NOT_FOUND` when there is no such delivery that has failed */
  async retryDelivery(scope: AccessScope, deliveryId: string): Promise<ReportDelivery> {
    const { database, deliveries, jobs } = this.#dependencies;
    return database.transaction(async (tx) => {
      const delivery = await deliveries.retry(scope, deliveryId, tx);
      if (delivery === null) throw new MingdaError('NOT_FOUND', { subject: deliveryId });
      await jobs.deliver(deliveryId, { tx });
      return delivery;
    });
  }

  async #save(
    scope: AccessScope,
    input: ScheduleInput,
    write: (placing: { nextDueAt: Date | null; tx: EntityManager }) => Promise<StoredSchedule>,
  ): Promise<StoredSchedule> {
    const { database, channels, goldSets, jobs, now } = this.#dependencies;
    const time = now();
    const timing = new Timing(input);
    timing.requireSpacing(time);
    const next = timing.next(time);
    await goldSets.read(scope, { name: input.goldSet });
    const known = new Set((await channels.list(scope)).map(({ id }) => id));
    const unknown = input.channelIds.find((id) => !known.has(id));
    if (unknown !== undefined) throw new MingdaError('CHANNEL_NOT_FOUND', { subject: unknown });
    return database.transaction(async (tx) => {
      const stored = await write({ nextDueAt: input.enabled ? next : null, tx });
      await jobs.fireAt(stored, time, tx);
      return stored;
    });
  }
}

function scheduleView(
  stored: StoredSchedule,
  { lastRun, alerts }: Pick<ReportSchedule, 'lastRun' | 'alerts'>,
): ReportSchedule {
  const { tenantId: _, nextDueAt, createdAt, formats, channelIds, ...rest } = stored;
  return {
    ...rest,
    formats: [...formats],
    channelIds: [...channelIds],
    nextDueAt: nextDueAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    lastRun,
    alerts,
  };
}

function notFound(id: string): MingdaError {
  return new MingdaError('SCHEDULE_NOT_FOUND', { subject: id });
}
