import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultProfile, type AccessScope, type Answer } from '@mingda/contracts';
import { Database } from '@mingda/database';
import { createLogger, loadConfig, type Config } from '@mingda/platform';
import { schemaText, testDatabases, type OpenedDatabase } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Engine } from './engine.ts';

/** The release before had the migrations up to this one. */
const lastBefore = '0005-improvement';

const documents = {
  'ready.md': '# 年假制度\n\n员工入职满一年后，每年享有五天年假。年假由直属经理批准。',
  'waiting.md': '# 病假制度\n\n病假需要提供医院开具的诊断证明。病假每年最多十天。',
  'half-way.md': '# Travel policy\n\nEvery employee books flights in the travel portal.',
  'failed.md': '# 加班制度\n\n周末加班按两倍工资计算。',
};
type Name = keyof typeof documents;

/** What a worker of the release before left in the rows, and the shapes of values that have grown since. */
const asBefore = `
update document_version set state = 'embedding', progress = 0.4 where file_name = 'half-way.md';
update document_version set state = 'failed', progress = 1,
  failure = '{"code": "MODEL_UNAVAILABLE", "en": "no model", "zh": "没有模型"}' where file_name = 'failed.md';
update collection set profile = profile #- '{chunking,repeatedFrom}' #- '{retrieval,ranker}'
  #- '{retrieval,collapseDuplicates}' #- '{retrieval,diversity}';
update answer set trace = jsonb_build_object('searched', trace -> 'searched', 'models', jsonb_build_array('m'),
  'answering', trace -> 'answering', 'candidates', (
    select jsonb_agg(jsonb_build_object('chunkId', it -> 'chunkId', 'modelKey', 'm', 'dense', it -> 'dense',
      'lexical', it -> 'lexical', 'score', it -> 'fused'))
    from jsonb_array_elements(trace -> 'candidates') it));`;

/** With the real models. */
describe.each(testDatabases())('a database of the release before, $kind', (target) => {
  let folder: string;
  let opened: OpenedDatabase | undefined;
  let config: Config;
  let engine: Engine;
  let scope: AccessScope;
  let collectionId: string;
  let before: Answer;
  const versions = new Map<string, string>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mingda-upgrade-'));
    opened = target.kind === 'server' ? await target.open() : undefined;
    config = loadConfig({
      ...process.env,
      MINGDA_DATA_DIR: folder,
      MINGDA_LOG_LEVEL: 'silent',
      ...(opened?.url === undefined ? {} : { MINGDA_DATABASE_URL: opened.url }),
    });
    await open();
    scope = { tenantId: engine.tenantId };
    const profile = defaultProfile;
    ({ id: collectionId } = await engine.repositories.collections.create(scope, {
      name: '制度',
      description: '',
      profile,
    }));
    for (const [name, text] of Object.entries(documents)) {
      const content = new TextEncoder().encode(text);
      const file = { collectionId, sourceKey: name, fileName: name, content };
      versions.set(name, (await engine.acceptDocument.execute(scope, file)).versionId);
    }
    await engine.ingestDocument.execute(versionOf('ready.md'));
    before = await ask('年假有几天？');
    await engine.close();
  }, 120_000);
  afterAll(async () => {
    await engine.close();
    await opened?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(): Promise<void> {
    engine = await Engine.open(config, createLogger(config, 'test'));
  }
  const ask = (question: string, conversationId?: string): Promise<Answer> =>
    engine.dialogue.converse.execute(scope, {
      collectionId,
      question,
      ...(conversationId === undefined ? {} : { conversationId }),
    });
  const versionOf = (name: Name): string => versions.get(name) ?? '';
  const stateOf = async (name: Name) => (await engine.repositories.documents.version(scope, versionOf(name)))?.state;
  const sources = ({ citations }: Answer): string[] => citations.map((it) => it.sourceKey);

  test('is brought up to date by every migration since, to the schema of a fresh one', async () => {
    const { url, pool } = config.database;
    const database = await Database.open({ url, pool, dataDir: config.dataDir, logger: engine.logger });
    const fresh = await schemaText(database);
    const { dataSource } = database;
    const newest = async (): Promise<string> => {
      const [row] = await dataSource.query<[{ name: string }]>('select name from migration order by id desc limit 1');
      return row.name;
    };
    let taken = 0;
    while (!(await newest()).startsWith(lastBefore)) {
      await dataSource.undoLastMigration();
      taken += 1;
    }
    for (const statement of asBefore.split(';').filter((it) => it.trim() !== '')) await dataSource.query(statement);
    expect(await database.migrate()).toHaveLength(taken);
    expect(taken).toBeGreaterThan(5);
    expect(await schemaText(database)).toBe(fresh);
    await database.close();
    await open();
  });

  test('searches what was there, and goes on with its conversations', async () => {
    expect(sources(await ask('年假有几天？'))).toEqual(['ready.md']);
    const next = await ask('那由谁批准？', before.conversationId);
    expect(next.conversationId).toBe(before.conversationId);
    expect(next.text).toContain('直属经理');
  });

  test('explains answers that were logged then', async () => {
    const { answer, candidates, searched, sentences } = await engine.explainAnswer.explain(scope, before.id);
    expect(answer).toMatchObject({ id: before.id, text: before.text });
    expect(searched).toBe('年假有几天？');
    expect(candidates[0]).toMatchObject({ cited: true, score: null, passage: { sourceKey: 'ready.md' } });
    expect(candidates[0]?.fused).toBeGreaterThan(0);
    expect(sentences.some((it) => it.chosen && it.text?.includes('五天') === true)).toBe(true);
  });

  test('imports what waited and what was half way, and lists what had failed to be tried again', async () => {
    const failed = await engine.importing.repository.failed(scope, { offset: 0, limit: 10 });
    expect(failed.items.map((it) => [it.sourceKey, it.failure.code, it.attempts])).toEqual([
      ['failed.md', 'MODEL_UNAVAILABLE', 1],
    ]);
    await engine.importing.worker.start();
    await expect.poll(() => stateOf('waiting.md')).toBe('ready');
    await expect.poll(() => stateOf('half-way.md')).toBe('ready');
    expect(await stateOf('failed.md')).toBe('failed');
    expect(await engine.importing.repository.retryFailed(scope, { collectionId })).toBe(1);
    await expect.poll(() => stateOf('failed.md')).toBe('ready');
    expect(sources(await ask('周末加班怎么算工资？'))).toContain('failed.md');
  }, 120_000);
});
