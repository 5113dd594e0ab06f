import { routes, type Answer, type Collection } from '@mingda/contracts';
import { testDatabases } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runApi, upload, uuid, type RunningTestApi } from './running-api.ts';

const leave = (days: number): string =>
  `# 员工手册\n\n## 年假\n\n入职满一年的员工每年有 ${days} 天年假。年假须提前一周申请。\n\n## 报销\n\n差旅费在返回后十天内报销。`;

describe.each(testDatabases())('explanations on the $kind database', (kind) => {
  let api: RunningTestApi;
  let collection: Collection;
  let answer: Answer;

  async function importLeave(days: number): Promise<void> {
    const params = { collectionId: collection.id };
    const body = upload({ name: 'handbook.md', content: leave(days) });
    const { items } = await api.call(routes.uploadDocuments, { params, body });
    const documentId = items[0]?.documentId ?? '';
    const isReady = async (): Promise<boolean> => {
      const { latestVersion } = await api.call(routes.getDocument, { params: { ...params, documentId } });
      return latestVersion.id === items[0]?.versionId && latestVersion.state === 'ready';
    };
    while (!(await isReady())) await new Promise((resolve) => setTimeout(resolve, 100));
  }

  const explain = (answerId: string) => api.call(routes.explainAnswer, { params: { answerId } });
  const replay = (answerId: string, profile: 'then' | 'now') =>
    api.call(routes.replayAnswer, { params: { answerId }, body: { profile } });

  beforeAll(async () => {
    api = await runApi(kind);
    collection = await api.call(routes.createCollection, { body: { name: 'kb' } });
    await importLeave(12);
    answer = await api.call(routes.ask, {
      params: { collectionId: collection.id },
      body: { question: '每年有几天年假？' },
    });
  });
  afterAll(() => api?.close());

  it('show what was searched, found, weighed and decided', async () => {
    const explanation = await explain(answer.id);
    expect(explanation.answer).toEqual(answer);
    expect(explanation.searched).toBe('每年有几天年假？');
    expect(explanation.profile?.answering.threshold).toBe(collection.profile.answering.threshold);
    expect(explanation.models).toEqual([
      'bge-small-zh-v1.5-int8',
      expect.stringMatching(/^passage-ranker [0-9a-f]{8}$/),
      expect.stringMatching(/^sentence-ranker [0-9a-f]{8}$/),
    ]);
    const cited = explanation.candidates.find((it) => it.cited);
    expect(cited?.passage?.text).toContain('12 天年假');
    expect(cited?.score).not.toBeNull();
    expect(explanation.candidates.map((it) => it.rank)).toEqual(explanation.candidates.map((_, index) => index + 1));
    const chosen = explanation.sentences.filter((it) => it.chosen);
    expect(chosen.map((it) => it.text).join('')).toContain('12 天年假');
    expect(chosen.length).toBeLessThan(explanation.sentences.length);
  });

  it('play an answer again without logging it', async () => {
    const played = await replay(answer.id, 'then');
    expect(played.differences).toEqual([]);
    expect(played.now.answer.text).toBe(answer.text);
    expect((await explain(answer.id)).answer).toEqual(answer);
  });

  it('say what the present settings change', async () => {
    const { profile } = collection;
    const strict = { ...profile, answering: { ...profile.answering, threshold: 1 } };
    await api.call(routes.updateProfile, { params: { collectionId: collection.id }, body: strict });
    const played = await replay(answer.id, 'now');
    expect(played.differences).toEqual(expect.arrayContaining(['outcome', 'text', 'citations', 'profile']));
    expect(played.now.answer.outcome).toBe('refused');
    expect((await replay(answer.id, 'then')).differences).toEqual([]);
  });

  it('keep what can be said when the document has changed, and the replay shows the new words', async () => {
    await importLeave(15);
    const explanation = await explain(answer.id);
    expect(explanation.answer.text).toBe(answer.text);
    expect(explanation.candidates.every((it) => it.passage === null)).toBe(true);
    const played = await replay(answer.id, 'then');
    expect(played.differences).toEqual(expect.arrayContaining(['text', 'citations']));
    expect(played.now.answer.text).toContain('15 天');
  });

  it('repeat a follow-up after the same words', async () => {
    const follow = await api.call(routes.ask, {
      params: { collectionId: collection.id },
      body: { question: '那报销呢？', conversationId: answer.conversationId },
    });
    const played = await replay(follow.id, 'then');
    expect(played.now.searched).toBe(played.before.searched);
    expect(played.differences).toEqual(expect.not.arrayContaining(['searched', 'text']));
  });

  it('are for administrators, and not for answers that nobody gave', async () => {
    const { secret } = await api.call(routes.createApiKey, {
      body: { name: 'helpdesk', collectionIds: [collection.id] },
    });
    const params = { answerId: answer.id };
    expect(await api.refuse(routes.explainAnswer, { params, token: secret })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await api.refuse(routes.replayAnswer, { params, token: secret, body: {} })).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await api.refuse(routes.explainAnswer, { params: { answerId: uuid } })).toMatchObject({
      code: 'ANSWER_NOT_FOUND',
    });
  });
});
