import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultProfile, type EvaluationReport, type Profile, type RunConfiguration } from '@mingda/contracts';
import {
  CollectionRepository,
  EvaluationRepository,
  GateRepository,
  IndexStateRepository,
  ProfileRepository,
} from '@mingda/database';
import { createLogger } from '@mingda/platform';
import { JobQueue } from '@mingda/queue';
import { sampleCollection, testDatabases, type OpenedDatabase, type SampleCollection } from '@mingda/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { questionResult, reportOf, wrong } from '../../test/results.ts';
import { GoldSets } from '../gold-set/gold-sets.ts';
import { StartEvaluation } from '../run/start-evaluation.ts';
import { GateInspector } from './gate-inspector.ts';
import { ProfileGate } from './profile-gate.ts';

const policy = {
  goldSet: 'hr',
  limit: null,
  margins: { accuracy: 0.05 },
  confidence: 0.95,
  minQuestions: 20,
  changedShare: 0.2,
};
const withPassages = (passages: number): Profile => ({
  ...defaultProfile,
  retrieval: { ...defaultProfile.retrieval, passages },
});
const shortChunks: Profile = { ...defaultProfile, chunking: { ...defaultProfile.chunking, maxTokens: 40 } };
const results = (wrongs: number): EvaluationReport =>
  reportOf(Array.from({ length: 100 }, (_, index) => questionResult(`q${index}`, index < wrongs ? wrong : {})));

