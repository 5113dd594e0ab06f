import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer, EvaluationReport } from '@mingda/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOf, mingda, startServer, type RunningServer } from './run-mingda.ts';

interface ImportReport {
  readonly counts: Readonly<Record<string, number>>;
  readonly failures: readonly { readonly sourceKey: string; readonly code: string }[];
  readonly skipped: readonly { readonly sourceKey: string }[];
}
interface FailureReport {
  readonly error: { readonly code: string; readonly fixes: readonly string[] };
}

const leave = '# 休假\n\n工作满一年的员工每年享有10天带薪年假。\n';
const guide = 'To reset your VPN password, open the account page. VPN passwords expire after 90 days.\n';
const goldQuestions = [
  { id: 'q1', question: '工作满一年有几天年假？', answers: ['10天'], relevant: ['d1'], answerable: true, lang: 'zh' },
  {
    id: 'q2',
    question: 'When do VPN passwords expire?',
    answers: ['90 days'],
    relevant: ['d2'],
    answerable: true,
    lang: 'en',
  },
  { id: 'q3', question: '公司的股票代码是什么？', answers: [], relevant: [], answerable: false, lang: 'zh' },
];
const goldCorpus = [
  { id: 'd1', title: '休假制度', text: leave, lang: 'zh' },
  { id: 'd2', title: 'VPN', text: guide, lang: 'en' },
];
const lines = (items: readonly object[]): string => items.map((item) => `${JSON.stringify(item)}\n`).join('');
/** Scoring similarity would fetch two more models. */
const metrics = ['--metrics', 'recallAt1,accuracy,refusalRecall,meanAnswerChars,latencyMeanMs'];

