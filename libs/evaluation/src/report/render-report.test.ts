import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluationReportSchema, type EvaluationReport, type GoldQuestion } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { goldQuestion } from '../../test/outcomes.ts';
import { collectionId, oneCollection, scope, ScriptedAsker, type Script } from '../../test/scripted-asker.ts';
import { OneHotTokenModels } from '../../test/token-models.ts';
import { BertScorer } from '../bert-score/bert-scorer.ts';
import { RunGoldSet } from '../run/run-gold-set.ts';
import { renderReport, writeReport } from './render-report.ts';

async function run(
  questions: readonly GoldQuestion[],
  script: Readonly<Record<string, Script>>,
  metrics?: readonly string[],
): Promise<EvaluationReport> {
  const { retrieve, answer } = new ScriptedAsker(script);
  const scorer = new BertScorer({ models: new OneHotTokenModels() });
  const goldSet = { name: 'hr', folder: '', documents: [], files: [], questions };
  return new RunGoldSet({ retrieve, answer, scorer, collections: oneCollection, models: ['m'] }).execute(scope, {
    collectionId,
    collectionName: '人事',
    goldSet,
    ...(metrics === undefined ? {} : { metrics }),
  });
}

const hostile = `<img src=x onerror=alert(1)> "q" 'a' | \`code\` [link](javascript:alert(1)) **b**\n# h & \u202Eevil`;
const questions = [
  goldQuestion({ id: 'wrong', question: '年假几天？', answers: ['10天'], relevant: ['hr/leave.md'], tags: [hostile] }),
  goldQuestion({ id: 'hostile', question: hostile, answers: [`${hostile} 3`], relevant: [] }),
  goldQuestion({ id: 'right', question: '谁发工资？', answers: ['财务部'] }),
  goldQuestion({ id: 'refused', question: '工牌在哪里领？', answers: ['前台'], relevant: ['it/badge.md'] }),
  goldQuestion({ id: 'invented', question: '老板工资？', answerable: false }),
  goldQuestion({ id: 'failed', question: '坏了？', answers: ['是'] }),
];
const script: Readonly<Record<string, Script>> = {
  '年假几天？': { answer: '每年5天。', chunks: ['x', 'y', 'hr/leave.md'] },
  [hostile]: { answer: `</td><script>alert(2)</script> ${hostile}` },
  '工牌在哪里领？': { answer: '没有找到。', refused: true, chunks: ['x'] },
  '老板工资？': { answer: '每月很多。' },
  '谁发工资？': { answer: '由财务部发放。' },
  '坏了？': { answerError: new Error('planted') },
};
const report = await run(questions, script);
const html = {
  zh: renderReport(report, 'html', { language: 'zh' }),
  en: renderReport(report, 'html', { language: 'en' }),
};
const markdown = {
  zh: renderReport(report, 'markdown', { language: 'zh' }),
  en: renderReport(report, 'markdown', { language: 'en' }),
};

