import { evaluationReportSchema, type GoldQuestion } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { describe, expect, it } from 'vitest';
import { goldQuestion } from '../../test/outcomes.ts';
import { collectionId, oneCollection, scope, ScriptedAsker, type Script } from '../../test/scripted-asker.ts';
import { OneHotTokenModels } from '../../test/token-models.ts';
import { BertScorer } from '../bert-score/bert-scorer.ts';
import type { GoldSet } from '../gold-set/gold-set.ts';
import { RunGoldSet, type RunGoldSetRequest, type RunProgress } from './run-gold-set.ts';

const setOf = (questions: readonly GoldQuestion[]): GoldSet => ({
  name: 'hr',
  documents: [],
  files: [],
  questions,
});

function prepare(script: Readonly<Record<string, Script>>) {
  const asker = new ScriptedAsker(script);
  const models = new OneHotTokenModels();
  const run = new RunGoldSet({
    retrieve: asker.retrieve,
    answer: asker.answer,
    collections: oneCollection,
    scorer: new BertScorer({ models }),
    models: ['embedder'],
  });
  const execute = (
    questions: readonly GoldQuestion[],
    more: Partial<RunGoldSetRequest> = {},
    watch: Parameters<RunGoldSet['execute']>[2] = {},
  ) => run.execute(scope, { collectionId, collectionName: '人事', goldSet: setOf(questions), ...more }, watch);
  return { asker, models, execute };
}

const vacation = goldQuestion({
  id: 'a',
  question: '年假几天？',
  answers: ['10天'],
  relevant: ['hr/leave.md'],
  split: 'tune',
  tags: ['hr'],
});
const badge = goldQuestion({
  id: 'b',
  question: 'Where is the badge?',
  answers: ['front desk'],
  relevant: ['it/badge.md'],
  lang: 'en',
  split: 'test',
  tags: ['it', 'hr'],
});
const secret = goldQuestion({ id: 'c', question: '老板工资？', answers: ['不能回答'], answerable: false });
const script: Readonly<Record<string, Script>> = {
  '年假几天？': { answer: '每年10天。', cited: ['hr/leave.md', 'hr/leave.md'], chunks: ['x', 'x', 'hr/leave.md'] },
  'Where is the badge?': { answer: 'nothing found', refused: true, chunks: ['it/badge.md'] },
  '老板工资？': { answer: '文档没有说明', refused: true, chunks: ['x'] },
};