describe('the mingda command', () => {
  let work: string;
  let data: string;
  let kb: string;
  let gold: string;
  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'mingda-cli-'));
    data = join(work, 'data');
    kb = join(work, 'kb');
    gold = join(work, 'tiny');
    await mkdir(join(kb, '人事'), { recursive: true });
    await mkdir(gold);
    await writeFile(join(kb, '人事', '休假.md'), leave);
    await writeFile(join(kb, 'vpn.txt'), guide);
    await writeFile(join(kb, 'tool.exe'), 'MZ');
    await writeFile(join(gold, 'corpus.jsonl'), lines(goldCorpus));
    await writeFile(join(gold, 'questions.jsonl'), lines(goldQuestions));
  });
  afterAll(() => rm(work, { recursive: true, force: true }));

  describe('without a server', () => {
    it('makes the database', async () => {
      const first = documentOf(await mingda(['migrate', '--data', data, '--json'])) as { applied: string[] };
      expect(first.applied.length).toBeGreaterThan(0);
      const second = documentOf(await mingda(['migrate', '--data', data, '--json'])) as { applied: string[] };
      expect(second.applied).toEqual([]);
    });

    it('imports a folder, names what it skips, and does nothing the second time', async () => {
      const args = ['import', kb, '--collection', 'kb', '--data', data, '--json'];
      const first = await mingda(args);
      expect(first.code).toBe(0);
      expect(first.stderr).toContain('skipped tool.exe');
      expect(documentOf(first) as ImportReport).toMatchObject({
        counts: { documents: 2, imported: 2, unchanged: 0, skipped: 1, failed: 0 },
        skipped: [{ sourceKey: 'tool.exe' }],
      });
      const second = documentOf(await mingda(args)) as ImportReport;
      expect(second.counts).toMatchObject({ imported: 0, unchanged: 2, failed: 0 });
    });

    it('answers with citations, as text and as JSON', async () => {
      const args = ['ask', '工作满一年有几天年假？', '--collection', 'kb', '--data', data];
      const answer = documentOf(await mingda([...args, '--json'])) as Answer;
      expect(answer).toMatchObject({ outcome: 'answered', citations: [{ sourceKey: '人事/休假.md' }] });
      const text = await mingda(args);
      expect(text.stdout).toContain('10天');
      expect(text.stdout).toContain('人事/休假.md');
    });

    it('fails with the code of the cause, its fixes and an exit code', async () => {
      const failed = await mingda(['ask', 'x', '--collection', 'nothing', '--data', data, '--json']);
      expect(failed.code).toBe(1);
      expect(failed.stderr).toContain('COLLECTION_NOT_FOUND');
      expect((documentOf(failed) as FailureReport).error).toMatchObject({
        code: 'COLLECTION_NOT_FOUND',
        fixes: ['use one of: kb'],
      });
    });

    it('reports each document that cannot be read, keeps the others and exits with 1', async () => {
      const mixed = join(work, 'mixed');
      await mkdir(mixed);
      await writeFile(join(mixed, 'empty.txt'), '');
      await writeFile(join(mixed, 'broken.pdf'), '%PDF-1.7\nnothing follows\n');
      await writeFile(join(mixed, 'good.txt'), guide);
      const args = ['import', mixed, '--collection', 'mixed', '--data', data];
      const report = await mingda([...args, '--json']);
      expect(report.code).toBe(1);
      expect(documentOf(report) as ImportReport).toMatchObject({
        counts: { imported: 1, failed: 2 },
        failures: [
          { sourceKey: 'broken.pdf', code: 'FILE_CORRUPT' },
          { sourceKey: 'empty.txt', code: 'FILE_EMPTY' },
        ],
      });
    });

    it('scores a gold set on its own collection, which the next run finds again', async () => {
      const args = ['eval', gold, '--data', data, '--json', ...metrics];
      const first = documentOf(await mingda(args)) as EvaluationReport;
      expect(first.metrics).toMatchObject({ recallAt1: 1, accuracy: 1, bertScoreF1: null });
      expect(first.counts).toMatchObject({ documents: 2, questions: 3, answerable: 2, unanswerable: 1 });
      expect(first.questions).toBeUndefined();
      const out = join(work, 'report');
      const second = documentOf(await mingda([...args, '--limit', '2', '--out', out])) as EvaluationReport;
      expect(second.collection).toBe(first.collection);
      expect(second.questions).toHaveLength(2);
      expect((await readdir(out)).length).toBeGreaterThanOrEqual(3);
    });

    it('scores a changed gold set on another collection', async () => {
      const changed = join(work, 'changed', 'tiny');
      await cp(gold, changed, { recursive: true });
      await writeFile(
        join(changed, 'corpus.jsonl'),
        lines(goldCorpus.map((it) => ({ ...it, text: it.text.replace('10天', '11天') }))),
      );
      const report = documentOf(
        await mingda(['eval', changed, '--data', data, '--json', ...metrics]),
      ) as EvaluationReport;
      expect(report.metrics.accuracy).toBe(0.5);
    });

    it('lists and verifies models', async () => {
      const listed = documentOf(await mingda(['models', 'list', '--json'])) as {
        models: { key: string; state: string }[];
      };
      expect(listed.models).toContainEqual(
        expect.objectContaining({ key: 'bge-small-zh-v1.5-int8', dimensions: 512, state: 'present' }),
      );
      expect((await mingda(['models', 'verify', '--json'])).code).toBe(0);
      const unknown = await mingda(['models', 'verify', 'nothing', '--json']);
      expect((documentOf(unknown) as FailureReport).error.code).toBe('MODEL_UNKNOWN');
    });

    it('says what is wrong with how it was called', async () => {
      for (const args of [['ask', 'x'], ['nothing'], ['eval', gold, '--limit', '-3']]) {
        const { code, stdout, stderr } = await mingda(args);
        expect([code, stdout]).toEqual([1, '']);
        expect(stderr).toContain('error:');
      }
    });
  });

  describe('with a server of its own', () => {
    let server: RunningServer;
    let token: string;
    beforeAll(async () => {
      server = await startServer(data);
      token = server.adminToken ?? '';
    });
    afterAll(async () => {
      await server?.stop('SIGKILL').catch(() => undefined);
    });

    it('keeps a second process off the data folder, and says how to go on', async () => {
      const second = await mingda(['start', '--data', data, '--port', '0', '--json']);
      expect(second.code).toBe(1);
      const { error } = documentOf(second) as FailureReport;
      expect(error.code).toBe('DATA_DIRECTORY_LOCKED');
      expect(error.fixes.length).toBeGreaterThan(0);
    });

    it('does the same over HTTP', async () => {
      const remote = ['--url', server.url, '--json'];
      const env = { MINGDA_TOKEN: token };
      const imported = documentOf(
        await mingda(['import', kb, '--collection', 'over-http', ...remote], { env }),
      ) as ImportReport;
      expect(imported.counts).toMatchObject({ imported: 2, failed: 0 });
      const asked = documentOf(
        await mingda(['ask', 'When do VPN passwords expire?', '--collection', 'over-http', ...remote], { env }),
      ) as Answer;
      expect(asked.citations[0]?.sourceKey).toBe('vpn.txt');
      const scored = documentOf(await mingda(['eval', gold, ...remote, ...metrics], { env })) as EvaluationReport;
      expect(scored.metrics).toMatchObject({ recallAt1: 1, accuracy: 1 });
    });

    it('bears the load of several askers without an error', async () => {
      const args = [
        'bench',
        'load',
        '--url',
        server.url,
        '--token',
        token,
        '--collection',
        'over-http',
        '--gold-set',
        gold,
      ];
      const report = documentOf(await mingda([...args, '--askers', '8', '--seconds', '2', '--json'])) as {
        requests: number;
        errors: number;
        latency: { p95Ms: number };
      };
      expect(report.errors).toBe(0);
      expect(report.requests).toBeGreaterThanOrEqual(8);
      expect(report.latency.p95Ms).toBeGreaterThan(0);
    });

    it('refuses a wrong token, and says so when there is no server', async () => {
      const wrong = await mingda(['ask', 'x', '--collection', 'kb', '--url', server.url, '--token', 'wrong', '--json']);
      expect((documentOf(wrong) as FailureReport).error.code).toBe('UNAUTHENTICATED');
      const nobody = await mingda([
        'ask',
        'x',
        '--collection',
        'kb',
        '--url',
        'http://127.0.0.1:9',
        '--token',
        'x',
        '--json',
      ]);
      expect((documentOf(nobody) as FailureReport).error).toMatchObject({
        code: 'CONFIG_INVALID',
        subject: 'http://127.0.0.1:9/api/v1',
      });
    });

    it('stops in order, and shows no token at the next start', async () => {
      expect(await server.stop('SIGINT')).toBe(0);
      const again = await startServer(data);
      expect(again.adminToken).toBeNull();
      expect(await again.stop()).toBe(0);
    });
  });

  const olderNode = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => existsSync(path)) ?? process.execPath;
  it(`is started by whatever Node a machine has, here ${olderNode}`, async () => {
    const { code, stdout } = await mingda(['--version'], { node: olderNode });
    expect([code, stdout]).toEqual([0, '0.1.0\n']);
  });
});
