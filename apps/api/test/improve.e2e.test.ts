import { routes, type Answer, type Collection, type Gap, type Route } from '@mingda/contracts';
import { testDatabases } from '@mingda/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runApi, upload, uuid, type RunningTestApi } from './running-api.ts';

const leave = '# 休假制度\n\n正式员工每年有十天年假。没休完的年假可以结转到次年 3 月 31 日。\n\n病假需要医院证明。';
const question = '公司停车位怎么申请？';

describe.each(testDatabases())('the closed loop on the $kind database', (kind) => {
  let api: RunningTestApi;
  let collection: Collection;
  let params: { collectionId: string };

  beforeAll(async () => {
    api = await runApi(kind);
    collection = await api.call(routes.createCollection, { body: { name: 'kb' } });
    params = { collectionId: collection.id };
    await api.call(routes.uploadDocuments, { params, body: upload({ name: 'leave.md', content: leave }) });
    const state = async () => (await api.call(routes.listDocuments, { params })).items[0]?.latestVersion.state;
    while ((await state()) !== 'ready') await sleep(100);
  });
  afterAll(() => api?.close());

  const ask = (text: string): Promise<Answer> => api.call(routes.ask, { params, body: { question: text } });
  const gaps = async (): Promise<Gap[]> =>
    (await api.call(routes.listGaps, { query: `?collectionId=${collection.id}` })).items;
  const gapOf = async (text: string): Promise<Gap> => {
    await expect.poll(async () => (await gaps()).flatMap((it) => it.examples), { timeout: 20_000 }).toContain(text);
    const found = (await gaps()).find((it) => it.examples.includes(text));
    if (found === undefined) throw new Error(`no gap for ${text}`);
    return found;
  };
  const measured = async (gapId: string): Promise<Gap> => {
    await api.call(routes.measureGap, { params: { gapId } });
    const read = async () => (await api.call(routes.getGap, { params: { gapId } })).gap;
    await expect.poll(async () => (await read()).state, { timeout: 30_000 }).not.toBe('measuring');
    return read();
  };

  it('goes from a refused question over a gap and an approved answer to a closed gap', async () => {
    const refused = await ask(question);
    expect(refused.outcome).toBe('refused');
    const gap = await gapOf(question);
    expect(gap).toMatchObject({ title: question, state: 'open', questionCount: 1 });

    const early = await measured(gap.id);
    expect(early).toMatchObject({ state: 'open', measurement: { asked: 1, improved: 0 } });

    const draft = await api.call(routes.draftFaqFromGap, { params: { gapId: gap.id } });
    expect(draft).toMatchObject({ state: 'draft', question, gapId: gap.id });
    expect((await ask(question)).outcome).toBe('refused');
    const entryParams = { entryId: draft.id };
    const { id: documentId } = (await api.call(routes.listDocuments, { params })).items[0] ?? { id: '' };
    await api.call(routes.changeFaq, {
      params: entryParams,
      body: {
        question,
        phrasings: ['停车位的申请流程是什么？'],
        answer: '在 OA 提交 **停车位申请**，行政部一个工作日内答复。',
        citations: [{ documentId, quote: '病假需要医院证明。' }],
        revision: draft.revision,
      },
    });
    await api.call(routes.setFaqState, { params: entryParams, body: { state: 'approved' } });

    const approved = await ask('请问公司的停车位如何申请');
    expect(approved).toMatchObject({
      outcome: 'answered',
      answerer: 'approved',
      handOver: false,
      text: '在 OA 提交 **停车位申请**，行政部一个工作日内答复。',
      approved: { entryId: draft.id, question },
      citations: [{ marker: 1, documentId, quote: '病假需要医院证明。' }],
    });
    expect(await api.call(routes.getAnswer, { params: { answerId: approved.id } })).toEqual(approved);
    expect((await ask('没休完的年假可以结转到什么时候？')).approved).toBeUndefined();

    const closed = await measured(gap.id);
    // The question was asked twice before its answer was approved; each of its wordings counts once.
    expect(closed).toMatchObject({ state: 'closed', measurement: { asked: 1, improved: 1 } });
    const { questions, faq } = await api.call(routes.getGap, { params: { gapId: gap.id } });
    expect(questions[0]).toMatchObject({
      before: { outcome: 'refused' },
      after: { outcome: 'answered', answerer: 'approved' },
      improved: true,
    });
    expect(faq).toMatchObject([{ id: draft.id, state: 'approved' }]);
    const list = await api.call(routes.listGaps, { query: `?collectionId=${collection.id}` });
    expect(list.counts.closed).toBe(1);
    expect(list.medianLeadTimeHours).toBeGreaterThan(0);
    // Measuring asked the question again, which must not open a gap of its own.
    expect(list.items.filter((it) => it.examples.includes(question))).toHaveLength(1);

    await api.call(routes.setFaqState, { params: entryParams, body: { state: 'retired' } });
    expect((await ask(question)).outcome).toBe('refused');
  });

  it('streams an approved answer like any other', async () => {
    const entry = await api.call(routes.createFaq, {
      params,
      body: { question: '班车几点发车？', answer: '早上七点半。' },
    });
    await api.call(routes.setFaqState, { params: { entryId: entry.id }, body: { state: 'approved' } });
    const stream = await (await api.send(routes.askStream, { params, body: { question: '班车几点发车' } })).text();
    expect(stream).toContain('event: text\ndata: {"type":"text","text":"早上七点半。"}');
    expect(stream).toContain('"answerer":"approved"');
    // A short question is searched with the one before it, and still finds the entry that was written for it.
    const before = await ask('没休完的年假可以结转到什么时候？');
    const body = { question: '班车几点发车', conversationId: before.conversationId };
    expect(await api.call(routes.ask, { params, body })).toMatchObject({ answerer: 'approved', text: '早上七点半。' });
  });

  it('a disliked answer becomes a gap, a document task and a gold candidate', async () => {
    const answer = await ask('病假需要什么？');
    expect(answer.outcome).toBe('answered');
    await api.call(routes.giveFeedback, { params: { answerId: answer.id }, body: { thumb: 'down', rating: 1 } });
    const gap = await gapOf('病假需要什么？');
    const gapParams = { gapId: gap.id };
    const task = await api.call(routes.createGapTask, {
      params: gapParams,
      body: { title: '补充病假说明', owner: 'HR' },
    });
    const done = await api.call(routes.changeGapTask, {
      params: { ...gapParams, taskId: task.id },
      body: { state: 'done' },
    });
    expect(done).toMatchObject({ state: 'done', owner: 'HR' });
    await api.call(routes.createGoldSet, { body: { name: 'from-gaps', title: 'From gaps' } });
    const propose = () =>
      api.call(routes.proposeGoldItemFromGap, { params: gapParams, body: { goldSet: 'from-gaps' } });
    const first = await propose();
    expect(await propose()).toEqual(first);
    const unknown = { params: gapParams, body: { goldSet: 'no-such-set' } };
    expect(await api.refuse(routes.proposeGoldItemFromGap, unknown)).toMatchObject({ code: 'GOLD_SET_NOT_FOUND' });
    // The same words again are no improvement.
    expect(await measured(gap.id)).toMatchObject({ state: 'open', measurement: { improved: 0 } });
    const dismissed = await api.call(routes.changeGap, {
      params: gapParams,
      body: { state: 'dismissed', owner: 'HR' },
    });
    expect(dismissed).toMatchObject({ state: 'dismissed', owner: 'HR' });
    const satisfaction = await api.call(routes.getSatisfaction, { query: `?collectionId=${collection.id}` });
    expect(satisfaction.total).toMatchObject({ thumbsDown: 1, thumbsUp: 0, meanRating: 1, ratings: 1 });
  });

  it('answers are drawn, taken by different people, rated and exported', async () => {
    const rule = await api.call(routes.getReviewRule, { params });
    await api.call(routes.setReviewRule, {
      params,
      body: { ...rule, samplePerStratum: 50, secondRaterShare: 1, captions: { correct: '没问题' } },
    });
    expect((await api.call(routes.getReviewRule, { params })).captions).toEqual({ correct: '没问题' });
    const { created } = await api.call(routes.fillReviews, { params });
    expect(created).toBeGreaterThan(3);
    expect(await api.call(routes.fillReviews, { params })).toEqual({ created: 0 });
    const summaryOf = () => api.call(routes.getReviewSummary, { query: `?collectionId=${collection.id}` });
    // The job has drawn the disliked answer already.
    const { open } = await summaryOf();
    expect(open).toBeGreaterThan(created);
    const claim = (rater: string) => api.call(routes.claimReview, { body: { ...params, rater } });
    for (const rater of ['a', 'b']) {
      for (let { task } = await claim(rater); task !== null; { task } = await claim(rater)) {
        expect(task.ratings).toEqual([]);
        const label = task.answer.outcome === 'refused' ? 'rightly-refused' : 'correct';
        const body = { rater, label, grounded: true, tone: 'good', comment: null };
        await api.call(routes.rateReview, { params: { taskId: task.id }, body });
      }
    }
    const agreement = { agreement: 1, kappa: 1 };
    expect(await summaryOf()).toMatchObject({ open: 0, done: open, agreement });
    const [task] = (await api.call(routes.listReviews, { query: '?state=done&limit=1' })).items;
    const late = { params: { taskId: task?.id ?? '' }, body: { rater: 'c', label: 'wrong' } };
    expect(await api.refuse(routes.rateReview, late)).toMatchObject({ code: 'REVIEW_TAKEN' });
    const lines = (await (await api.send(routes.exportInstructions)).text()).trim().split('\n');
    const records = lines.map(
      (line) => JSON.parse(line) as { instruction: string; output: string; provenance: object },
    );
    expect(records.map((it) => it.instruction)).toContain('没休完的年假可以结转到什么时候？');
    expect(records.find((it) => it.instruction === '班车几点发车？')).toMatchObject({
      output: '早上七点半。',
      provenance: { source: 'approved', revision: 2 },
    });
  });

  it('imports and exports approved answers', async () => {
    const csv = '问题,相似问,答案\n打印机怎么连？,怎样连接打印机|打印机连不上,在设置里添加。\n,,没有问题\n';
    const load = (approve: boolean) =>
      api.call(routes.importFaq, {
        params,
        query: `?approve=${approve}`,
        body: upload({ name: 'faq.csv', content: csv }),
      });
    expect(await load(true)).toMatchObject({ created: 1, updated: 0, unchanged: 0, rejected: [{ line: 3 }] });
    expect(await load(true)).toMatchObject({ created: 0, unchanged: 1 });
    expect(await ask('怎样连接打印机？')).toMatchObject({ answerer: 'approved', text: '在设置里添加。' });
    const file = await api.send(routes.exportFaq, { params, query: '?format=xlsx' });
    expect(file.headers.get('content-disposition')).toContain('approved-answers.xlsx');
    const bytes = new Uint8Array(await file.arrayBuffer());
    const back = await api.call(routes.importFaq, { params, body: upload({ name: 'faq.xlsx', content: bytes }) });
    expect(back).toMatchObject({ created: 0, updated: 0, rejected: [] });
    expect(
      await api.refuse(routes.importFaq, { params, body: upload({ name: 'x.csv', content: 'a,b\n1,2\n' }) }),
    ).toMatchObject({ code: 'FAQ_IMPORT_INVALID' });
  });

  it('is closed to integration keys, and hostile input is an error with a code', async () => {
    const { secret } = await api.call(routes.createApiKey, { body: { name: 'helpdesk' } });
    const own: Route[] = [
      routes.listFaq,
      routes.createFaq,
      routes.importFaq,
      routes.exportFaq,
      routes.getFaq,
      routes.changeFaq,
      routes.setFaqState,
      routes.listGaps,
      routes.getGap,
      routes.changeGap,
      routes.draftFaqFromGap,
      routes.createGapTask,
      routes.changeGapTask,
      routes.proposeGoldItemFromGap,
      routes.measureGap,
      routes.getReviewRule,
      routes.setReviewRule,
      routes.fillReviews,
      routes.listReviews,
      routes.claimReview,
      routes.releaseReview,
      routes.rateReview,
      routes.getReviewSummary,
      routes.listDisagreements,
      routes.exportRatings,
      routes.getSatisfaction,
      routes.exportInstructions,
    ];
    const any = { collectionId: collection.id, entryId: uuid, gapId: uuid, taskId: uuid };
    for (const route of own) {
      const body = route.method === 'GET' ? {} : { body: {} };
      expect(await api.refuse(route, { params: any, token: secret, ...body })).toMatchObject({ code: 'FORBIDDEN' });
      expect(await api.refuse(route, { params: any, token: '', ...body })).toMatchObject({ code: 'UNAUTHENTICATED' });
    }
    const refused = async (route: Route, options: object) => (await api.refuse(route, options)).code;
    expect(await refused(routes.getFaq, { params: { entryId: uuid } })).toBe('FAQ_NOT_FOUND');
    expect(await refused(routes.getFaq, { params: { entryId: "1' or 1=1" } })).toBe('NOT_FOUND');
    expect(await refused(routes.getGap, { params: { gapId: uuid } })).toBe('GAP_NOT_FOUND');
    expect(await refused(routes.measureGap, { params: { gapId: uuid } })).toBe('GAP_NOT_FOUND');
    expect(await refused(routes.rateReview, { params: { taskId: uuid }, body: { label: 'correct' } })).toBe(
      'REVIEW_NOT_FOUND',
    );
    expect(await refused(routes.rateReview, { params: { taskId: uuid }, body: { label: 'fine' } })).toBe(
      'INVALID_INPUT',
    );
    expect(await refused(routes.createFaq, { params, body: { question: ' ', answer: 'x' } })).toBe('INVALID_INPUT');
    expect(await refused(routes.createFaq, { params, body: { question: 'x'.repeat(1001), answer: 'x' } })).toBe(
      'INVALID_INPUT',
    );
    expect(await refused(routes.listFaq, { params: { collectionId: uuid } })).toBe('COLLECTION_NOT_FOUND');
    expect(await refused(routes.getSatisfaction, { query: '?bucket=century' })).toBe('INVALID_INPUT');
  });
});