describe('running a gold set', () => {
  it('reports figures, groups and each question, in the form of the contract', async () => {
    const { execute } = prepare(script);
    const report = await execute([vacation, badge, secret]);
    expect(evaluationReportSchema.parse(structuredClone(report))).toEqual(report);
    expect(report.counts).toEqual({
      documents: 12,
      chunks: 34,
      questions: 3,
      answerable: 2,
      unanswerable: 1,
      answered: 1,
      refused: 2,
      correct: 1,
      failed: 0,
    });
    expect(report.metrics).toMatchObject({
      recallAt1: 0.5,
      recallAt5: 1,
      mrr: 0.75,
      accuracy: 0.5,
      refusalPrecision: 0.5,
      refusalRecall: 1,
      falseRefusalRate: 0.5,
      citationHit: 1,
    });
    expect(Object.keys(report.groups)).toEqual(['lang:en', 'lang:zh', 'split:test', 'split:tune', 'tag:hr', 'tag:it']);
    expect(report.groups['lang:zh'].counts.questions).toBe(2);
    expect(report.groups['tag:hr'].metrics.accuracy).toBe(0.5);
    expect(report.questions[0]).toMatchObject({
      id: 'a',
      retrieved: ['x', 'hr/leave.md'],
      cited: ['hr/leave.md'],
      refused: false,
      split: 'tune',
      tags: ['hr'],
      scores: { accuracy: 1, mrr: 0.5 },
    });
    expect(report.models).toEqual(['embedder', 'bge-small-zh-v1.5-fp32', 'all-minilm-l6-v2-fp32']);
  });

  it('scores the similarity of a refusal as of an empty answer, of unanswerable questions not at all', async () => {
    const report = await prepare(script).execute([vacation, badge, secret]);
    expect(report.questions.map((item) => item.scores['bertScoreF1'])).toEqual([expect.any(Number), 0, null]);
    expect(report.questions[0].scores['bertScoreF1']).toBeGreaterThan(0.5);
    expect(report.questions[1].scores['bertScoreF1Rescaled']).toBeLessThan(0);
  });

  it('asks one question of each language first and does not count it', async () => {
    const { asker, execute } = prepare(script);
    const report = await execute([vacation, badge, secret], { metrics: ['accuracy'] });
    expect(asker.asked.map((item) => item.question)).toEqual([
      '年假几天？',
      'Where is the badge?',
      '年假几天？',
      'Where is the badge?',
      '老板工资？',
    ]);
    expect(report.questions).toHaveLength(3);
  });

  it('asks one at a time, the answer before the search, marked as evaluation', async () => {
    const { asker, execute } = prepare(script);
    const report = await execute([vacation, badge]);
    expect(asker.mostRunning).toBe(1);
    expect(asker.order.slice(-4)).toEqual([
      'answer 年假几天？',
      'retrieve 年假几天？',
      'answer Where is the badge?',
      'retrieve Where is the badge?',
    ]);
    expect(asker.asked.at(-1)?.externalId).toBe('evaluation:hr:b');
    expect(report.metrics.latencyMeanMs).toBeGreaterThan(0);
  });

  it('may ask side by side, keeps the order and then reports no latency', async () => {
    const { asker, execute } = prepare(script);
    const report = await execute([vacation, badge, secret], { concurrency: 3 });
    expect(asker.mostRunning).toBe(3);
    expect(report.questions.map((item) => item.id)).toEqual(['a', 'b', 'c']);
    expect([report.metrics.latencyMeanMs, report.metrics.latencyP95Ms]).toEqual([null, null]);
  });

  it('does only what the chosen metrics need', async () => {
    const retrievalOnly = prepare(script);
    const report = await retrievalOnly.execute([vacation], { metrics: ['mrr'] });
    expect(retrievalOnly.asker.asked).toEqual([]);
    expect(retrievalOnly.models.calls).toEqual([]);
    expect([report.metrics.mrr, report.metrics.accuracy]).toEqual([0.5, null]);
    const answerOnly = prepare(script);
    await answerOnly.execute([vacation], { metrics: ['accuracy'] });
    expect(answerOnly.asker.searched).toEqual([]);
  });

  it('passes the turns of a conversation on', async () => {
    const { asker, execute } = prepare(script);
    const turns = [{ role: 'user' as const, text: '我是新员工' }];
    await execute([{ ...vacation, turns }]);
    expect(asker.asked.at(-1)?.turns).toEqual(turns);
    expect(asker.searched.at(-1)?.turns).toEqual(turns);
  });

  it('searches deeper when the passages come from too few documents', async () => {
    const chunks = [...Array.from({ length: 60 }, () => 'long.pdf'), 'hr/leave.md'];
    const { asker, execute } = prepare({ '年假几天？': { chunks } });
    const report = await execute([vacation], { metrics: ['recallAt5'] });
    expect(report.questions[0].retrieved).toEqual(['long.pdf', 'hr/leave.md']);
    expect(asker.searched.at(-1)?.limit).toBeGreaterThan(60);
  });

  it('takes the first questions by hash and gives the same report again', async () => {
    const first = await prepare(script).execute([vacation, badge, secret], { limit: 2, concurrency: 2 });
    const second = await prepare(script).execute([secret, badge, vacation], { limit: 2, concurrency: 2 });
    // sha256 of the ids: c 2e7d…, b 3e23…, a ca97…
    expect(first.questions.map((item) => item.id)).toEqual(['c', 'b']);
    const { startedAt: _a, finishedAt: _b, ...figures } = first;
    const { startedAt: _c, finishedAt: _d, ...again } = second;
    expect(again).toEqual(figures);
  });
});

