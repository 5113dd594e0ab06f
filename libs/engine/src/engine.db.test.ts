import { createServer, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultProfile, type Answer, type AskEvent } from '@mingda/contracts';
import { createLogger, loadConfig } from '@mingda/platform';
import { testDatabases } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Engine } from './engine.ts';

const leave = `# 请假制度

## 年假

普通员工的年假为 10 天。工龄满十年的员工年假为 15 天。当年未休完的年假可以结转到次年 3 月 31 日。

## 病假

病假须在当天上午十点前告知直接主管，并在返岗后两个工作日内提交医院证明。
`;
const vpn = `# VPN guide

Install the client from the software portal. The VPN server is vpn.example.com. Error ERR_0x8007 means that the certificate has expired: renew it at the IT service desk on floor 2.
`;
const prices = '部件号,名称,交期(天),单价(元)\nTH-01,温度传感器,7,128\nGW-2200,物联网网关,21,1980\n';

/** Speaks the OpenAI chat protocol and writes whatever `reply` holds. */
class ScriptedChatServer {
  reply = '';
  readonly #server: Server;

  constructor() {
    this.#server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const delta = (content: string): string =>
        `data: ${JSON.stringify({ id: '1', object: 'chat.completion.chunk', created: 1, model: 'scripted', choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }] })}\n\n`;
      for (const piece of this.reply.match(/.{1,7}/gsu) ?? []) response.write(delta(piece));
      response.end('data: [DONE]\n\n');
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

describe.each(testDatabases())('documents in, cited answers out, $kind database', (target) => {
  const chat = new ScriptedChatServer();
  let engine: Engine;
  let collectionId: string;
  let cleanUp: () => Promise<void>;
  const scope = (): { tenantId: string } => ({ tenantId: engine.tenantId });

  beforeAll(async () => {
    const opened = target.kind === 'server' ? await target.open() : undefined;
    const dataDir = await mkdtemp(join(tmpdir(), 'mingda-engine-'));
    const config = loadConfig({
      ...process.env,
      MINGDA_DATA_DIR: dataDir,
      MINGDA_LOG_LEVEL: 'silent',
      MINGDA_CHAT_URL: await chat.start(),
      MINGDA_CHAT_MODEL: 'scripted',
      MINGDA_CHAT_KEY: 'none',
      ...(opened?.url === undefined ? {} : { MINGDA_DATABASE_URL: opened.url }),
    });
    engine = await Engine.open(config, createLogger(config, 'test'));
    cleanUp = async () => {
      await engine.close();
      await opened?.drop();
      await rm(dataDir, { recursive: true, force: true });
    };
    const collection = await engine.repositories.collections.create(scope(), {
      name: 'c',
      description: '',
      profile: defaultProfile,
    });
    collectionId = collection.id;
    await ingest('hr/leave.md', leave);
    await ingest('it/vpn.md', vpn);
    await ingest('sales/prices.csv', prices);
  });
  afterAll(async () => {
    await cleanUp();
    await chat.stop();
  });

  async function ingest(
    sourceKey: string,
    text: string,
  ): Promise<{ documentId: string; versionId: string; changed: boolean }> {
    const accepted = await engine.acceptDocument.execute(scope(), {
      collectionId,
      sourceKey,
      fileName: sourceKey,
      content: new TextEncoder().encode(text),
    });
    await engine.ingestDocument.execute(accepted.versionId);
    return accepted;
  }
  const ask = (
    question: string,
    more: { conversationId?: string } = {},
    onEvent?: (event: AskEvent) => void,
  ): Promise<Answer> => engine.dialogue.converse.execute(scope(), { collectionId, question, ...more }, { onEvent });

  async function expectQuotesToBeTrue(answer: Answer): Promise<void> {
    expect(answer.citations.length).toBeGreaterThan(0);
    for (const citation of answer.citations) {
      const text = await engine.repositories.documents.text(scope(), citation.versionId);
      expect(text?.text.slice(citation.charStart, citation.charEnd)).toBe(citation.quote);
      expect(text?.version.number).toBe(citation.versionNumber);
    }
  }

  it('answers a Chinese question from the right document, with true quotes', async () => {
    const answer = await ask('工龄满十年的员工有多少天年假？');
    expect(answer).toMatchObject({ outcome: 'answered', lang: 'zh', answerer: 'extractive' });
    expect(answer.text).toContain('15 天');
    expect(answer.citations[0]?.sourceKey).toBe('hr/leave.md');
    await expectQuotesToBeTrue(answer);
  });

  it('answers an English question by an error code', async () => {
    const answer = await ask('What does ERR_0x8007 mean?');
    expect(answer.text).toContain('certificate has expired');
    await expectQuotesToBeTrue(answer);
  });

  it('answers from a table row', async () => {
    const answer = await ask('GW-2200 的单价是多少？');
    expect(answer.text).toContain('1980');
    expect(answer.citations[0]?.sourceKey).toBe('sales/prices.csv');
  });

  it('refuses, and asks for a person, where the documents say nothing', async () => {
    const answer = await ask('公司的股票代码是什么？');
    expect(answer).toMatchObject({ outcome: 'refused', handOver: true, citations: [] });
  });

  it('logs every answer with the conversation it began', async () => {
    const answer = await ask('病假要什么时候告知主管？');
    expect(await engine.repositories.answers.get(scope(), answer.id)).toEqual(answer);
    const conversation = await engine.repositories.conversations.get(scope(), answer.conversationId);
    expect(conversation?.turns).toEqual([
      { role: 'user', text: '病假要什么时候告知主管？' },
      { role: 'assistant', text: answer.text },
    ]);
  });

  it('understands a follow-up of the conversation', async () => {
    const first = await ask('普通员工的年假有几天？');
    const second = await ask('那工龄满十年的呢？', { conversationId: first.conversationId });
    expect(second.conversationId).toBe(first.conversationId);
    expect(second.text).toContain('15 天');
  });

  it('does not continue a conversation that is not there', async () => {
    await expect(ask('你好', { conversationId: '00000000-0000-4000-8000-000000000000' })).rejects.toMatchObject({
      code: 'CONVERSATION_NOT_FOUND',
    });
  });

  it('sends passages, text and answer as events, in this order', async () => {
    const events: AskEvent[] = [];
    await ask('年假可以结转到什么时候？', {}, (event) => events.push(event));
    expect(events.map((event) => event.type)).toEqual(['passages', 'text', 'answer']);
  });

  it('another tenant finds no collection', async () => {
    const embed = vi.spyOn(engine.embedder, 'embed');
    const stranger = { tenantId: '00000000-0000-4000-8000-000000000000' };
    await expect(engine.retrieve.execute(stranger, { collectionId, query: '年假' })).rejects.toMatchObject({
      code: 'COLLECTION_NOT_FOUND',
    });
    // Its question was being embedded meanwhile: that is called off.
    expect(embed.mock.lastCall?.[0].signal?.aborted).toBe(true);
    embed.mockRestore();
    const elsewhere = { tenantId: engine.tenantId, collectionIds: ['00000000-0000-4000-8000-000000000000'] };
    await expect(engine.retrieve.execute(elsewhere, { collectionId, query: '年假' })).rejects.toMatchObject({
      code: 'COLLECTION_NOT_FOUND',
    });
  });

  it('reads on where many documents say the same, until there are as many passages as asked for', async () => {
    const given = { name: 'copies', description: '', profile: defaultProfile };
    const copies = (await engine.repositories.collections.create(scope(), given)).id;
    const rule = '# 年假\n\n普通员工的年假为 10 天，须提前三天申请。\n';
    const others = ['年假工资照发。', '年假不累计病假。', '春节前不批年假。'].map((it) => `# 附注\n\n${it}\n`);
    const texts = [...Array.from({ length: 44 }, () => rule), ...others];
    for (const [at, text] of texts.entries()) {
      const file = {
        sourceKey: `${String(at)}.md`,
        fileName: `${String(at)}.md`,
        content: new TextEncoder().encode(text),
      };
      const { versionId } = await engine.acceptDocument.execute(scope(), { collectionId: copies, ...file });
      await engine.ingestDocument.execute(versionId);
    }
    const { found } = await engine.retrieve.execute(scope(), {
      collectionId: copies,
      query: '普通员工的年假有多少天，要提前几天申请？',
      limit: 4,
    });
    expect(found.map((it) => it.alsoIn.length)).toEqual([43, 0, 0, 0]);
  });

  it('does nothing for unchanged content and replaces a changed document at once', async () => {
    expect((await ingest('it/vpn.md', vpn)).changed).toBe(false);
    const { documentId, changed } = await ingest('it/vpn.md', vpn.replace('floor 2', 'floor 7'));
    expect(changed).toBe(true);
    const answer = await ask('Where do I renew the certificate of ERR_0x8007?');
    expect(answer.text).toContain('floor 7');
    expect(answer.citations[0]?.versionNumber).toBe(2);
    const versions = await engine.repositories.documents.versions(scope(), documentId);
    expect(versions.map((it) => it.state).toSorted()).toEqual(['ready', 'superseded']);
    const { passages } = await engine.retrieve.execute(scope(), {
      collectionId,
      query: 'certificate floor',
      limit: 50,
    });
    expect(passages.filter((it) => it.text.includes('floor 2'))).toEqual([]);
  });

  it('keeps a document that cannot be read as failed, with the cause', async () => {
    const accepted = await engine.acceptDocument.execute(scope(), {
      collectionId,
      sourceKey: 'broken.json',
      fileName: 'broken.json',
      content: new TextEncoder().encode('{"question": '),
    });
    await engine.importing.worker.start();
    const read = () => engine.repositories.documents.version(scope(), accepted.versionId);
    while ((await read())?.state !== 'failed') await sleep(50);
    await engine.importing.worker.stop();
    expect(await read()).toMatchObject({ failure: { code: 'FILE_CORRUPT' }, chunkCount: 0 });
  });

  it('any question is safe', async () => {
    for (const question of [
      '-'.repeat(33),
      "'; drop table chunk; --",
      '😀',
      '年假'.repeat(2500),
      '\u{1F600}\\u0000 %s $1',
    ]) {
      expect((await ask(question)).id).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  describe('with a language model', () => {
    beforeAll(() =>
      engine.repositories.collections.updateProfile(scope(), collectionId, {
        ...defaultProfile,
        answering: { ...defaultProfile.answering, answerer: 'llm' },
      }),
    );
    afterAll(() => engine.repositories.collections.updateProfile(scope(), collectionId, defaultProfile));
    const question = '工龄满十年的员工有多少天年假？';

    it('shows what its citation supports and drops what it does not', async () => {
      chat.reply = '工龄满十年的员工年假为 15 天 [1]。新员工第一年有 30 天年假 [1]。';
      const answer = await ask(question);
      expect(answer.text).toBe('工龄满十年的员工年假为 15 天。');
      expect(answer.answerer).toContain('grounded-answer.v2');
      await expectQuotesToBeTrue(answer);
    });

    it('sends pieces that add up to the text of the answer', async () => {
      chat.reply = '工龄满十年的员工年假为 15 天 [1]。普通员工的年假为 10 天 [1]。';
      let sent = '';
      const answer = await ask(question, {}, (event) => {
        if (event.type === 'text') sent += event.text;
      });
      expect(answer.text).toBe('工龄满十年的员工年假为 15 天。普通员工的年假为 10 天。');
      expect(sent).toBe(answer.text);
    });

    it('refuses when nothing is supported, or the model says that nothing answers', async () => {
      chat.reply = '工龄满十年的员工年假为 25 天 [1]。';
      expect((await ask(question)).outcome).toBe('refused');
      chat.reply = 'NO_ANSWER';
      expect((await ask(question)).outcome).toBe('refused');
    });
  });
});