describe.each(testDatabases())('the way of a profile to its answers ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let goldSetsDir: string;
  let queue: JobQueue;
  let home: SampleCollection;
  let count = 0;
  const tidied: string[] = [];
  beforeAll(async () => {
    opened = await open();
    goldSetsDir = await mkdtemp(join(tmpdir(), 'mingda-gate-'));
    await mkdir(join(goldSetsDir, 'hr'));
    await writeFile(join(goldSetsDir, 'hr', 'corpus.jsonl'), '{"id":"d","text":"每年10天。"}\n');
    const line = { id: 'q', question: '几天？', answers: ['10天'], relevant: ['d'] };
    await writeFile(join(goldSetsDir, 'hr', 'questions.jsonl'), `${JSON.stringify(line)}\n`);
    queue = new JobQueue(opened.database, createLogger({ logLevel: 'silent' }, 'test'));
    await queue.start();
  });
  beforeEach(async () => {
    count += 1;
    home = await sampleCollection(opened.database, `home ${count}`);
    tidied.length = 0;
  });
  afterAll(async () => {
    await queue.stop();
    await opened.drop();
    await rm(goldSetsDir, { recursive: true, force: true });
  });

  function parts() {
    const { database } = opened;
    const goldSets = new GoldSets(goldSetsDir);
    const collections = new CollectionRepository(database);
    const profiles = new ProfileRepository(database);
    const evaluations = new EvaluationRepository(database);
    const gates = new GateRepository(database);
    const indexes = new IndexStateRepository(database);
    const cutBy = ({ chunking }: Profile): string => String(chunking.maxTokens);
    const inspector = new GateInspector({ profiles, gates, evaluations, indexes, cutBy });
    const startEvaluation = new StartEvaluation({ database, collections, profiles, evaluations, queue, goldSets });
    const tidy = async (_: unknown, collectionId: string): Promise<void> => void tidied.push(collectionId);
    const gate = new ProfileGate({ profiles, gates, inspector, startEvaluation, goldSets, queue, cutBy, tidy });
    return { collections, profiles, evaluations, gates, inspector, gate };
  }

  const by = (given: { version?: number; overrideReason?: string } = {}) => ({
    collectionId: home.collectionId,
    doneBy: 'administrator',
    version: given.version ?? 0,
    ...given,
  });
  const save = (profile: Profile) => parts().gate.save(home.scope, { ...by(), profile });
  const status = () => parts().inspector.status(home.scope, home.collectionId);
  const jobs = async (name: string): Promise<number> => {
    const rows = await opened.database.dataSource.query<unknown[]>(
      `select 1 from job.job where name = $1 and data->>'collectionId' = $2`,
      [name, home.collectionId],
    );
    return rows.length;
  };

  /** Ends the newest run of a version as its job would. */
  async function finish(version: number, report: EvaluationReport): Promise<string> {
    const { evaluations } = parts();
    const of = {
      collectionId: home.collectionId,
      goldSet: 'hr',
      limit: null,
      profileVersion: version,
      finished: false,
    };
    const run = await evaluations.newest(home.scope, of);
    const configuration = {
      profile: { version },
      goldSet: { version: null },
      documents: { count: 0, chunks: 0 },
    } as RunConfiguration;
    await evaluations.begin(run?.id ?? '', configuration, 'digest');
    await evaluations.finish(run?.id ?? '', report);
    return run?.id ?? '';
  }

  async function withGate(): Promise<string> {
    await parts().gate.setPolicy(home.scope, home.collectionId, policy);
    return finish(1, results(0));
  }

  test('without a gate a profile answers at once, and is in the history', async () => {
    expect(await save(withPassages(9))).toEqual({ publishedAtOnce: true, draftVersion: null });
    expect(await status()).toMatchObject({
      published: { version: 2, savedBy: 'administrator' },
      draft: null,
      policy: null,
    });
    expect(await jobs('reindex-collection')).toBe(0);
    await save(shortChunks);
    expect(await jobs('reindex-collection')).toBe(1);
    const publications = await parts().gates.publications(home.scope, home.collectionId);
    expect(publications.map((it) => [it.version, it.action])).toEqual([
      [3, 'published'],
      [2, 'published'],
    ]);
  });

  test('a gate starts the run of what answers, once', async () => {
    const { gate, evaluations } = parts();
    await gate.setPolicy(home.scope, home.collectionId, policy);
    await gate.setPolicy(home.scope, home.collectionId, policy);
    await gate.measure(home.scope, home.collectionId);
    await finish(1, results(0));
    const { baseline } = await gate.setPolicy(home.scope, home.collectionId, { ...policy, confidence: 0.9 });
    expect(baseline).toMatchObject({ profileVersion: 1, state: 'finished' });
    expect(await evaluations.list(home.scope, { collectionId: home.collectionId })).toHaveLength(1);
    const unknown = gate.setPolicy(home.scope, home.collectionId, { ...policy, goldSet: 'none' });
    await expect(unknown).rejects.toMatchObject({ code: 'GOLD_SET_INVALID' });
  });

  test('a draft passes by a run of its own that is not worse', async () => {
    const { gate } = parts();
    await withGate();
    expect(await save(withPassages(9))).toEqual({ publishedAtOnce: false, draftVersion: 2 });
    await expect(gate.publish(home.scope, by({ version: 2 }))).rejects.toMatchObject({ code: 'GATE_NOT_PASSED' });
    const run = await gate.measure(home.scope, home.collectionId);
    expect(run).toMatchObject({ profileVersion: 2, reuse: true, state: 'queued' });
    expect((await gate.measure(home.scope, home.collectionId)).id).toBe(run.id);
    await expect(gate.publish(home.scope, by({ version: 2 }))).rejects.toMatchObject({ code: 'GATE_NOT_PASSED' });
    await finish(2, results(1));
    expect((await status()).verdict?.outcome).toBe('passed');
    const published = await gate.publish(home.scope, by({ version: 2 }));
    expect(published).toMatchObject({ published: { version: 2 }, draft: null, baseline: { id: run.id } });
    expect(tidied).toContain(home.collectionId);
    await expect(gate.publish(home.scope, by({ version: 2 }))).rejects.toMatchObject({ code: 'DRAFT_NOT_FOUND' });
  });

  test('a worse draft needs a reason, which is kept with the verdict; going back needs none', async () => {
    const { gate, gates } = parts();
    const baseline = await withGate();
    await save(shortChunks);
    await gate.measure(home.scope, home.collectionId);
    const run = await finish(2, results(40));
    expect(await status()).toMatchObject({ draftCutsAgain: true, verdict: { outcome: 'not-passed' } });
    await expect(gate.publish(home.scope, by({ version: 2 }))).rejects.toMatchObject({
      code: 'GATE_NOT_PASSED',
      detail: 'Worse than the baseline: accuracy.',
    });
    await gate.publish(home.scope, by({ version: 2, overrideReason: 'wanted' }));
    expect(await jobs('reindex-collection')).toBe(1);
    expect(await gate.rollBack(home.scope, by({ version: 1 }))).toMatchObject({
      published: { version: 1 },
      baseline: { id: baseline },
    });
    const [back, over] = await gates.publications(home.scope, home.collectionId);
    expect(back).toMatchObject({ action: 'rolled-back', version: 1 });
    expect(over).toMatchObject({ action: 'overridden', reason: 'wanted', evaluationId: run, verdict: { common: 100 } });
    expect(await gate.rollBack(home.scope, by({ version: 2 }))).toMatchObject({ published: { version: 2 } });
  });

  test('what never answered cannot be gone back to', async () => {
    const { gate } = parts();
    await withGate();
    await save(withPassages(9));
    await gate.discard(home.scope, home.collectionId);
    for (const version of [1, 2, 3]) {
      const back = gate.rollBack(home.scope, by({ version }));
      await expect(back).rejects.toMatchObject({ code: 'PROFILE_VERSION_NOT_FOUND' });
    }
    expect((await status()).published.version).toBe(1);
  });

  test('a failed run of the draft publishes nothing, and another draft is not measured by the run of the last', async () => {
    const { gate, evaluations } = parts();
    await withGate();
    await save(withPassages(9));
    const run = await gate.measure(home.scope, home.collectionId);
    await evaluations.fail(run.id, { code: 'INTERNAL', en: 'e', zh: '中' });
    expect(await status()).toMatchObject({ candidate: { state: 'failed' }, verdict: null });
    await expect(gate.publish(home.scope, by({ version: 2 }))).rejects.toMatchObject({ code: 'GATE_NOT_PASSED' });
    await gate.measure(home.scope, home.collectionId);
    await finish(2, results(0));
    expect((await status()).verdict?.outcome).toBe('passed');
    await save(withPassages(8));
    expect(await status()).toMatchObject({ draft: { version: 3 }, candidate: null, verdict: null });
  });

  test('a gate that is removed leaves the draft for publishing by hand', async () => {
    const { gate } = parts();
    await withGate();
    await save(withPassages(9));
    await gate.removePolicy(home.scope, home.collectionId);
    await expect(gate.measure(home.scope, home.collectionId)).rejects.toMatchObject({ code: 'GATE_NOT_SET' });
    expect(await gate.publish(home.scope, by({ version: 2 }))).toMatchObject({
      published: { version: 2 },
      policy: null,
    });
  });

  test('nobody else finds it', async () => {
    const { gate, inspector } = parts();
    await withGate();
    for (const scope of [{ tenantId: home.collectionId }, { ...home.scope, collectionIds: [] }]) {
      const missing = { code: 'COLLECTION_NOT_FOUND' };
      await expect(inspector.status(scope, home.collectionId)).rejects.toMatchObject(missing);
      await expect(gate.save(scope, { ...by(), profile: withPassages(3) })).rejects.toMatchObject(missing);
      await expect(gate.publish(scope, by({ version: 1 }))).rejects.toMatchObject(missing);
      await expect(gate.discard(scope, home.collectionId)).rejects.toMatchObject(missing);
      await expect(gate.removePolicy(scope, home.collectionId)).rejects.toMatchObject(missing);
    }
  });
});
