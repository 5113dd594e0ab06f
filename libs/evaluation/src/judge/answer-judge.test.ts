import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createChatWriter, type ChatWriter } from '@mingda/models';
import { createLogger, loadConfig } from '@mingda/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeChatServer, type ChatReply } from '../../test/fake-chat-server.ts';
import { givenAnswer, goldQuestion, outcomeOf } from '../../test/outcomes.ts';
import { checkAnswers, describeJudge } from '../run/check-answers.ts';
import { AnswerJudge, type JudgedAnswer } from './answer-judge.ts';
import { measureAgreement, readLabels } from './judge-agreement.ts';

let server: FakeChatServer;
let writer: ChatWriter;
beforeEach(async () => {
  server = new FakeChatServer();
  await server.start();
  const configured = loadConfig({ MINGDA_CHAT_URL: server.url, MINGDA_CHAT_MODEL: 'judge-1' });
  const created = await createChatWriter(configured, createLogger({ logLevel: 'silent' }, 'test'));
  if (created === undefined) throw new Error('no writer is configured');
  writer = created;
});
afterEach(() => server.stop());

const judge = (): AnswerJudge => new AnswerJudge({ writer, retryDelaysMs: [1, 1] });

const answer: JudgedAnswer = {
  question: '年假有几天？',
  text: '年假每年10天。工龄满十年的为15天。',
  citations: [{ marker: 1, sourceKey: 'leave.md', quote: '普通员工的年假为 10 天。' }],
};

/** The two prompts are told apart by what they ask to be written. */
const replies =
  (faithfulness: ChatReply, relevance: ChatReply) =>
  ({ system }: { system: string }): ChatReply =>
    system.includes('verdicts') ? faithfulness : relevance;