describe('questions that end in an error', () => {
  it('are reported with their cause and count as wrong', async () => {
    const { execute } = prepare({
      ...script,
      '年假几天？': {
        answerError: new MingdaError('INFERENCE_TIMEOUT', { detail: 'after 30 s' }),
        chunks: ['hr/leave.md'],
      },
    });
    const report = await execute([vacation, secret]);
    expect(report.counts).toMatchObject({ questions: 2, answered: 0, refused: 1, correct: 0, failed: 1 });
    expect(report.metrics).toMatchObject({
      accuracy: 0,
      recallAt1: 1,
      coverage: 0,
      bertScoreF1: 0,
      falseRefusalRate: null,
    });
    expect(report.questions[0]).toMatchObject({
      refused: false,
      answer: '',
      failure: { code: 'INFERENCE_TIMEOUT', en: expect.stringContaining('after 30 s') as string },
    });
  });

  it('keep their answer when only the search failed', async () => {
    const { execute } = prepare({ '年假几天？': { answer: '10天', retrieveError: new Error('lost') } });
    const report = await execute([vacation]);
    expect(report.metrics).toMatchObject({ accuracy: 1, recallAt10: 0 });
    expect(report.questions[0].failure?.code).toBe('INTERNAL');
  });
});

describe('the run as a whole', () => {
  it('reports progress that never falls and ends at 1', async () => {
    const seen: RunProgress[] = [];
    await prepare(script).execute([vacation, badge, secret], {}, { onProgress: (item) => seen.push(item) });
    const fractions = seen.map((item) => item.fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
    expect(new Set(seen.map((item) => item.stage))).toEqual(new Set(['warm-up', 'questions', 'scoring']));
  });

  it('ends at 1 when nothing is scored after the questions', async () => {
    const unanswerable: number[] = [];
    await prepare(script).execute([secret], {}, { onProgress: (item) => unanswerable.push(item.fraction) });
    const unscored: number[] = [];
    await prepare(script).execute(
      [vacation],
      { metrics: ['mrr'] },
      { onProgress: (item) => unscored.push(item.fraction) },
    );
    expect([unanswerable.at(-1), unscored.at(-1)]).toEqual([1, 1]);
  });

  it('stops at an abort instead of reporting failed questions', async () => {
    const controller = new AbortController();
    const { execute, asker } = prepare(script);
    const running = execute(
      [vacation, badge, secret],
      {},
      { signal: controller.signal, onProgress: (item) => item.stage === 'questions' && controller.abort() },
    );
    await expect(running).rejects.toThrow(/abort/i);
    expect(asker.asked.filter((item) => item.question === '老板工资？')).toEqual([]);
  });

  it('stops at an abort during the last question as well', async () => {
    const controller = new AbortController();
    const { retrieve, answer } = new ScriptedAsker(script);
    let calls = 0;
    const run = new RunGoldSet({
      retrieve,
      answer: (...request) => {
        calls += 1;
        if (calls === 1) return answer(...request);
        controller.abort();
        return Promise.reject(new MingdaError('INFERENCE_CANCELLED'));
      },
      collections: oneCollection,
      scorer: new BertScorer({ models: new OneHotTokenModels() }),
      models: [],
    });
    const request = { collectionId, collectionName: '人事', goldSet: setOf([vacation]), metrics: ['accuracy'] };
    await expect(run.execute(scope, request, { signal: controller.signal })).rejects.toThrow(/abort/i);
  });

  it('refuses an unknown collection and an unknown metric before it asks anything', async () => {
    const { execute, asker } = prepare(script);
    await expect(execute([vacation], { collectionId: scope.tenantId })).rejects.toMatchObject({
      code: 'COLLECTION_NOT_FOUND',
    });
    await expect(execute([vacation], { metrics: ['rouge'] })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(asker.order).toEqual([]);
  });
});
