import { randomUUID } from 'node:crypto';
import type { AccessScope, Answer } from '@mingda/contracts';
import { AnswerRepository, GapGroupingRepository, GapRepository } from '@mingda/database';
import { createLogger } from '@mingda/platform';
import { JobQueue } from '@mingda/queue';
import { FakeEmbedder, sampleCollection, testDatabases, type OpenedDatabase } from '@mingda/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NoticeAnswers } from '../notice-answers.ts';
import { GroupQuestions } from './group-questions.ts';
import { MeasureGap } from './measure-gap.ts';

const logger = createLogger({ logLevel: 'silent' }, 'test');
const everything = { offset: 0, limit: 50 };
const never = new AbortController().signal;
/** In groups of nearly the same words, which the stand-in for the models takes for near. */
const asked = [
  '停车位怎么申请？',
  '食堂几点开门？',
  '停车位怎么申请',
  '食堂几点开门',
  '怎么申请停车位？',
  '班车路线是什么？',
];

function answerOf(over: Partial<Answer>): Answer {
  return {
    id: randomUUID(),
    conversationId: randomUUID(),
    externalId: null,
    question: '',
    outcome: 'refused',
    text: '抱歉。',
    lang: 'zh',
    confidence: 0.1,
    handOver: true,
    citations: [],
    answerer: 'extractive',
    profileVersion: 1,
    timings: { totalMs: 3, embedMs: 1, searchMs: 1, answerMs: 1 },
    createdAt: new Date().toISOString(),
    ...over,
  };
}