describe('judging an answer', () => {
  it('asks for each part by its own prompt and reads the verdicts', async () => {
    server.reply = replies('{"verdicts":[{"n":1,"supported":true},{"n":2,"supported":false}]}', '{"score":4}');
    expect(await judge().judge(answer)).toEqual({ faithfulness: 0.5, relevance: 0.75 });
    expect(server.calls).toHaveLength(2);
    expect(server.calls[0]?.user).toContain('[1] 普通员工的年假为 10 天。');
    expect(server.calls[0]?.user).toContain('[1] 年假每年10天。\n[2] 工龄满十年的为15天。');
    expect(server.calls[1]?.user).not.toContain('普通员工');
  });

  it.each<[string, string, string, { faithfulness: number | null; relevance: number | null }]>([
    [
      'fences and words around',
      'Sure!\n```json\n{"verdicts": [{"n": "1", "supported": "true"}, {"n": 2, "supported": true}]}\n```\nDone.',
      'Score: {"score": "5", "reason": "braces { in } words"} .',
      { faithfulness: 1, relevance: 1 },
    ],
    [
      'a correction at the end',
      '{"verdicts":[{"n":1,"supported":true},{"n":2,"supported":true}]} Wait: {"verdicts":[{"n":1,"supported":false},{"n":2,"supported":true}]}',
      '{"score":1} no, {"score":2}',
      { faithfulness: 0.5, relevance: 0.25 },
    ],
    [
      'a verdict missing',
      '{"verdicts":[{"n":1,"supported":true}]}',
      '{"score":3}',
      { faithfulness: null, relevance: 0.5 },
    ],
    [
      'a verdict twice',
      '{"verdicts":[{"n":1,"supported":true},{"n":1,"supported":false},{"n":2,"supported":true}]}',
      '{"score":0}',
      { faithfulness: null, relevance: null },
    ],
    ['no JSON', 'All supported.', '5/5', { faithfulness: null, relevance: null }],
    ['broken JSON', '{"verdicts":[{"n":1,', '{"score":', { faithfulness: null, relevance: null }],
    ['nothing', '', '', { faithfulness: null, relevance: null }],
    ['braces without end', '{'.repeat(30_000), '}'.repeat(30_000), { faithfulness: null, relevance: null }],
  ])('reads a reply with %s', async (_name, faithfulness, relevance, expected) => {
    server.reply = replies(faithfulness, relevance);
    expect(await judge().judge(answer)).toEqual(expected);
    expect(server.calls).toHaveLength(2);
  });

  it('asks for no faithfulness without a citation', async () => {
    server.reply = replies('{}', '{"score":5}');
    expect(await judge().judge({ ...answer, citations: [] })).toEqual({ faithfulness: null, relevance: 1 });
    expect(server.calls).toHaveLength(1);
  });

  it('tries again after faults of the remote side', async () => {
    server.reply = (call, index) => (index < 2 ? [429, 503][index] : replies('', '{"score":5}')(call));
    expect(await judge().judge({ ...answer, citations: [] })).toMatchObject({ relevance: 1 });
    expect(server.calls).toHaveLength(3);
  });

  it('gives up after the last try', async () => {
    server.reply = () => 500;
    await expect(judge().judge(answer)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect(server.calls).toHaveLength(3);
  });

  it('stops when the run is stopped', async () => {
    const stopped = new AbortController();
    server.reply = () => {
      stopped.abort();
      return 503;
    };
    await expect(judge().judge(answer, stopped.signal)).rejects.toThrow(/abort|cancel/i);
    expect(server.calls).toHaveLength(1);
  });
});

describe('a judged run', () => {
  const needs = new Set(['judgement'] as const);
  const given = outcomeOf(goldQuestion(), { answer: givenAnswer(answer) });
  const refused = outcomeOf(goldQuestion(), { answer: givenAnswer({ refused: true }) });

  it('judges the answers given, once, and says who judged', async () => {
    server.reply = replies('{"verdicts":[{"n":1,"supported":true},{"n":2,"supported":true}]}', 'hm');
    const checks = { judge: judge() };
    const outcomes = await checkAnswers(checks, [given, refused], { needs });
    expect(outcomes.map((it) => it.judgement)).toEqual([{ faithfulness: 1, relevance: null }, null]);
    await checkAnswers(checks, outcomes, { needs });
    expect(server.calls).toHaveLength(2);
    expect(await describeJudge(checks, outcomes, { needs })).toEqual({
      model: 'judge-1',
      prompts: { faithfulness: 'faithfulness.v1', relevance: 'relevance.v1' },
      judged: 1,
      unreadable: 1,
      agreement: null,
    });
  });

  it('does nothing without a judge or a metric that needs one', async () => {
    expect(await checkAnswers({}, [given], { needs })).toEqual([given]);
    expect(await checkAnswers({ judge: judge() }, [given], { needs: new Set(['answer'] as const) })).toEqual([given]);
    expect(await describeJudge({}, [given], { needs })).toBeNull();
    expect(server.calls).toEqual([]);
  });
});

describe('agreement with people', () => {
  it('lets the judge judge the labelled answers', async () => {
    server.reply = ({ system, user }) => {
      if (!system.includes('verdicts')) return user.includes('天气') ? '{"score":1}' : '{"score":4}';
      return `{"verdicts":[{"n":1,"supported":${user.includes('[1] 10 天')}}]}`;
    };
    const labelled = [
      { question: '年假有几天？', answer: '10天。', quotes: ['10 天'], faithful: true, relevant: true },
      { question: '年假有几天？', answer: '15天。', quotes: ['12 天'], faithful: false, relevant: true },
      { question: '年假有几天？', answer: '20天。', quotes: ['12 天'], faithful: true, relevant: true },
      { question: '年假有几天？', answer: '天气好。', quotes: [], relevant: false },
    ];
    const agreement = await measureAgreement(judge(), labelled);
    // Judge yes, no, no; people yes, no, yes: 2 of 3; by chance 1/3 * 2/3 + 2/3 * 1/3 = 4/9.
    expect(agreement.faithfulness).toMatchObject({ pairs: 3, accuracy: expect.closeTo(2 / 3, 12) as number });
    expect(agreement.faithfulness?.kappa).toBeCloseTo((2 / 3 - 4 / 9) / (5 / 9), 12);
    expect(agreement.relevance).toEqual({ pairs: 4, accuracy: 1, kappa: 1 });
  });

  it('reads labels from a file and names the line that is none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mingda-labels-'));
    try {
      const file = join(folder, 'labels.jsonl');
      await writeFile(file, '{"question":"q","answer":"a","faithful":true}\n\n');
      expect(await readLabels(file)).toEqual([{ question: 'q', answer: 'a', quotes: [], faithful: true }]);
      await writeFile(file, '{"question":"q","answer":"a"}\n{"question":"q","faithful":"yes"}\n');
      await expect(readLabels(file)).rejects.toMatchObject({ code: 'CONFIG_INVALID', subject: `${file}:2` });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
