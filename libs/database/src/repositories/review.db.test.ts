import { randomUUID } from 'node:crypto';
import { reviewRuleSchema, type AccessScope, type Answer, type GiveRating, type ReviewTask } from '@mingda/contracts';
import { sampleCollection, testDatabases, type OpenedDatabase } from '@mingda/testing';
import { afterAll, beforeEach, beforeAll, describe, expect, test } from 'vitest';
import { AnswerRepository } from './answer.repository.ts';
import { ReviewExportRepository } from './review-export.repository.ts';
import { ReviewRuleRepository } from './review-rule.repository.ts';
import { ReviewRepository } from './review.repository.ts';

const rating: GiveRating = { label: 'correct', grounded: true, tone: null, comment: null };
const everything = { offset: 0, limit: 100 };
const agrees = (): boolean => false;

function answerOf(over: Partial<Answer> = {}): Answer {
  return {
    id: randomUUID(),
    conversationId: randomUUID(),
    externalId: null,
    question: '年假有几天？',
    outcome: 'answered',
    text: '十天。',
    lang: 'zh',
    confidence: 0.9,
    handOver: false,
    citations: [],
    answerer: 'extractive',
    profileVersion: 1,
    timings: { totalMs: 3, embedMs: 1, searchMs: 1, answerMs: 1 },
    createdAt: new Date(Date.now() - 2 * 86_400_000).toISOString(),
    ...over,
  };
}

