import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExtractiveAnswerer, PassageTokenCache } from '@mingda/answering';
import { defaultProfile, type EmbedRequest, type Profile } from '@mingda/contracts';
import { cuttingKey, type SentenceCandidate } from '@mingda/domain';
import { createLogger, loadConfig } from '@mingda/platform';
import { preparedDataDir, testDatabases } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../engine.ts';

const footer = '本文件仅供内部使用，未经许可不得外传给任何第三方。';
const leave = `# 请假制度\n\n## 年假\n\n普通员工的年假为 10 天。工龄满十年的员工年假为 15 天。\n\n${footer}\n`;
const sick = `# 病假制度\n\n病假须在当天上午十点前告知直接主管，并在返岗后提交医院证明。\n\n${footer}\n`;
const vpn = `# VPN guide\n\nInstall the client from the portal. Error ERR_0x8007 means that the certificate has expired.\n`;
const questions = ['工龄满十年的员工有多少天年假？', '病假要告诉谁？', 'What does ERR_0x8007 mean?'];
const storing: Profile = { ...defaultProfile, chunking: { ...defaultProfile.chunking, tokenVectors: true } };

describe.each(testDatabases())('token vectors made at ingestion, $kind database', (target) => {
  let engine: Engine;
  let collectionId: string;
  let cleanUp: () => Promise<void>;
  const requests: EmbedRequest[] = [];
  const scope = (): { tenantId: string } => ({ tenantId: engine.tenantId });

  beforeAll(async () => {
    const opened = target.kind === 'server' ? await target.open() : undefined;
    const dataDir =
      opened === undefined ? await preparedDataDir('tokens') : await mkdtemp(join(tmpdir(), 'mingda-tokens-'));
    const config = loadConfig({
      ...process.env,
      MINGDA_DATA_DIR: dataDir,
      MINGDA_LOG_LEVEL: 'silent',
      ...(opened?.url === undefined ? {} : { MINGDA_DATABASE_URL: opened.url }),
    });
    engine = await Engine.open(config, createLogger(config, 'test'));
    cleanUp = async () => {
      await engine.close();
      await opened?.drop();
      await rm(dataDir, { recursive: true, force: true });
    };
    const embed = engine.embedder.embed.bind(engine.embedder);
    Object.defineProperty(engine.embedder, 'embed', {
      configurable: true,
      value: (request: EmbedRequest) => {
        requests.push(request);
        return embed(request);
      },
    });
    const given = { name: 'c', description: '', profile: defaultProfile };
    collectionId = (await engine.repositories.collections.create(scope(), given)).id;
    for (const [sourceKey, text] of Object.entries({ 'leave.md': leave, 'sick.md': sick, 'vpn.md': vpn }))
      await ingest(sourceKey, text);
  });
  afterAll(() => cleanUp());

  async function ingest(sourceKey: string, text: string): Promise<string> {
    const file = { collectionId, sourceKey, fileName: sourceKey, content: new TextEncoder().encode(text) };
    const { versionId, documentId } = await engine.acceptDocument.execute(scope(), file);
    await engine.ingestDocument.execute(versionId);
    return documentId;
  }

  async function switchTo(profile: Profile): Promise<void> {
    await engine.profileGate.save(scope(), { collectionId, profile, doneBy: 'test' });
    await engine.reindexCollection.execute(collectionId);
  }

  const read = <T>(sql: string): Promise<T[]> => engine.database.dataSource.query<T[]>(sql, [collectionId]);
  /** Chunks that have token vectors, of those that are searched, and rows there are of any. */
  const counted = async (): Promise<unknown> => {
    const [row] = await read(`select count(t.chunk_id)::int as stored, count(*)::int as searched,
      (select count(*)::int from chunk_tokens where collection_id = $1) as rows
      from chunk_vector v left join chunk_tokens t on t.chunk_id = v.chunk_id where v.collection_id = $1`);
    return row;
  };

  /** Features of the sentences for every question, with token vectors from where the ingestion stored them, or made now. */
  async function features(from: 'stored' | 'made'): Promise<SentenceCandidate[][]> {
    const { tokenVectors } = engine.repositories;
    const answerer = new ExtractiveAnswerer(new PassageTokenCache({ embedder: engine.embedder, tokenVectors }));
    const all: SentenceCandidate[][] = [];
    for (const query of questions) {
      const found = await engine.retrieve.execute(scope(), { collectionId, query });
      const storedIn = from === 'stored' ? found.indexScope : undefined;
      all.push([...(await answerer.candidates({ ...found, storedIn })).readings[0].candidates]);
    }
    return all;
  }

  const passagesEmbedded = (): number => requests.filter((it) => it.role === 'passage').length;

  it('switched on, documents are brought up to date and answers need no model for passages', async () => {
    expect(await counted()).toEqual({ stored: 0, searched: 3, rows: 0 });
    await switchTo(storing);
    expect(await counted()).toEqual({ stored: 3, searched: 3, rows: 3 });
    const before = passagesEmbedded();
    for (const question of questions)
      expect(await engine.dialogue.converse.execute(scope(), { collectionId, question })).toMatchObject({
        outcome: 'answered',
      });
    expect(passagesEmbedded()).toBe(before);
  });

  it('gives the sentences the features that they have without', async () => {
    const made = await features('made');
    const before = passagesEmbedded();
    const stored = await features('stored');
    expect(passagesEmbedded()).toBe(before);
    let furthest = 0;
    for (const [question, sentences] of made.entries()) {
      expect(sentences.length).toBeGreaterThan(0);
      for (const [at, { features: values }] of sentences.entries())
        for (const [index, value] of values.entries())
          furthest = Math.max(furthest, Math.abs(value - (stored[question]?.[at]?.features[index] ?? Number.NaN)));
    }
    expect(furthest).toBeLessThan(0.001);
  });

  it('does so where a passage leaves out a repeated line', async () => {
    for (let copy = 0; copy < 8; copy += 1)
      await ingest(
        `more ${String(copy)}.md`,
        `# 通知 ${String(copy)}\n\n第 ${String(copy)} 号通知的正文。\n\n${footer}\n`,
      );
    await engine.chunks.sweepRepeats.execute(collectionId);
    const [{ muted }] = await read<{ muted: number }>(
      `select count(*)::int as muted from chunk where collection_id = $1 and cardinality(muted) > 0`,
    );
    expect(muted).toBeGreaterThan(8);
    expect(await counted()).toEqual({ stored: 11, searched: 11, rows: 11 });
    const made = await features('made');
    const stored = await features('stored');
    for (const [question, sentences] of made.entries())
      for (const [at, { features: values }] of sentences.entries())
        for (const [index, value] of values.entries())
          expect(stored[question]?.[at]?.features[index]).toBeCloseTo(value, 3);
  });

  it('follows edits and deletions', async () => {
    const documentId = await ingest('edited.md', '# 停车\n\n停车费每月 200 元。\n');
    expect(await counted()).toEqual({ stored: 12, searched: 12, rows: 12 });
    const { items } = await engine.repositories.documents.list(scope(), collectionId, { offset: 0, limit: 50 });
    const { currentVersionId } = items.find((it) => it.id === documentId) ?? {};
    const chunk = (await engine.repositories.documents.text(scope(), currentVersionId ?? ''))?.chunks[0];
    const change = { action: 'rewrite', chunkId: chunk?.id ?? '', text: '停车费每月 300 元。' } as const;
    await engine.chunks.edit.execute(scope(), documentId, { change, by: 'test' });
    expect(await counted()).toEqual({ stored: 12, searched: 12, rows: 12 });
    await engine.deleteDocument.execute(scope(), documentId);
    expect(await counted()).toEqual({ stored: 11, searched: 11, rows: 11 });
  });

  it('keeps them from callers outside the scope', async () => {
    const { tokenVectors } = engine.repositories;
    const ids = (await read<{ id: string }>('select id from chunk where collection_id = $1')).map((it) => it.id);
    expect((await tokenVectors.read(scope(), ids)).size).toBe(11);
    expect((await tokenVectors.read({ ...scope(), collectionIds: [] }, ids)).size).toBe(0);
  });

  it('switched off, the rows go and no document is read again', async () => {
    const before = requests.length;
    await switchTo(defaultProfile);
    expect(await counted()).toEqual({ stored: 0, searched: 11, rows: 0 });
    expect(requests.length).toBe(before);
    const cutBy = cuttingKey(defaultProfile.chunking, engine.embedder.languages);
    const { indexes } = engine.repositories;
    expect(await indexes.cut(scope(), collectionId, cutBy)).toEqual({ current: 11, total: 11 });
  });

  it('switched off while an edit is under way, the edit brings none back', async () => {
    await switchTo(storing);
    const [{ id, document }] = await read<{ id: string; document: string }>(
      'select id, document_id as document from chunk where collection_id = $1 order by id limit 1',
    );
    const embed = engine.embedder.embed.bind(engine.embedder);
    // The edit has read the profile and its new text is being embedded.
    Object.defineProperty(engine.embedder, 'embed', {
      configurable: true,
      value: async (request: EmbedRequest) => {
        Object.defineProperty(engine.embedder, 'embed', { configurable: true, value: embed });
        await switchTo(defaultProfile);
        return embed(request);
      },
    });
    const change = { action: 'rewrite', chunkId: id, text: '普通员工的年假为 12 天。' } as const;
    await engine.chunks.edit.execute(scope(), document, { change, by: 'test' });
    expect(await counted()).toEqual({ stored: 0, searched: 11, rows: 0 });
  });
});