describe.each(testDatabases())('the jobs behind gaps ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let grouping: GapGroupingRepository;
  let gaps: GapRepository;
  let queue: JobQueue;
  let scope: AccessScope;
  let collectionId: string;
  let count = 0;

  beforeAll(async () => {
    opened = await open();
    grouping = new GapGroupingRepository(opened.database);
    gaps = new GapRepository(opened.database);
    queue = new JobQueue(opened.database, logger);
    await queue.start();
  });
  afterAll(async () => {
    await queue.stop();
    await opened.drop();
  });
  beforeEach(async () => {
    count += 1;
    ({ scope, collectionId } = await sampleCollection(opened.database, `jobs ${count}`));
    await opened.database.dataSource.query('delete from job.job');
  });

  async function log(questions: readonly string[], searchedOf = (question: string) => question): Promise<void> {
    const answers = new AnswerRepository(opened.database);
    for (const [index, question] of questions.entries()) {
      const createdAt = new Date(Date.now() - 60_000 + index * 1000).toISOString();
      const answer = answerOf({ question, createdAt });
      const trace = { searched: searchedOf(question) };
      await answers.save(scope, { collectionId, answer, trace, startsConversation: true });
    }
  }
  const groupQuestions = () => new GroupQuestions({ gaps: grouping, embedder: new FakeEmbedder() });
  const shape = async (): Promise<string[]> =>
    (await gaps.list(scope, { ...everything, collectionId })).items.map((it) => `${it.title} ${it.questionCount}`);
  const measureWith = (answer: (question: string) => Partial<Answer>): MeasureGap =>
    new MeasureGap({
      database: opened.database,
      gaps,
      grouping,
      queue,
      ask: async (_, { question, externalId }) => answerOf({ question, externalId, ...answer(question) }),
    });
  const firstGap = async (): Promise<string> =>
    (await gaps.list(scope, { ...everything, collectionId })).items[0]?.id ?? '';
  const good: Partial<Answer> = { outcome: 'answered', handOver: false, confidence: 0.9, text: '在 OA 申请。' };

  test('the same log gives the same gaps, in one run or in many, and once more changes nothing', async () => {
    await log(asked);
    await groupQuestions().execute(scope, collectionId);
    const once = await shape();
    expect(once).toEqual(['停车位怎么申请？ 3', '食堂几点开门？ 2', '班车路线是什么？ 1']);
    await groupQuestions().execute(scope, collectionId);
    expect(await shape()).toEqual(once);

    ({ scope, collectionId } = await sampleCollection(opened.database, `jobs again ${count}`));
    for (const [index, question] of asked.entries()) {
      await log([question]);
      if (index % 2 === 1) await groupQuestions().execute(scope, collectionId);
    }
    expect(await shape()).toEqual(once);
  });

  test('a gap is read again by the model of its language, whatever words its first question was searched with', async () => {
    await log(['and parking?'], (it) => `停车位怎么申请 ${it}`);
    await groupQuestions().execute(scope, collectionId);
    const embedder = new FakeEmbedder();
    embedder.languages.en = 'another-english-model';
    const outdated = () => grouping.outdated(scope, collectionId, { models: embedder.languages, limit: 9 });
    expect(await outdated()).toHaveLength(1);
    await new GroupQuestions({ gaps: grouping, embedder }).embedOutdated(scope, collectionId, never);
    expect(await outdated()).toEqual([]);
  });

  test('a run that was stopped goes on where it was', async () => {
    await log(asked);
    const stop = new AbortController();
    const embedder = new FakeEmbedder();
    const embed = embedder.embed.bind(embedder);
    embedder.embed = (request) => {
      if (embedder.embedded === 3) stop.abort();
      return embed(request);
    };
    const stopped = new GroupQuestions({ gaps: grouping, embedder }).execute(scope, collectionId, stop.signal);
    await expect(stopped).rejects.toThrow('aborted');
    expect((await shape()).length).toBeGreaterThan(0);
    await groupQuestions().execute(scope, collectionId);
    expect(await shape()).toEqual(['停车位怎么申请？ 3', '食堂几点开门？ 2', '班车路线是什么？ 1']);
  });

  test('a gap closes when every question improved, and only then', async () => {
    await log(asked.slice(0, 3));
    await groupQuestions().execute(scope, collectionId);
    const gapId = await firstGap();
    const partly = measureWith((question) => (question.endsWith('？') ? good : {}));
    await partly.start(scope, gapId);
    expect((await gaps.get(scope, gapId))?.state).toBe('measuring');
    expect(await opened.database.dataSource.query('select name from job.job')).toMatchObject([{ name: 'measure-gap' }]);
    await partly.execute(gapId, never);
    expect(await gaps.get(scope, gapId)).toMatchObject({ state: 'open', measurement: { asked: 2, improved: 1 } });
    const fixed = measureWith(() => good);
    await fixed.start(scope, gapId);
    await fixed.execute(gapId, never);
    expect(await gaps.get(scope, gapId)).toMatchObject({ state: 'closed', measurement: { asked: 2, improved: 2 } });
    expect((await gaps.questions(scope, gapId)).every((it) => it.improved)).toBe(true);
    await measureWith(() => ({})).execute(gapId, never);
    expect((await gaps.get(scope, gapId))?.state).toBe('closed');
  });

  test('a measurement that was killed is made again from its beginning', async () => {
    await log(asked.slice(0, 3));
    await groupQuestions().execute(scope, collectionId);
    const gapId = await firstGap();
    let calls = 0;
    const dying = measureWith(() => {
      calls += 1;
      if (calls === 2) throw new Error('killed');
      return good;
    });
    await dying.start(scope, gapId);
    await expect(dying.execute(gapId, never)).rejects.toThrow('killed');
    expect((await gaps.get(scope, gapId))?.state).toBe('measuring');
    expect((await grouping.unfinished({ zh: '', en: '' })).gapIds).toContain(gapId);
    await measureWith(() => good).execute(gapId, never);
    expect((await gaps.get(scope, gapId))?.state).toBe('closed');
  });

  test('a gap of strangers or of nobody is not measured', async () => {
    await log(asked.slice(0, 1));
    await groupQuestions().execute(scope, collectionId);
    const start = measureWith(() => good).start({ tenantId: randomUUID() }, await firstGap());
    await expect(start).rejects.toMatchObject({ code: 'GAP_NOT_FOUND' });
    expect(await opened.database.dataSource.query('select name from job.job')).toEqual([]);
  });

  test('a burst of answers queues one job, evaluated ones none', async () => {
    const notice = new NoticeAnswers({ queue, logger });
    const waiting = () => opened.database.dataSource.query<{ name: string }[]>('select name from job.job');
    for (let index = 0; index < 20; index += 1) notice.answered(scope, collectionId, answerOf({}));
    await expect.poll(async () => (await waiting()).map((it) => it.name)).toEqual(['improve-collection']);
    await opened.database.dataSource.query('delete from job.job');
    notice.answered(scope, collectionId, answerOf({ externalId: 'evaluation:set:1' }));
    notice.changed(collectionId);
    notice.close();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await waiting()).toEqual([]);
  });
});