describe.each(testDatabases())('reviews ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let answers: AnswerRepository;
  let reviews: ReviewRepository;
  let rules: ReviewRuleRepository;
  let scope: AccessScope;
  let collectionId: string;
  let count = 0;

  beforeAll(async () => {
    opened = await open();
    answers = new AnswerRepository(opened.database);
    reviews = new ReviewRepository(opened.database);
    rules = new ReviewRuleRepository(opened.database);
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    count += 1;
    ({ scope, collectionId } = await sampleCollection(opened.database, `reviews ${count}`));
  });

  async function log(...given: Partial<Answer>[]): Promise<Answer[]> {
    const made = given.map(answerOf);
    for (const answer of made)
      await answers.save(scope, { collectionId, answer, trace: null, startsConversation: true });
    return made;
  }
  const draw = (rule: object, today = false) =>
    rules.draw(scope, collectionId, { rule: reviewRuleSchema.parse(rule), threshold: 0.2, today });
  const claim = (rater: string, leaseSeconds = 600) => reviews.claim(scope, { collectionId, rater, leaseSeconds });
  const tasks = async (): Promise<ReviewTask[]> => (await reviews.list(scope, { ...everything, collectionId })).items;

  test('are drawn by the rule: doubtful ones all, the others from each stratum, evaluated and old ones never', async () => {
    const [disliked] = await log(
      {},
      ...Array.from({ length: 20 }, () => ({})),
      ...Array.from({ length: 20 }, () => ({ lang: 'en' })),
      { handOver: true, confidence: 0.4 },
      { confidence: 0.21 },
      { outcome: 'refused', confidence: 0.18, handOver: true },
      { externalId: 'evaluation:set:1' },
      { createdAt: new Date(Date.now() - 40 * 86_400_000).toISOString() },
      { createdAt: new Date().toISOString() },
    );
    await opened.database.dataSource.query(`update answer set thumb = 'down' where id = $1`, [disliked?.id]);
    expect(await draw({ samplePerStratum: 3 })).toBe(1 + 1 + 2 + 3 + 3);
    const drawn = await tasks();
    expect(drawn.map((it) => it.reason)).toEqual([
      'disliked',
      'low-confidence',
      ...Array.from({ length: 2 }, () => 'near-threshold'),
      ...Array.from({ length: 6 }, () => 'sample'),
    ]);
    expect(await draw({ samplePerStratum: 3 })).toBe(0);
  });

  test('are the same for the same seed, and the queue has a bound', async () => {
    await log(...Array.from({ length: 30 }, () => ({})));
    const pick = async (seed: string): Promise<string[]> => {
      await opened.database.dataSource.query('delete from review_task where collection_id = $1', [collectionId]);
      await draw({ samplePerStratum: 5, seed });
      return (await tasks()).map((it) => it.answer.id).toSorted();
    };
    const first = await pick('a');
    expect(first).toHaveLength(5);
    expect(await pick('a')).toEqual(first);
    expect(await pick('b')).not.toEqual(first);
    await opened.database.dataSource.query('delete from review_task where collection_id = $1', [collectionId]);
    expect(await draw({ samplePerStratum: 100, mostOpen: 7 })).toBe(7);
    expect(await draw({ samplePerStratum: 100, mostOpen: 7 })).toBe(0);
  });

  test('no two people hold one task, however many come at once', async () => {
    await log(...Array.from({ length: 12 }, () => ({})));
    await draw({ samplePerStratum: 12, secondRaterShare: 0 });
    const raters = Array.from({ length: 12 }, (_, index) => `rater ${index}`);
    const claims = await Promise.all(raters.map((rater) => claim(rater)));
    const held = claims.map((it) => it.task?.id);
    expect(new Set(held).size).toBe(12);
    expect(held).not.toContain(undefined);
    expect((await claim('one too many')).task).toBeNull();
  });

  test('a task that two should rate goes to two people and to no third', async () => {
    await log({});
    await draw({ samplePerStratum: 1, secondRaterShare: 1 });
    const claims = await Promise.all(['a', 'b', 'c'].map((rater) => claim(rater)));
    expect(claims.filter((it) => it.task !== null)).toHaveLength(2);
    const [id = ''] = (await tasks()).map((it) => it.id);
    const rate = (rater: string) => reviews.rate(scope, id, { rater, rating, disputes: agrees });
    const results = await Promise.allSettled(['a', 'b', 'c'].map(rate));
    expect(results.filter((it) => it.status === 'fulfilled')).toHaveLength(2);
    expect(results.find((it) => it.status === 'rejected')?.reason).toMatchObject({ code: 'REVIEW_TAKEN' });
    expect((await tasks())[0]).toMatchObject({ state: 'done', ratings: [{}, {}] });
  });

  test('a claim comes back to its holder, runs out, and can be given back', async () => {
    await log({}, {});
    await draw({ samplePerStratum: 2, secondRaterShare: 0 });
    const first = await claim('a');
    expect((await claim('a')).task?.id).toBe(first.task?.id);
    expect(first.waiting).toBe(2);
    expect((await claim('b')).task?.id).not.toBe(first.task?.id);
    expect((await claim('c')).task).toBeNull();
    await reviews.release(scope, first.task?.id ?? '', 'a');
    expect((await claim('c', 0)).task?.id).toBe(first.task?.id);
    expect((await claim('d')).task?.id).toBe(first.task?.id);
  });

  test('a rating can be corrected by its rater, and one that disputes the metrics asks for a second', async () => {
    await log({});
    await draw({ samplePerStratum: 1, secondRaterShare: 0 });
    const id = (await claim('a')).task?.id ?? '';
    await reviews.rate(scope, id, { rater: 'a', rating, disputes: () => true });
    expect((await tasks())[0]).toMatchObject({ state: 'open', ratersWanted: 2, reason: 'disagreement' });
    expect((await claim('a')).task).toBeNull();
    expect((await claim('b')).task?.id).toBe(id);
    await reviews.rate(scope, id, { rater: 'a', rating: { ...rating, label: 'wrong' }, disputes: agrees });
    const done = await reviews.rate(scope, id, { rater: 'b', rating: { ...rating, label: 'wrong' }, disputes: agrees });
    expect(done).toMatchObject({
      state: 'done',
      ratings: [
        { rater: 'a', label: 'wrong' },
        { rater: 'b', label: 'wrong' },
      ],
    });
    expect(await reviews.doubleRatings(scope, collectionId)).toEqual([
      { raters: ['a', 'b'], labels: ['wrong', 'wrong'] },
    ]);
  });

  test('strangers neither see, claim nor rate', async () => {
    await log({});
    await draw({ samplePerStratum: 1 });
    const [task] = await tasks();
    for (const stranger of [{ tenantId: randomUUID() }, { tenantId: scope.tenantId, collectionIds: [] }]) {
      expect((await reviews.list(stranger, everything)).items).toEqual([]);
      expect((await reviews.claim(stranger, { rater: 'x', leaseSeconds: 60 })).task).toBeNull();
      const rate = reviews.rate(stranger, task?.id ?? '', { rater: 'x', rating, disputes: agrees });
      await expect(rate).rejects.toMatchObject({ code: 'REVIEW_NOT_FOUND' });
      await expect(rules.save(stranger, collectionId, reviewRuleSchema.parse({}))).rejects.toMatchObject({
        code: 'COLLECTION_NOT_FOUND',
      });
    }
  });

  test('take a sample of the latest evaluation with the verdict of its metrics', async () => {
    await log(
      { externalId: 'evaluation:set:q1', text: '十天。' },
      { externalId: 'evaluation:set:q2', text: '不知道。', outcome: 'refused' },
      { externalId: 'evaluation:set:q3', text: '二十天。' },
    );
    const question = {
      lang: 'zh',
      references: ['十天'],
      refused: false,
      answerable: true,
      scores: { accuracy: 1, bertScoreF1: 0.9 },
    };
    const report = {
      questions: [
        { ...question, id: 'q1', answer: '十天。' },
        {
          ...question,
          id: 'q2',
          answer: '不知道。',
          answerable: false,
          refused: true,
          references: [],
          scores: { accuracy: null },
        },
        { ...question, id: 'q3', answer: '二十天。', scores: { accuracy: 0, bertScoreF1: 0.8 } },
        { ...question, id: 'q4', answer: 'asked elsewhere' },
      ],
    };
    await opened.database.dataSource.query(
      `insert into evaluation (tenant_id, collection_id, gold_set, state, report, finished_at) values ($1, $2, 'set', 'finished', $3, now())`,
      [scope.tenantId, collectionId, JSON.stringify(report)],
    );
    expect(await draw({})).toBe(3);
    const drawn = await tasks();
    expect(drawn.map((it) => `${it.reason} ${it.metric?.questionId} ${it.metric?.right}`).toSorted()).toEqual([
      'evaluated q1 true',
      'evaluated q2 true',
      'evaluated q3 false',
    ]);
    expect(drawn.find((it) => it.metric?.questionId === 'q1')?.metric).toEqual({
      goldSet: 'set',
      questionId: 'q1',
      references: ['十天'],
      answerable: true,
      accuracy: 1,
      bertScoreF1: 0.9,
      right: true,
    });
  });

  test('satisfaction counts what people gave, by day, without evaluated questions', async () => {
    const day = (text: string) => ({ createdAt: `${text}T10:00:00.000Z` });
    const made = await log(
      day('2026-03-01'),
      day('2026-03-01'),
      day('2026-03-02'),
      { ...day('2026-03-02'), outcome: 'refused' },
      {
        ...day('2026-03-02'),
        externalId: 'evaluation:set:1',
      },
    );
    const set = (index: number, column: string, value: unknown) =>
      opened.database.dataSource.query(`update answer set ${column} = $2 where id = $1`, [made[index]?.id, value]);
    await set(0, 'thumb', 'up');
    await set(0, 'rating', 5);
    await set(1, 'thumb', 'down');
    await set(2, 'rating', 2);
    await set(4, 'thumb', 'up');
    const exports = new ReviewExportRepository(opened.database);
    const result = await exports.satisfaction(scope, { collectionId, bucket: 'day' });
    expect(result.total).toEqual({
      answers: 4,
      refused: 1,
      rated: 3,
      thumbsUp: 1,
      thumbsDown: 1,
      thumbsUpShare: 0.5,
      ratings: 2,
      meanRating: 3.5,
    });
    expect(result.buckets.map((it) => [it.from, it.answers, it.meanRating, it.thumbsUpShare])).toEqual([
      ['2026-03-01T00:00:00.000Z', 2, 5, 0.5],
      ['2026-03-02T00:00:00.000Z', 2, 2, null],
    ]);
    const part = await exports.satisfaction(scope, { collectionId, bucket: 'month', from: '2026-03-02T00:00:00Z' });
    expect(part.total.answers).toBe(2);
    const nobody = await exports.satisfaction({ tenantId: randomUUID() }, { bucket: 'day' });
    expect(nobody).toMatchObject({ total: { answers: 0, meanRating: null }, buckets: [] });
  });

  test('accepted answers are those that people liked or called correct, and nobody wrong', async () => {
    const made = await log({}, { confidence: 0.3 }, {}, {}, { externalId: 'evaluation:set:1' }, {});
    const [liked, doubtful, wrong, correct, evaluated] = made.map((it) => it.id);
    await opened.database.dataSource.query(`update answer set thumb = 'up' where id = any($1)`, [
      [liked, doubtful, wrong, evaluated],
    ]);
    await draw({ samplePerStratum: 50 });
    for (const task of await tasks()) {
      const label = task.answer.id === wrong ? 'wrong' : task.answer.id === correct ? 'correct' : undefined;
      if (label !== undefined)
        await reviews.rate(scope, task.id, { rater: 'a', rating: { ...rating, label }, disputes: agrees });
    }
    const exports = new ReviewExportRepository(opened.database);
    const found: string[] = [];
    for await (const { id } of exports.acceptedAnswers(scope, { collectionId, minConfidence: 0.5 })) found.push(id);
    expect(found.toSorted()).toEqual([liked, correct].toSorted());
  });
});
