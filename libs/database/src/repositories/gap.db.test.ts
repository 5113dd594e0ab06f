import { randomUUID } from 'node:crypto';
import type { AccessScope, Answer } from '@mingda/contracts';
import { randomVector, sampleCollection, seededRandom, testDatabases, type OpenedDatabase } from '@mingda/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AnswerRepository } from './answer.repository.ts';
import { GapGroupingRepository } from './gap-grouping.repository.ts';
import { GapTaskRepository } from './gap-task.repository.ts';
import { GapRepository } from './gap.repository.ts';

const modelKey = 'bge-small-zh-v1.5-int8';
const random = seededRandom(9);
const topics = [randomVector(random, 512), randomVector(random, 512)] as const;
const everything = { offset: 0, limit: 50 };
const after = { outcome: 'answered', text: '有了。', confidence: 0.9, answerer: 'approved' } as const;

describe.each(testDatabases())('gaps ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let grouping: GapGroupingRepository;
  let gaps: GapRepository;
  let scope: AccessScope;
  let collectionId: string;
  let count = 0;
  /** Each question is asked a little after the one before, even within one millisecond. */
  let asked = Date.now() - 60_000;

  beforeAll(async () => {
    opened = await open();
    grouping = new GapGroupingRepository(opened.database);
    gaps = new GapRepository(opened.database);
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    count += 1;
    ({ scope, collectionId } = await sampleCollection(opened.database, `gaps ${count}`));
  });

  async function ask(question: string, over: Partial<Answer> = {}): Promise<string> {
    const answer: Answer = {
      id: randomUUID(),
      conversationId: randomUUID(),
      externalId: null,
      question,
      outcome: 'refused',
      text: '抱歉。',
      lang: 'zh',
      confidence: 0.1,
      handOver: true,
      citations: [],
      answerer: 'extractive',
      profileVersion: 1,
      timings: { totalMs: 3, embedMs: 1, searchMs: 1, answerMs: 1 },
      createdAt: new Date((asked += 1)).toISOString(),
      ...over,
    };
    await new AnswerRepository(opened.database).save(scope, {
      collectionId,
      answer,
      trace: { searched: `前文 ${question}` },
      startsConversation: over.conversationId === undefined,
    });
    return answer.id;
  }

  async function group(topicOf: (question: string) => Float32Array = () => topics[0], lang = 'zh'): Promise<void> {
    for (const answer of await grouping.ungrouped(scope, collectionId, 100)) {
      const vector = topicOf(answer.question);
      await grouping.group(scope, collectionId, { answer, lang, modelKey, vector, leastSimilarity: 0.8 });
    }
  }
  const list = async () => (await gaps.list(scope, { ...everything, collectionId })).items;

  test('take refused, doubtful and disliked answers to real questions, once each', async () => {
    await ask('拒答？');
    await ask('不确定？', { outcome: 'answered', confidence: 0.3 });
    const disliked = await ask('不喜欢？', { outcome: 'answered', handOver: false, confidence: 0.9 });
    await ask('满意？', { outcome: 'answered', handOver: false, confidence: 0.9 });
    await ask('评测？', { externalId: 'evaluation:set:1' });
    await ask('旧问题？', { createdAt: new Date(Date.now() - 100 * 86_400_000).toISOString() });
    await opened.database.dataSource.query('update answer set rating = 1 where id = $1', [disliked]);
    const found = await grouping.ungrouped(scope, collectionId, 100);
    expect(found.map((it) => [it.question, it.reason, it.searched])).toEqual([
      ['拒答？', 'refused', '前文 拒答？'],
      ['不确定？', 'low-confidence', '前文 不确定？'],
      ['不喜欢？', 'disliked', '前文 不喜欢？'],
    ]);
    await group();
    expect(await grouping.ungrouped(scope, collectionId, 100)).toEqual([]);
    for (const answer of found)
      await grouping.group(scope, collectionId, {
        answer,
        lang: 'zh',
        modelKey,
        vector: topics[1],
        leastSimilarity: 0.8,
      });
    expect(await list()).toMatchObject([{ title: '拒答？', questionCount: 3, state: 'open' }]);
  });

  test('join near questions and part far ones', async () => {
    await ask('停车怎么办理？');
    await ask('停车证在哪办？');
    await ask('食堂几点开？');
    await group((it) => topics[it.startsWith('停车') ? 0 : 1]);
    expect(await list()).toMatchObject([
      { title: '停车怎么办理？', questionCount: 2 },
      { title: '食堂几点开？', questionCount: 1 },
    ]);
    const [first] = await list();
    expect((await gaps.questions(scope, first?.id ?? '')).map((it) => it.question).toSorted()).toEqual([
      '停车怎么办理？',
      '停车证在哪办？',
    ]);
  });

  test('many workers at once open one gap for one topic', async () => {
    for (let index = 0; index < 8; index += 1) await ask(`同一件事 ${index}？`);
    await Promise.all(Array.from({ length: 4 }, () => group()));
    expect(await list()).toMatchObject([{ questionCount: 8 }]);
  });

  test('a dismissed gap keeps its questions, a closed one does not take new ones', async () => {
    await ask('第一次？');
    await group();
    const [first] = await list();
    await gaps.change(scope, first?.id ?? '', { state: 'dismissed', owner: 'desk' });
    await ask('第二次？');
    await group();
    expect(await list()).toMatchObject([{ state: 'dismissed', owner: 'desk', questionCount: 2 }]);
    await opened.database.dataSource.query(`update gap set state = 'closed', closed_at = now() where id = $1`, [
      first?.id,
    ]);
    await ask('第三次？');
    await group();
    expect((await list()).map((it) => it.state)).toEqual(['open', 'closed']);
  });

  test('are compared by the present model, also when another one opened them', async () => {
    await ask('门禁卡丢了？');
    await group();
    const other = 'another-model';
    const en = 'english-model';
    const outdated = (modelKey: string) =>
      grouping.outdated(scope, collectionId, { models: { zh: modelKey, en }, limit: 9 });
    const [gap] = await outdated(other);
    expect(gap?.searched).toBe('前文 门禁卡丢了？');
    const strangers = { tenantId: randomUUID() };
    expect(await grouping.outdated(strangers, collectionId, { models: { zh: other, en }, limit: 9 })).toEqual([]);
    await grouping.embedAgain(strangers, gap?.id ?? '', { modelKey: other, vector: topics[1] });
    expect(await outdated(other)).toHaveLength(1);
    expect((await grouping.unfinished({ zh: other, en })).collectionIds).toContain(collectionId);
    await grouping.embedAgain(scope, gap?.id ?? '', { modelKey: other, vector: topics[1] });
    expect(await outdated(other)).toEqual([]);
    expect((await grouping.unfinished({ zh: other, en })).collectionIds).not.toContain(collectionId);
    expect(await outdated(modelKey)).toHaveLength(1);
  });

  test('are compared by the model of their language, also when the other language had it before', async () => {
    await ask('Where do I park?');
    await group(() => topics[0], 'en');
    const outdated = (models: { zh: string; en: string }) =>
      grouping.outdated(scope, collectionId, { models, limit: 9 });
    const waits = async (models: { zh: string; en: string }) =>
      (await grouping.unfinished(models)).collectionIds.includes(collectionId);
    expect(await outdated({ zh: 'another-model', en: modelKey })).toEqual([]);
    expect(await waits({ zh: 'another-model', en: modelKey })).toBe(false);
    expect(await outdated({ zh: modelKey, en: 'another-model' })).toMatchObject([{ lang: 'en' }]);
    expect(await waits({ zh: modelKey, en: 'another-model' })).toBe(true);
  });

  test('are measured: before and after are kept, lead time is counted, and a hand cannot change them meanwhile', async () => {
    const id = await ask('能报销打车吗？');
    await ask('能报销打车吗？');
    await group();
    const [gap] = await list();
    const gapId = gap?.id ?? '';
    await opened.database.transaction((tx) => gaps.startMeasuring(scope, gapId, tx));
    expect((await grouping.unfinished({ zh: modelKey, en: modelKey })).gapIds).toContain(gapId);
    await expect(gaps.change(scope, gapId, { state: 'dismissed' })).rejects.toMatchObject({ code: 'GAP_MEASURING' });
    const work = await grouping.measuring(gapId);
    expect(work).toEqual({ scope: { tenantId: scope.tenantId, collectionIds: [collectionId] }, collectionId });
    await grouping.saveAfter(scope, gapId, { answerId: id, after, improved: true });
    const [question, ...others] = await gaps.questions(scope, gapId);
    expect(others).toEqual([]);
    expect(question).toMatchObject({ before: { outcome: 'refused', text: '抱歉。' }, after, improved: true });
    const measurement = { at: new Date().toISOString(), asked: 1, improved: 1 };
    await grouping.finish(scope, gapId, { state: 'closed', measurement });
    expect(await gaps.get(scope, gapId)).toMatchObject({ state: 'closed', measurement });
    expect(await grouping.measuring(gapId)).toBeNull();
    const { counts, medianLeadTimeHours } = await gaps.counts(scope, collectionId);
    expect(counts).toEqual({ open: 0, 'in-progress': 0, measuring: 0, closed: 1, dismissed: 0 });
    expect(medianLeadTimeHours).toBeGreaterThan(0);
    expect(medianLeadTimeHours).toBeLessThan(1);
    await grouping.finish(scope, gapId, { state: 'open', measurement });
    expect((await gaps.get(scope, gapId))?.state).toBe('closed');
  });

  test('say why a measurement could not be made', async () => {
    await ask('为什么？');
    await group();
    const gapId = (await list())[0]?.id ?? '';
    await opened.database.transaction((tx) => gaps.startMeasuring(scope, gapId, tx));
    await grouping.fail(gapId, { code: 'INFERENCE_TIMEOUT', en: 'e', zh: '中' });
    expect(await gaps.get(scope, gapId)).toMatchObject({ state: 'open', failure: { code: 'INFERENCE_TIMEOUT' } });
  });

  test('know the conversation before a question', async () => {
    const first = await ask('年假几天？', { createdAt: '2026-11-01T10:00:00.000Z' });
    const [row] = await opened.database.dataSource.query<{ conversation_id: string }[]>(
      'select conversation_id from answer where id = $1',
      [first],
    );
    const next = await ask('那病假呢？', {
      conversationId: row?.conversation_id ?? '',
      createdAt: '2026-11-01T10:01:00.000Z',
    });
    // The question was refused: nothing was said of it that a later one could mean.
    expect(await gaps.turnsBefore(scope, next)).toEqual([{ role: 'user', text: '年假几天？' }]);
    expect(await gaps.turnsBefore(scope, first)).toEqual([]);
  });

  test('hold document tasks, and nothing of them is open to strangers', async () => {
    await ask('谁写？');
    await group();
    const gapId = (await list())[0]?.id ?? '';
    const tasks = new GapTaskRepository(opened.database);
    const task = await tasks.create(scope, gapId, { title: '写停车指南', description: '', owner: 'facilities' });
    expect(await tasks.setState(scope, gapId, { id: task.id, state: 'done' })).toMatchObject({ state: 'done' });
    expect((await tasks.list(scope, gapId))[0]?.doneAt).not.toBeNull();
    for (const stranger of [{ tenantId: randomUUID() }, { tenantId: scope.tenantId, collectionIds: [] }]) {
      expect(await gaps.get(stranger, gapId)).toBeNull();
      expect((await gaps.list(stranger, everything)).items).toEqual([]);
      expect(await gaps.questions(stranger, gapId)).toEqual([]);
      expect(await tasks.list(stranger, gapId)).toEqual([]);
      expect(await grouping.ungrouped(stranger, collectionId, 10)).toEqual([]);
      await expect(gaps.change(stranger, gapId, { owner: 'x' })).rejects.toMatchObject({ code: 'GAP_NOT_FOUND' });
      const made = tasks.create(stranger, gapId, { title: 't', description: '', owner: '' });
      await expect(made).rejects.toMatchObject({ code: 'GAP_NOT_FOUND' });
    }
    expect((await gaps.get(scope, gapId))?.owner).toBe('');
  });
});
