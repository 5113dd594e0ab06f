import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultProfile, type Profile } from '@mingda/contracts';
import { createLogger, loadConfig } from '@mingda/platform';
import { overlapModel, overlapScore, testDatabases, writeOverlapModel } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../engine.ts';

const question = '蓝色通行证怎么补办';
/** The first means what is asked, the second holds the words of the question and means nothing. */
const documents = {
  'pass.md': '# 门禁卡遗失\n\n门禁卡丢失后，到一楼安保处登记，当天领取新卡。蓝色卡为访客卡，补卡收费二十元。',
  'words.md': '# 字帖\n\n蓝色通行证怎么补办蓝色通行证怎么补办',
  'food.md': '# 食堂\n\n食堂周五中午供应面条，晚上不开放。',
};

describe.each(testDatabases())('questions where a cross-encoder is configured ($kind)', (target) => {
  let engine: Engine;
  let collectionId: string;
  let cleanUp: () => Promise<void>;
  const scope = () => ({ tenantId: engine.tenantId });

  beforeAll(async () => {
    const opened = target.kind === 'server' ? await target.open() : undefined;
    const root = await mkdtemp(join(tmpdir(), 'mingda-cross-'));
    const config = loadConfig({
      ...process.env,
      MINGDA_DATA_DIR: join(root, 'data'),
      MINGDA_LOG_LEVEL: 'silent',
      MINGDA_MODELS_FILE: await writeOverlapModel(root),
      MINGDA_RERANK_ZH: overlapModel,
      ...(opened?.url === undefined ? {} : { MINGDA_DATABASE_URL: opened.url }),
    });
    engine = await Engine.open(config, createLogger(config, 'test'));
    cleanUp = async () => {
      await engine.close();
      await opened?.drop();
      await rm(root, { recursive: true, force: true });
    };
    const { collections } = engine.repositories;
    collectionId = (await collections.create(scope(), { name: 'c', description: '', profile: defaultProfile })).id;
    for (const [sourceKey, text] of Object.entries(documents)) {
      const content = new TextEncoder().encode(text);
      const { versionId } = await engine.acceptDocument.execute(scope(), {
        collectionId,
        sourceKey,
        fileName: sourceKey,
        content,
      });
      await engine.ingestDocument.execute(versionId);
    }
  }, 120_000);
  afterAll(() => cleanUp());

  const search = (query: string, change: Partial<Profile['retrieval']> = {}) =>
    engine.retrieve.execute(scope(), { collectionId, query, settings: { ...defaultProfile.retrieval, ...change } });
  const sources = (found: readonly { readonly sourceKey: string }[]) => found.map(({ sourceKey }) => sourceKey);

  it('orders the first passages by what it read, with the scores of the places', async () => {
    const plain = await search(question, { crossEncoderDepth: 0 });
    const read = await search(question);
    expect(plain.crossEncoder).toBeNull();
    expect(plain.found.every(({ cross }) => cross === null)).toBe(true);
    expect(read.crossEncoder).toBe(overlapModel);
    expect(read.found[0]).toMatchObject({ sourceKey: 'words.md', cross: expect.closeTo(overlapScore(1), 5) as number });
    const crosses = read.found.map(({ cross }) => cross ?? -1);
    expect(crosses).toEqual(crosses.toSorted((left, right) => right - left));
    expect(read.found.map(({ score }) => score)).toEqual(plain.found.map(({ score }) => score));
    expect(sources(read.found).toSorted()).toEqual(sources(plain.found).toSorted());
  });

  it('reads as many as the profile says', async () => {
    const read = await search(question, { crossEncoderDepth: 1 });
    expect(read.found.filter(({ cross }) => cross !== null)).toHaveLength(1);
    expect(sources(read.found)).toEqual(sources((await search(question, { crossEncoderDepth: 0 })).found));
  });

  it('leaves languages without one alone', async () => {
    expect((await search('How do I replace a lost pass?')).crossEncoder).toBeNull();
  });

  it('is named in the trace of the answer, with what it said of each passage', async () => {
    const answer = await engine.dialogue.converse.execute(scope(), { collectionId, question });
    const explanation = await engine.explainAnswer.explain(scope(), answer.id);
    expect(explanation.models).toContain(overlapModel);
    expect(explanation.candidates[0].cross).toBeCloseTo(overlapScore(1), 5);
  });
});
