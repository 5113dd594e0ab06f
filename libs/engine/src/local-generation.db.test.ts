import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultProfile, type Answer, type AskEvent } from '@mingda/contracts';
import { optionalPackage } from '@mingda/inference';
import { createLogger, loadConfig } from '@mingda/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from './engine.ts';

const leave = `# 请假制度

## 年假

普通员工的年假为 10 天。工龄满十年的员工年假为 15 天。当年未休完的年假可以结转到次年 3 月 31 日。

## 报销

报销单应在费用发生后 30 天内提交财务部。发票须为增值税电子发票。
`;

const { runtimesDir } = loadConfig();
const missing: unknown = await optionalPackage('node-llama-cpp', runtimesDir).then(
  () => undefined,
  (error: unknown) => error,
);
if (missing instanceof Error) process.stderr.write(`skipped: ${missing.message}\n`);

describe.skipIf(missing !== undefined)('a language model on this machine answers, nothing outside is asked', () => {
  let engine: Engine;
  let dataDir: string;
  let collectionId: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'mingda-generation-'));
    const config = loadConfig({
      MINGDA_DATA_DIR: dataDir,
      MINGDA_LOG_LEVEL: 'silent',
      MINGDA_CHAT_MODEL: 'gemma3-270m',
      MINGDA_RUNTIMES_DIR: runtimesDir,
      MINGDA_MODELS_DIR: loadConfig().models.dir,
    });
    engine = await Engine.open(config, createLogger(config, 'test'));
    const scope = { tenantId: engine.tenantId };
    const answering = { ...defaultProfile.answering, answerer: 'llm' as const };
    const profile = { ...defaultProfile, answering };
    const collection = await engine.repositories.collections.create(scope, { name: 'c', description: '', profile });
    collectionId = collection.id;
    const content = new TextEncoder().encode(leave);
    const { versionId } = await engine.acceptDocument.execute(scope, {
      collectionId,
      sourceKey: 'hr/leave.md',
      fileName: 'leave.md',
      content,
    });
    await engine.ingestDocument.execute(versionId);
  }, 300_000);
  afterAll(async () => {
    await engine.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function ask(question: string): Promise<{ answer: Answer; streamed: string }> {
    let streamed = '';
    const onEvent = (event: AskEvent): void => {
      if (event.type === 'text') streamed += event.text;
    };
    const scope = { tenantId: engine.tenantId };
    const answer = await engine.dialogue.converse.execute(scope, { collectionId, question }, { onEvent });
    return { answer, streamed };
  }

  it('writes a Chinese answer whose every sentence is cited from the document', async () => {
    const { answer, streamed } = await ask('报销单要在费用发生后多少天内提交？');
    expect(answer).toMatchObject({ outcome: 'answered', lang: 'zh' });
    expect(answer.answerer).toMatch(/^llm:gemma3-270m:grounded-answer\.v\d/);
    expect(answer.text.replaceAll(/\s/g, '')).toContain('30天');
    expect(streamed).toBe(answer.text);
    expect(answer.citations.length).toBeGreaterThan(0);
    for (const { quote, charStart, charEnd } of answer.citations) {
      expect(leave).toContain(quote);
      expect(charEnd - charStart).toBe(quote.length);
    }
    expect(answer.citations.some(({ quote }) => quote.includes('30 天'))).toBe(true);
  });

  it('shows nothing that no passage supports', async () => {
    const { answer } = await ask('员工食堂的红烧肉多少钱一份？');
    if (answer.outcome === 'answered') for (const { quote } of answer.citations) expect(leave).toContain(quote);
    expect(answer.text).not.toMatch(/元|块钱/);
  });
});
