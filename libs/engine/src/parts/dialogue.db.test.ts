import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  defaultProfile,
  type AccessScope,
  type Answer,
  type AskEvent,
  type Intent,
  type SearchFilter,
} from '@mingda/contracts';
import { freshMemory } from '@mingda/dialogue';
import { createLogger, loadConfig } from '@mingda/platform';
import { preparedDataDir, testDatabases, type OpenedDatabase } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Engine } from '../engine.ts';

const documents = {
  'annual-leave.md': '# 年假制度\n\n员工入职满一年后，每年享有五天年假。年假由直属经理批准。',
  'sick-leave.md': '# 病假制度\n\n病假需要提供医院开具的诊断证明。病假每年最多十天。',
  'travel.md':
    '# Travel policy\n\nEvery employee books flights in the travel portal. The hotel limit is 150 euros a night.',
};
const intent = (more: Partial<Intent> & Pick<Intent, 'name' | 'examples'>): Intent => ({
  action: 'reply',
  reply: { zh: '好的', en: 'All right' },
  faqEntryId: null,
  enabled: true,
  ...more,
});
const weather = ['今天天气怎么样', '明天会下雨吗', '外面冷不冷', '这周的天气预报', '今天气温多少度', '周末天气好吗'];
const joke = ['讲个笑话', '给我说个笑话听听', '来一个好笑的段子', '你会讲笑话吗', '逗我笑一下', '说点有趣的笑话'];