const sectionOf = (text: string, title: string): string => text.slice(text.indexOf(title)).split(/<h2>|\n## /)[0];

describe('the report in plain words', () => {
  it('says what was right, wrong and refused, with the target', () => {
    expect(html.en).toContain(
      '1 of 5 answerable questions were answered correctly: 20.0%. The target is 92.0%: missed.',
    );
    expect(html.en).toContain(
      '0 of 1 questions without an answer in the documents were refused, as they should be. 1 answerable questions were refused by mistake.',
    );
    expect(markdown.zh).toContain('5 个可回答的问题中答对 1 个，准确率 20.0%；目标 92.0%，未达到。');
    expect(markdown.zh).toContain('1 个问题出错，按答错计。');
  });

  it('lists each kind of bad outcome under its own title, with the rank of the right document', () => {
    const wrong = sectionOf(html.en, 'Wrong answers, worst first');
    expect(wrong).toContain('每年5天。');
    expect(wrong).toContain('<td class="figure">3</td>');
    expect(wrong).not.toContain('老板工资');
    expect(sectionOf(html.en, 'Refused although')).toContain('not found');
    expect(sectionOf(html.en, 'Answered although')).toContain('每月很多');
    expect(sectionOf(html.en, 'Ended in an error')).toContain('INTERNAL');
    expect(sectionOf(markdown.zh, '文档有答案却被拒答')).toContain('工牌在哪里领？');
  });

  it('shows the three lines of BERTScore and what a value means', () => {
    for (const text of [html.zh, markdown.zh]) {
      expect(text).toContain('目标：原始 0.85');
      expect(text).toContain('同一目标：重标定 0.67');
      expect(text).toMatch(/拟合线 \(?0\.69/);
    }
  });
});

describe('text from outside', () => {
  it('stays text in HTML', () => {
    for (const text of [html.zh, html.en]) {
      expect(text).not.toMatch(/<script|<img|javascript:[^<]*"/i);
      expect(text).toContain('&lt;/td&gt;&lt;script&gt;alert(2)&lt;/script&gt;');
      expect(text).not.toContain('\u202E');
    }
  });

  it('stays one cell in Markdown', () => {
    const rows = markdown.en.split('\n').filter((line) => line.startsWith('| ') && line.includes('onerror'));
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row).not.toMatch(/<|(?<!\\)`|(?<!\\)\[|(?<!\\)\*/);
      const columns = row.replaceAll(String.raw`\|`, '').split('|').length - 2;
      expect([5, 10]).toContain(columns);
    }
  });
});

describe('one file that needs no other', () => {
  it('fetches nothing and runs nothing', () => {
    for (const text of [html.zh, html.en]) {
      const addresses = text.match(/(?:https?:)?\/\/[\w.-]+/g) ?? [];
      expect(new Set(addresses)).toEqual(new Set(['http://www.w3.org']));
      expect(text).not.toMatch(/\s(?:src|href|on\w+)="|@import|url\(/);
      expect(text).toContain(`default-src 'none'`);
    }
  });

  it('names its language and can be printed', () => {
    expect(html.zh).toContain('<html lang="zh-CN">');
    expect(html.en).toContain('@media print');
  });
});

describe('reports of runs that lack something', () => {
  it('names what is not defined and shows no figure for it', async () => {
    const text = renderReport(await run([goldQuestion({ id: 'a', answerable: false })], {}), 'html', {
      language: 'en',
    });
    const figures = sectionOf(text, 'All figures');
    expect(figures).not.toContain('<td>Accuracy</td>');
    expect(figures).toMatch(/Not measured, or defined for no question: [^<]*Accuracy/);
    expect(text).not.toMatch(/NaN|null|undefined/);
  });

  it('does not call unanswerable questions answered when nothing was asked', async () => {
    const searched = await run(
      [goldQuestion({ id: 'a', relevant: ['d'] }), goldQuestion({ id: 'b', question: 'b', answerable: false })],
      {},
      ['mrr'],
    );
    expect(sectionOf(renderReport(searched, 'html', { language: 'en' }), 'Answered although')).toContain('None.');
  });

  it('renders a report stored before it kept the settings of its run', () => {
    const { run: _run, ...old } = report;
    expect(renderReport(old, 'html', { language: 'en' })).toContain('Evaluation report');
  });
});

describe('writing reports', () => {
  it('writes JSON once and the others in both languages', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mingda-report-'));
    try {
      await writeReport(report, join(folder, 'a', 'b'));
      const names = await readdir(join(folder, 'a', 'b'));
      expect(names.toSorted()).toEqual([
        'report.en.html',
        'report.en.md',
        'report.json',
        'report.zh.html',
        'report.zh.md',
      ]);
      const stored: unknown = JSON.parse(await readFile(join(folder, 'a', 'b', 'report.json'), 'utf8'));
      expect(evaluationReportSchema.parse(stored)).toEqual(report);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
