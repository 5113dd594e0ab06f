import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccessScope, EvaluationReport, ReportRun, ScheduleInput } from '@mingda/contracts';
import { CollectionRepository, EvaluationRepository, ProfileRepository, type Database } from '@mingda/database';
import { GoldSets, StartEvaluation } from '@mingda/evaluation';
import { createLogger } from '@mingda/platform';
import { JobQueue } from '@mingda/queue';
import { sampleCollection } from '@mingda/testing';
import { createReporting, type Reporting } from '../src/reporting.ts';

const logger = createLogger({ logLevel: 'silent' }, 'test');

/** Everything of scheduled reports on a real database and queue; only the clock is the test's and nobody works the runs. */
export interface ReportWorld {
  readonly scope: AccessScope;
  readonly reporting: Reporting;
  /** One for each process, the first this one's. */
  readonly queues: readonly JobQueue[];
  readonly evaluations: EvaluationRepository;
  /** What the clock says. */
  now: Date;
  schedule(given?: Partial<ScheduleInput>): Promise<string>;
  /** Ends the evaluation of the run that is being made, with a report or as failed. */
  measure(scheduleId: string, report: EvaluationReport | null): Promise<void>;
  /** Newest first. */
  runs(scheduleId: string): Promise<ReportRun[]>;
  /** A second process on the same database. */
  another(): Promise<Reporting>;
  close(): Promise<void>;
}

export async function reportWorld(database: Database): Promise<ReportWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mingda-reporting-'));
  const goldSetsDir = join(dataDir, 'gold');
  await mkdir(join(goldSetsDir, 'leave', 'documents'), { recursive: true });
  await writeFile(join(goldSetsDir, 'leave', 'documents', 'a.md'), '# A\n\nText.\n');
  await writeFile(
    join(goldSetsDir, 'leave', 'questions.jsonl'),
    '{"id":"q1","question":"多少天？","answers":["十五天"]}\n',
  );
  const { scope, collectionId } = await sampleCollection(database);
  const evaluations = new EvaluationRepository(database);
  const collections = new CollectionRepository(database);
  const profiles = new ProfileRepository(database);
  const goldSets = new GoldSets(goldSetsDir);
  const queues: JobQueue[] = [];
  let names = 0;

  const open = async (): Promise<Reporting> => {
    const queue = new JobQueue(database, logger);
    await queue.start();
    queues.push(queue);
    const startEvaluation = new StartEvaluation({ database, collections, profiles, evaluations, queue, goldSets });
    const config = {
      dataDir,
      reporting: {
        secretKey: undefined,
        previousSecretKey: undefined,
        allowPrivateTargets: true,
        publicUrl: undefined,
      },
    };
    const given = { database, queue, evaluations, startEvaluation, goldSets, config, logger };
    return createReporting({ ...given, now: () => world.now });
  };

  const reporting = await open();
  const world: ReportWorld = {
    scope,
    reporting,
    queues,
    evaluations,
    now: new Date('2026-11-20T00:00:00Z'),
    schedule: async (given = {}) => {
      names += 1;
      const input: ScheduleInput = {
        name: `nightly ${names}`,
        collectionId,
        goldSet: 'leave',
        limit: null,
        cron: '0 9 * * *',
        timeZone: 'UTC',
        language: 'en',
        formats: ['pdf', 'json'],
        channelIds: [],
        floors: {},
        enabled: true,
        ...given,
      };
      return (await world.reporting.manageSchedules.create(scope, input)).id;
    },
    measure: async (scheduleId, report) => {
      const running = (await world.runs(scheduleId)).find(({ state }) => state === 'running');
      if (running?.evaluationId === undefined || running.evaluationId === null) throw new Error('nothing is running');
      if (report === null)
        await evaluations.fail(running.evaluationId, { code: 'MODEL_UNAVAILABLE', en: 'No model.', zh: '没有模型。' });
      else await evaluations.finish(running.evaluationId, report);
      await world.reporting.advanceReport.execute(scheduleId);
    },
    runs: (scheduleId) => world.reporting.manageSchedules.runs(scope, scheduleId),
    another: open,
    close: async () => {
      for (const queue of queues) await queue.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  return world;
}
