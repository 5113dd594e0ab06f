import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultProfile } from '@mingda/contracts';
import { createLogger, loadConfig } from '@mingda/platform';
import { testDatabases } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../engine.ts';

const dimensions = 64;
/** Texts that the endpoint has embedded. */
let embedded: string[] = [];

/** An endpoint of OpenAI's shape whose vectors count characters: what shares characters is alike. */
function embeddingServer(): Server {
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { input } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { readonly input: readonly string[] };
      embedded.push(...input);
      const data = input.map((text, index) => ({ index, embedding: countsOf(text) }));
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ data, usage: { prompt_tokens: 1 } }));
    });
  });
}

function countsOf(text: string): number[] {
  const counts = new Array<number>(dimensions).fill(0.01);
  for (const character of text) counts[(character.codePointAt(0) ?? 0) % dimensions] += 1;
  return counts;
}

describe.each(testDatabases())('a collection embedded by an endpoint elsewhere ($kind)', (target) => {
  const server = embeddingServer();
  let engine: Engine;
  let cleanUp: () => Promise<void>;
  const scope = () => ({ tenantId: engine.tenantId });

  beforeAll(async () => {
    const opened = target.kind === 'server' ? await target.open() : undefined;
    const root = await mkdtemp(join(tmpdir(), 'mingda-remote-'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const file = join(root, 'models.json');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const entry = {
      kind: 'remote',
      key: 'house-model',
      languages: ['zh', 'en'],
      dimensions,
      maxTokens: 512,
      url,
      model: 'm',
    };
    await writeFile(file, JSON.stringify({ models: [entry] }));
    const config = loadConfig({
      ...process.env,
      MINGDA_DATA_DIR: join(root, 'data'),
      MINGDA_LOG_LEVEL: 'silent',
      MINGDA_MODELS_FILE: file,
      MINGDA_EMBEDDING_ZH: 'house-model',
      MINGDA_EMBEDDING_EN: 'house-model',
      ...(opened?.url === undefined ? {} : { MINGDA_DATABASE_URL: opened.url }),
    });
    engine = await Engine.open(config, createLogger(config, 'test'));
    cleanUp = async () => {
      await engine.close();
      await opened?.drop();
      await new Promise((resolve) => server.close(resolve));
      await rm(root, { recursive: true, force: true });
    };
  });
  afterAll(() => cleanUp());

  it.each([false, true])(
    'imports, searches and answers without token vectors (stored where there are any: %s)',
    async (tokenVectors) => {
      const profile = { ...defaultProfile, chunking: { ...defaultProfile.chunking, tokenVectors } };
      const name = `tokens ${String(tokenVectors)}`;
      const { id: collectionId } = await engine.repositories.collections.create(scope(), {
        name,
        description: '',
        profile,
      });
      const text = '# 请假制度\n\n普通员工的年假为 10 天。\n\n# 食堂\n\n食堂周五中午供应面条。';
      const file = {
        collectionId,
        sourceKey: 'leave.md',
        fileName: 'leave.md',
        content: new TextEncoder().encode(text),
      };
      const { versionId } = await engine.acceptDocument.execute(scope(), file);
      await engine.ingestDocument.execute(versionId);
      expect((await engine.repositories.documents.version(scope(), versionId))?.state).toBe('ready');
      const { found } = await engine.retrieve.execute(scope(), { collectionId, query: '普通员工的年假有几天？' });
      expect(found[0]).toMatchObject({ text: expect.stringContaining('10 天') as string, modelKey: 'house-model' });
      expect(found[0].dense).not.toBeNull();
      embedded = [];
      const answer = await engine.dialogue.converse.execute(scope(), {
        collectionId,
        question: '普通员工的年假有几天？',
      });
      expect(answer.text).toContain('10 天');
      // Each text costs money there: a question is embedded, and no passage once more.
      expect(embedded).toHaveLength(1);
    },
  );
});
