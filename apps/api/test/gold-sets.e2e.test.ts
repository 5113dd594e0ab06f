import { routes, type Collection, type Evaluation, type GoldProposal, type Route } from '@mingda/contracts';
import { testDatabases } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maxFileBytes, runApi, upload, uuid, type RunningTestApi } from './running-api.ts';

const handbook = `# 员工手册

## 年假

员工每年享有10天年假。

## 差旅标准

| 城市 | 住宿标准 |
|---|---|
| 上海 | 600元 |
| 成都 | 400元 |

## 试用期是多久？

试用期为三个月。
`;

const content = { question: '年假有几天？', answers: ['每年10天'], keyEntities: ['10天'], relevant: ['handbook.md'] };

describe.each(testDatabases())('gold sets on the $kind database', (kind) => {
  let api: RunningTestApi;
  let collection: Collection;
  const params = { goldSet: 'hr' };
  beforeAll(async () => {
    api = await runApi(kind);
    collection = await api.call(routes.createCollection, { body: { name: 'kb' } });
    await api.call(routes.uploadDocuments, {
      params: { collectionId: collection.id },
      body: upload({ name: 'handbook.md', content: handbook }),
    });
  });
  afterAll(() => api?.close());

  const importFile = (
    name: string,
    text: string | Uint8Array<ArrayBuffer>,
    fields: Record<string, string> = {},
  ): FormData => {
    const form = new FormData();
    for (const [key, value] of Object.entries(fields)) form.append(key, value);
    form.append('file', new Blob([text]), name);
    return form;
  };

  async function ended(proposal: GoldProposal): Promise<GoldProposal | undefined> {
    for (;;) {
      const { items } = await api.call(routes.listGoldProposals, { params });
      const found = items.find((it) => it.id === proposal.id);
      if (found?.state !== 'queued' && found?.state !== 'running') return found;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  it('are made under a name of their own, beside the folders of the server', async () => {
    const body = { title: '人事常见问题', name: 'hr', collectionId: collection.id };
    expect(await api.call(routes.createGoldSet, { body })).toMatchObject({ name: 'hr', version: null, changed: false });
    expect(await api.refuse(routes.createGoldSet, { body })).toMatchObject({ code: 'GOLD_SET_EXISTS' });
    expect(await api.refuse(routes.createGoldSet, { body: { title: 'x', name: 'leave' } })).toMatchObject({
      code: 'GOLD_SET_EXISTS',
    });
    expect(await api.refuse(routes.createGoldSet, { body: { title: 'x', name: '../x' } })).toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await api.refuse(routes.createGoldSet, { body: { title: 'x', collectionId: uuid } })).toMatchObject({
      code: 'COLLECTION_NOT_FOUND',
    });
    const twins = await Promise.all(
      [1, 2, 3].map(() => api.call(routes.createGoldSet, { body: { title: '财务问题' } })),
    );
    expect(new Set(twins.map((it) => it.name)).size).toBe(3);
    const { items } = await api.call(routes.listGoldSets);
    expect(items.find((it) => it.name === 'leave')).toMatchObject({ kind: 'folder', questions: 2 });
    expect(items.find((it) => it.name === 'hr')).toMatchObject({ kind: 'stored', questions: 0, title: '人事常见问题' });
    for (const { name } of twins) await api.call(routes.deleteGoldSet, { params: { goldSet: name } });
  });

  it('their items are written, edited under the revision that was seen, and filtered', async () => {
    const item = await api.call(routes.createGoldItem, { params, body: content });
    expect(item).toMatchObject({ state: 'accepted', origin: 'manual', revision: 1, splitChosen: false });
    const place = { ...params, itemId: item.id };
    const change = {
      ...content,
      question: '年假多少天？',
      revision: 1,
      state: 'accepted',
      split: 'test',
      tags: ['假期'],
    };
    expect(await api.call(routes.changeGoldItem, { params: place, body: change })).toMatchObject({
      revision: 2,
      split: 'test',
      splitChosen: true,
    });
    expect(await api.refuse(routes.changeGoldItem, { params: place, body: change })).toMatchObject({
      code: 'GOLD_ITEM_CHANGED',
    });
    expect(
      await api.refuse(routes.changeGoldItem, { params: { ...params, itemId: uuid }, body: change }),
    ).toMatchObject({ code: 'GOLD_ITEM_NOT_FOUND' });
    const found = await api.call(routes.listGoldItems, {
      params,
      query: '?tag=假期&split=test&search=多少&state=accepted',
    });
    expect(found.items.map((it) => it.id)).toEqual([item.id]);
    expect((await api.call(routes.listGoldItems, { params, query: '?stale=true' })).total).toBe(0);
    expect(await api.call(routes.getGoldSet, { params })).toMatchObject({
      changed: true,
      tags: ['假期'],
      languages: ['zh'],
    });
    const half = { ...content, question: 'half of a pair: \ud800' };
    await api.call(routes.createGoldItem, { params, body: { ...half, state: 'candidate' } });
  });

  it('imported twice is imported once; bad rows are named, unknown documents too', async () => {
    const text =
      '编号,问题,答案,相关文档\n1,出差住宿标准？,600元|六百元,handbook.md\n2,,没有问题,\n3,加班费？,1.5倍,pay.md\n';
    const report = await api.call(routes.importGoldItems, { params, body: importFile('q.csv', text) });
    expect(report).toMatchObject({ format: 'csv', created: 2, refusedCount: 1, unknownDocuments: ['pay.md'] });
    expect(report.refused).toEqual([{ row: 3, en: 'there is no question', zh: '没有问题' }]);
    const again = await api.call(routes.importGoldItems, { params, body: importFile('q.csv', text) });
    expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
    const gone = await api.call(routes.listGoldItems, { params, query: '?origin=import' });
    await api.call(routes.bulkGoldItems, { params, body: { ids: gone.items.map((it) => it.id), action: 'delete' } });
  });

  it('a file that is no gold set changes nothing', async () => {
    const before = await api.call(routes.listGoldItems, { params });
    for (const [file, code] of [
      [importFile('x.csv', 'a,b\n1,2\n'), 'GOLD_IMPORT_INVALID'],
      [importFile('x.csv', ''), 'FILE_EMPTY'],
      [importFile('x.csv', `question\n${'x?\n'.repeat(maxFileBytes)}`), 'FILE_TOO_LARGE'],
      [importFile('x.csv', 'question\nA?\n', { format: 'nonsense' }), 'INVALID_INPUT'],
      [new FormData(), 'INVALID_INPUT'],
    ] as const) {
      expect((await api.refuse(routes.importGoldItems, { params, body: file })).code).toBe(code);
    }
    expect(await api.call(routes.listGoldItems, { params })).toEqual(before);
  });

  it('run as a frozen version; the same content has the same version, also after it was left', async () => {
    const started = await api.call(routes.startEvaluation, { body: { collectionId: collection.id, goldSet: 'hr' } });
    const first = await api.call(routes.listGoldVersions, { params });
    expect(first.items).toMatchObject([{ version: 1, questions: 1, note: '' }]);
    expect(await api.call(routes.getGoldSet, { params })).toMatchObject({ version: 1, changed: false });
    const extra = await api.call(routes.createGoldItem, { params, body: { ...content, question: '试用期多久？' } });
    expect(await api.call(routes.freezeGoldSet, { params, body: { note: 'two' } })).toMatchObject({
      version: 2,
      questions: 2,
    });
    await api.call(routes.bulkGoldItems, { params, body: { ids: [extra.id], action: 'reject' } });
    const back = await api.call(routes.freezeGoldSet, { params, body: { note: 'ignored' } });
    expect(back).toEqual(first.items[0]);

    let evaluation: Evaluation = started;
    while (evaluation.state === 'queued' || evaluation.state === 'running') {
      await new Promise((resolve) => setTimeout(resolve, 200));
      evaluation = await api.call(routes.getEvaluation, { params: { evaluationId: started.id } });
    }
    expect(evaluation).toMatchObject({ state: 'finished', counts: { questions: 1 } });
    const empty = await api.call(routes.createGoldSet, { body: { title: 'Empty', name: 'empty' } });
    const body = { collectionId: collection.id, goldSet: empty.name };
    expect(await api.refuse(routes.startEvaluation, { body })).toMatchObject({ code: 'GOLD_SET_INVALID' });
  });

  it('leave as files that come back the same, safe to open in a spreadsheet', async () => {
    const copy = { goldSet: 'copy' };
    await api.call(routes.createGoldSet, { body: { title: 'Copy', name: 'copy' } });
    const nasty = { ...content, question: '=HYPERLINK("x"),', answers: ['-1', '@a', 'two\nlines'], tags: ['+1'] };
    await api.call(routes.createGoldItem, { params: copy, body: nasty });
    const csv = await api.send(routes.exportGoldItems, { params: copy, query: '?format=csv' });
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename=copy.csv');
    const text = Buffer.from(await csv.arrayBuffer()).toString('utf8');
    expect(text.startsWith('\uFEFFid,question,')).toBe(true);
    expect(text).toContain(`"'=HYPERLINK(""x""),"`);
    expect(text).toContain("'-1|@a");
    for (const [format, file] of [
      ['csv', text],
      ['jsonl', await (await api.send(routes.exportGoldItems, { params: copy })).text()],
    ] as const) {
      const report = await api.call(routes.importGoldItems, { params: copy, body: importFile('x', file) });
      expect([format, report.created, report.refusedCount]).toEqual([format, 0, 0]);
      const { items } = await api.call(routes.listGoldItems, { params: copy });
      expect(items[0]).toMatchObject(nasty);
    }
    expect(await api.refuse(routes.exportGoldItems, { params: copy, query: '?version=9' })).toMatchObject({
      code: 'GOLD_VERSION_NOT_FOUND',
    });
  });

  it('candidates of documents carry their evidence and are proposed once', async () => {
    const body = { source: 'documents', limit: 20 };
    expect(await ended(await api.call(routes.startGoldProposal, { params, body }))).toMatchObject({
      state: 'finished',
      progress: 1,
    });
    const { items } = await api.call(routes.listGoldItems, { params, query: '?origin=generated' });
    const byQuestion = new Map(items.map((it) => [it.question, it]));
    expect(byQuestion.get('上海的住宿标准是多少？')).toMatchObject({
      state: 'candidate',
      answers: ['600元'],
      keyEntities: ['600元'],
      relevant: ['handbook.md'],
      note: { maker: 'table.v1' },
      stale: null,
    });
    expect(byQuestion.get('试用期是多久？')).toMatchObject({
      answers: ['试用期为三个月。'],
      note: { maker: 'faq.v1' },
    });
    expect(items.every((it) => it.evidence[0]?.quote !== undefined)).toBe(true);
    const again = await ended(await api.call(routes.startGoldProposal, { params, body }));
    expect(again).toMatchObject({ state: 'finished', proposed: 0 });
    const withModel = { ...body, writer: true };
    expect(await api.refuse(routes.startGoldProposal, { params, body: withModel })).toMatchObject({
      code: 'CHAT_MODEL_MISSING',
    });
    expect(await api.refuse(routes.startGoldProposal, { params: { goldSet: 'copy' }, body })).toMatchObject({
      code: 'GOLD_SET_UNLINKED',
    });
  });

  it('a changed document makes the questions stale that quote it', async () => {
    await api.call(routes.uploadDocuments, {
      params: { collectionId: collection.id },
      body: upload({ name: 'handbook.md', content: handbook.replace('600元', '700元') }),
    });
    await expect
      .poll(
        async () =>
          (await api.call(routes.listGoldItems, { params, query: '?stale=true' })).items.map((it) => it.question),
        { timeout: 30_000 },
      )
      .toEqual(['上海的住宿标准是多少？']);
  });

  it('candidates of the log stand for questions that went wrong or came often, not for those of evaluations', async () => {
    const ask = (question: string, more: { externalId?: string; conversationId?: string } = {}) =>
      api.call(routes.ask, { params: { collectionId: collection.id }, body: { question, ...more } });
    await ask('公司班车几点发车？');
    await ask('公司的班车几点发车？');
    await ask('公司班车几点发车？？');
    const disliked = await ask('试用期有多长？');
    await api.call(routes.giveFeedback, { params: { answerId: disliked.id }, body: { thumb: 'down' } });
    for (let n = 0; n < 3; n += 1) await ask('成都出差住宿标准是多少？');
    const liked = await ask('成都出差住宿标准是多少？');
    expect(liked.outcome).toBe('answered');
    await api.call(routes.giveFeedback, { params: { answerId: liked.id }, body: { rating: 5 } });
    await ask('火星上能报销吗？', { externalId: 'evaluation:hr:1' });
    await ask('那火星呢？', { conversationId: liked.conversationId });
    const set = { goldSet: 'log' };
    await api.call(routes.createGoldSet, { body: { title: 'Log', name: 'log', collectionId: collection.id } });
    const started = await api.call(routes.startGoldProposal, { params: set, body: { source: 'log' } });
    await expect
      .poll(
        async () =>
          (await api.call(routes.listGoldProposals, { params: set })).items.find((it) => it.id === started.id)?.state,
        { timeout: 30_000 },
      )
      .toBe('finished');
    const { items } = await api.call(routes.listGoldItems, { params: set });
    expect(items.map((it) => [it.question, it.note?.count])).toEqual([
      ['成都出差住宿标准是多少？', 4],
      ['公司班车几点发车？', 3],
      ['试用期有多长？', 1],
    ]);
    const suggestion = items.shift();
    expect(suggestion).toMatchObject({ relevant: ['handbook.md'], stale: null, state: 'candidate' });
    expect(suggestion?.answers[0]).toContain('400元');
    expect(suggestion?.answers[0]).not.toContain('[1]');
    expect(suggestion?.evidence.length).toBeGreaterThan(0);
    expect(items[0]?.note).toMatchObject({ reasons: ['refused', 'frequent'], examples: ['公司的班车几点发车？'] });
    expect(items[1]?.note?.reasons).toContain('disliked');
  });

  it('are closed to integration keys', async () => {
    const { secret } = await api.call(routes.createApiKey, { body: { name: 'bot' } });
    const own = Object.entries(routes as Readonly<Record<string, Route>>).filter(([, it]) =>
      it.path.startsWith('/gold-sets'),
    );
    expect(own.length).toBeGreaterThanOrEqual(15);
    for (const [name, route] of own) {
      const refused = await api.refuse(route, { params: { goldSet: 'hr', itemId: uuid }, token: secret });
      expect([name, refused.code]).toEqual([name, 'FORBIDDEN']);
    }
  });

  it('are gone with their deletion', async () => {
    await api.call(routes.deleteGoldSet, { params });
    expect(await api.refuse(routes.getGoldSet, { params })).toMatchObject({ code: 'GOLD_SET_NOT_FOUND' });
    expect(await api.refuse(routes.listGoldItems, { params })).toMatchObject({ code: 'GOLD_SET_NOT_FOUND' });
    expect(await api.refuse(routes.deleteGoldSet, { params })).toMatchObject({ code: 'GOLD_SET_NOT_FOUND' });
  });
});