/** With the real models. */
describe.each(testDatabases())('conversations, $kind database', (target) => {
  let folder: string;
  let opened: OpenedDatabase | undefined;
  let engine: Engine;
  let scope: AccessScope;
  let collectionId: string;

  beforeAll(async () => {
    opened = target.kind === 'server' ? await target.open() : undefined;
    folder =
      opened === undefined ? await preparedDataDir('dialogue') : await mkdtemp(join(tmpdir(), 'mingda-dialogue-'));
    await open();
    scope = { tenantId: engine.tenantId };
    collectionId = (
      await engine.repositories.collections.create(scope, { name: '制度', description: '', profile: defaultProfile })
    ).id;
    for (const [name, text] of Object.entries(documents)) {
      const content = new TextEncoder().encode(text);
      const accepted = await engine.acceptDocument.execute(scope, {
        collectionId,
        sourceKey: name,
        fileName: name,
        content,
      });
      await engine.ingestDocument.execute(accepted.versionId);
    }
  }, 120_000);
  afterAll(async () => {
    await engine.close();
    await opened?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(): Promise<void> {
    const config = loadConfig({
      ...process.env,
      MINGDA_DATA_DIR: folder,
      MINGDA_LOG_LEVEL: 'silent',
      ...(opened?.url === undefined ? {} : { MINGDA_DATABASE_URL: opened.url }),
    });
    engine = await Engine.open(config, createLogger(config, 'test'));
  }
  const ask = (question: string, conversationId?: string, events: AskEvent[] = []): Promise<Answer> =>
    engine.dialogue.converse.execute(
      scope,
      { collectionId, question, ...(conversationId === undefined ? {} : { conversationId }) },
      { onEvent: (it) => events.push(it) },
    );
  const memoryOf = async (id: string) => (await engine.repositories.conversations.get(scope, id))?.memory;

  test('a follow-up finds what the conversation is about, and says what it was understood by', async () => {
    const first = await ask('病假需要什么证明？');
    const second = await ask('那最多几天呢？', first.conversationId);
    expect(second.citations[0]?.title).toBe('病假制度');
    expect(second.dialogue?.carried).toContain('病假');
    expect((await memoryOf(first.conversationId))?.slots.topic).toBe('病假制度');
    // The same words without the conversation carry nothing.
    expect((await ask('那最多几天呢？')).dialogue?.carried).toBeUndefined();
  });

  test('several questions in one are answered one by one, each with its citations and its own refusal', async () => {
    const events: AskEvent[] = [];
    const answer = await ask('年假有几天？病假需要什么证明？公司总部的食堂几点开门？', undefined, events);
    const parts = answer.dialogue?.parts ?? [];
    expect(parts.map((it) => it.question)).toEqual(['年假有几天？', '病假需要什么证明？', '公司总部的食堂几点开门？']);
    expect(parts[0]).toMatchObject({ outcome: 'answered' });
    expect(parts[0]?.text).toContain('五天');
    const cited = (markers: readonly number[] = []) =>
      markers.map((marker) => answer.citations.find((it) => it.marker === marker)?.title);
    expect(cited(parts[0]?.markers)).toContain('年假制度');
    expect(cited(parts[1]?.markers)).toContain('病假制度');
    expect(parts[2]?.outcome).toBe('refused');
    expect(events.map((it) => it.type)).toEqual(['passages', 'text', 'answer']);
  });

  test('what is said in place of an answer is searched neither with the next part nor with a follow-up', async () => {
    const answer = await ask('年假有几天？公司总部的食堂几点开门？病假要什么证明呢？');
    const parts = answer.dialogue?.parts ?? [];
    expect(parts.slice(0, 2).map((it) => it.outcome)).toEqual(['answered', 'refused']);
    const logged = await engine.repositories.answers.record(scope, answer.id);
    const trace = logged?.trace as { parts: { context: { words: [string, number][] } }[] } | undefined;
    const carried = trace?.parts[2]?.context.words.map(([word]) => word);
    expect(carried).toContain('食堂');
    expect(carried).not.toContain('抱歉');
    const conversation = await engine.repositories.conversations.get(scope, answer.conversationId);
    expect(conversation?.turns.map((it) => it.text)).toEqual([answer.question, answer.text]);
    const [annual, canteen, sick] = parts;
    expect(conversation?.context.slice(0, 4).map((it) => it.text)).toEqual([
      annual?.question,
      annual?.text,
      canteen?.question,
      sick?.question,
    ]);
  });

  test('greets and thanks without a search', async () => {
    const hello = await ask('你好！');
    expect(hello).toMatchObject({
      answerer: 'dialogue',
      citations: [],
      dialogue: { state: 'asking', intent: 'greeting' },
    });
    expect((await ask('Thank you!', hello.conversationId)).text).toMatch(/welcome/i);
    const explained = await engine.explainAnswer.explain(scope, hello.id);
    expect(explained).toMatchObject({ searched: '你好！', candidates: [], sentences: [], models: [] });
  });

  test('hands over on the wish for a person, waits, survives a restart, and resumes', async () => {
    const handed = await ask('转人工');
    expect(handed).toMatchObject({ handOver: true, dialogue: { state: 'handed-over', intent: 'person' } });
    await engine.close();
    await open();
    const waiting = await ask('年假有几天？', handed.conversationId);
    expect(waiting).toMatchObject({ handOver: true, citations: [], dialogue: { state: 'handed-over' } });
    await engine.repositories.conversations.remember(scope, handed.conversationId, freshMemory);
    // What was asked meanwhile is what the conversation is about.
    expect((await ask('那由谁批准呢？', handed.conversationId)).dialogue?.carried).toContain('年假');
    expect((await ask('年假有几天？', handed.conversationId)).text).toContain('五天');
  });

  test('greetings and a wish for a person beside a question keep nobody from the answer', async () => {
    const greeted = await ask('你好，年假有几天？');
    expect(greeted).toMatchObject({ handOver: false, dialogue: { state: 'asking', searched: '年假有几天？' } });
    expect(greeted.text).toContain('五天');
    const events: AskEvent[] = [];
    const both = await ask('年假有几天？病假需要什么证明？请转人工', undefined, events);
    expect(both).toMatchObject({ handOver: true, dialogue: { state: 'handed-over', intent: 'person' } });
    expect(both.dialogue?.parts).toHaveLength(2);
    expect(both.text).toMatch(/五天[^]*转接人工/);
    const streamed = events.flatMap((it) => (it.type === 'text' ? [it.text] : [])).join('');
    expect(streamed).toBe(both.text);
    expect(await ask('病假最多几天？', both.conversationId)).toMatchObject({ citations: [], handOver: true });
    const again = await engine.dialogue.converse.again(scope, both, { collectionId, turns: [] });
    expect(again.answer).toMatchObject({ text: both.text, dialogue: both.dialogue });
  });

  test('an answer that was under way does not take a conversation back from a person', async () => {
    const { answers, conversations } = engine.repositories;
    const late = await ask('年假有几天？');
    await conversations.remember(scope, late.conversationId, { ...freshMemory, state: 'handed-over' });
    await answers.save(scope, {
      collectionId,
      answer: { ...late, id: randomUUID() },
      trace: null,
      memory: freshMemory,
    });
    expect((await memoryOf(late.conversationId))?.state).toBe('handed-over');
  });

  test('offers a person after two refusals', async () => {
    const first = await ask('火星上的食堂几点开门？');
    expect(first.outcome).toBe('refused');
    const second = await ask('股票代码是多少？', first.conversationId);
    expect(second.dialogue).toMatchObject({ state: 'confirming', options: ['转人工', '不用了'] });
    expect(second.text).toContain('转接人工');
    expect((await ask('不用了', first.conversationId)).dialogue?.state).toBe('asking');
  });

  test('plays replies of every kind again as they were', async () => {
    const several = await ask('年假有几天？病假需要什么证明？');
    expect(several.dialogue?.parts).toHaveLength(2);
    const first = await ask('火星上的食堂几点开门？');
    const offered = await ask('股票代码是多少？', first.conversationId);
    const declined = await ask('不用了', first.conversationId);
    const handed = await ask('转人工', first.conversationId);
    const waiting = await ask('年假有几天？', first.conversationId);
    for (const answer of [several, first, offered, declined, handed, waiting]) {
      const { differences } = await engine.explainAnswer.replay(scope, answer.id, { profile: 'then' });
      expect(differences, answer.text).toEqual([]);
    }
  });

  test('searches for a misspelt word as it was meant, and says so', async () => {
    const answer = await ask('what is the hotl limit?');
    expect(answer.dialogue?.corrections).toEqual([{ written: 'hotl', searched: 'hotel' }]);
    expect(answer.text).toContain('150');
    expect((await ask('what is the hotel limit?')).dialogue?.corrections).toBeUndefined();
  });

  test('intents are learnt from examples, kept by version, and leave questions alone', async () => {
    const { saveIntents } = engine.dialogue;
    expect((await ask('今天天气如何')).dialogue?.intent).toBeUndefined();
    const saved = await saveIntents.execute(scope, collectionId, {
      version: 0,
      intents: [
        intent({ name: '天气', examples: weather }),
        intent({ name: '笑话', action: 'hand-over', examples: joke }),
      ],
      by: 'test',
    });
    expect(saved).toMatchObject({ version: 1, changedBy: 'test' });
    expect(saved.measured[0]).toMatchObject({ examples: 12, accuracy: 1 });
    expect(await ask('今天天气如何')).toMatchObject({ text: '好的', answerer: 'intent', dialogue: { intent: '天气' } });
    expect((await ask('讲一个笑话吧')).dialogue).toMatchObject({ state: 'handed-over', intent: '笑话' });
    expect((await ask('年假有几天？')).text).toContain('五天');
    const mixed = await ask('年假有几天？今天天气怎么样？');
    expect(mixed.dialogue?.parts?.map((it) => [it.intent, it.text.includes('五天')])).toEqual([
      [undefined, true],
      ['天气', false],
    ]);
    expect(mixed.dialogue?.state).toBe('asking');
    const handed = await ask('年假有几天？你会讲笑话吗？');
    expect(handed).toMatchObject({ handOver: true, dialogue: { state: 'handed-over' } });
    expect(handed.text).toContain('五天');
    await expect(
      saveIntents.execute(scope, collectionId, { version: 0, intents: [], by: 'other' }),
    ).rejects.toMatchObject({
      code: 'INTENTS_CHANGED',
    });
    // As after a change of the embedding model: nothing is recognised until the collection's job has trained them again.
    const { grouping, improveCollection } = engine.improvement;
    const improve = () => improveCollection.execute(collectionId, new AbortController().signal);
    const waits = async () =>
      (await grouping.unfinished(engine.embedder.languages)).collectionIds.includes(collectionId);
    await improve();
    expect(await waits()).toBe(false);
    await engine.database.dataSource.query('delete from intent_model where collection_id = $1', [collectionId]);
    expect(await waits()).toBe(true);
    await improve();
    expect(await ask('今天天气如何')).toMatchObject({ text: '好的', dialogue: { intent: '天气' } });
    const again = await saveIntents.current(scope, collectionId);
    expect(again).toMatchObject({ version: 2, changedBy: 'test', intents: saved.intents });
    await improve();
    expect((await saveIntents.current(scope, collectionId)).version).toBe(2);
    await saveIntents.execute(scope, collectionId, { version: 2, intents: [], by: 'test' });
    expect((await ask('今天天气如何')).dialogue?.intent).toBeUndefined();
  });

  test('an intent answers with an approved answer of its own collection, and with none of another', async () => {
    const { saveIntents } = engine.dialogue;
    const { faq, writeFaq } = engine.improvement;
    const other = await engine.repositories.collections.create(scope, {
      name: '董事会',
      description: '',
      profile: defaultProfile,
    });
    const approved = async (place: string): Promise<string> => {
      const content = { question: '董事会说了什么', phrasings: [], answer: '天气很好', citations: [], owner: '' };
      const entry = await writeFaq.create(scope, place, { content: { ...content, validUntil: null }, by: 'test' });
      await faq.setState(scope, entry.id, { state: 'approved', by: 'test' });
      return entry.id;
    };
    const answeredBy = async (faqEntryId: string): Promise<Answer> => {
      const { version } = await saveIntents.current(scope, collectionId);
      const intents = [intent({ name: '天气', action: 'approved', faqEntryId, examples: weather })];
      await saveIntents.execute(scope, collectionId, { version, intents, by: 'test' });
      return ask('今天天气如何');
    };
    expect((await answeredBy(await approved(other.id))).text).not.toContain('天气很好');
    expect((await answeredBy(await approved(collectionId))).text).toBe('天气很好');
    const filter: SearchFilter = [{ field: 'source', operator: 'prefix', value: 'sick' }];
    const filtered = { collectionId, question: '今天天气如何', filter };
    expect((await engine.dialogue.converse.execute(scope, filtered)).text).not.toContain('天气很好');
    const { version } = await saveIntents.current(scope, collectionId);
    await saveIntents.execute(scope, collectionId, { version, intents: [], by: 'test' });
  });

  test('refuses intents that contradict each other, and other tenants', async () => {
    const { saveIntents } = engine.dialogue;
    const { version } = await saveIntents.current(scope, collectionId);
    const twice = [intent({ name: 'a', examples: ['讲个笑话'] }), intent({ name: 'b', examples: ['讲个笑话！'] })];
    await expect(saveIntents.execute(scope, collectionId, { version, intents: twice, by: 'x' })).rejects.toMatchObject({
      code: 'INTENTS_INVALID',
    });
    const stranger = { tenantId: '00000000-0000-4000-8000-000000000000' };
    await expect(saveIntents.current(stranger, collectionId)).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
  });
});
