import { Workbook } from 'exceljs';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, it } from 'vitest';
import { sampleReport } from '../../test/sample-report.ts';
import { renderApart } from './render-apart.ts';
import { makeReportFile } from './report-file.ts';

const hostile = ' =HYPERLINK("http://evil.example","x") \u0007 \u202Eevil 😀 <b>';
const previous = sampleReport({ wrong: 8, startedAt: '2026-11-16T01:00:00.000Z' });
const report = sampleReport({ questions: 200, wrong: 40, text: hostile });
const past = [0.7, 0.75, 0.8].map((accuracy, index) => ({
  at: `2026-11-0${index + 1}T01:00:00.000Z`,
  metrics: { ...previous.metrics, accuracy },
}));
const history = {
  runs: [...past, { at: previous.startedAt, metrics: previous.metrics }],
  previous,
  configuration: null,
};

async function pagesOf(content: Uint8Array): Promise<string[]> {
  const pdf = await getDocument({ data: new Uint8Array(content), verbosity: 0 }).promise;
  const pages: string[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    pages.push(items.map((item) => ('str' in item ? item.str : '')).join(' '));
  }
  return pages;
}

describe('the PDF', () => {
  it.each([
    ['zh', '评测报告', '与上次相比', /第 (\d+) 页，共 (\d+) 页/],
    ['en', 'Evaluation report', 'What changed since last time', /Page (\d+) of (\d+)/],
  ] as const)(
    'in %s can be read, its pages numbered, Chinese in every language',
    async (language, title, changed, number) => {
      const file = await makeReportFile({ report, history, format: 'pdf', language });
      expect(file.fileName).toBe(`mingda-leave-2026-11-23.${language}.pdf`);
      const pages = await pagesOf(file.content);
      expect(pages.length).toBeGreaterThan(3);
      expect(pages[0]).toContain(title);
      expect(pages[0]).toContain(changed);
      pages.forEach((text, index) => {
        const found = number.exec(text);
        expect([found?.[1], found?.[2]]).toEqual([String(index + 1), String(pages.length)]);
      });
      const all = pages.join(' ');
      // A cell breaks its text into lines.
      expect(all.replaceAll(' ', '')).toContain('员工每年有多少天带薪年假');
      expect(all).not.toContain('\u202E');
      expect(all).toContain('□');
    },
  );

  it('repeats the header of a table that goes on', async () => {
    const { content } = await makeReportFile({ report, history, format: 'pdf', language: 'en' });
    const pages = await pagesOf(content);
    const first = pages.findIndex((text) => text.includes('Wrong answers, worst first'));
    expect(pages[first + 1]).toMatch(/Question\s+Answer\s+Reference/);
  });

  it('embeds only the signs that it uses', async () => {
    const { content } = await makeReportFile({ report, history, format: 'pdf', language: 'zh' });
    expect(content.length).toBeLessThan(400_000);
  });
});

describe('the spreadsheet', () => {
  it('holds numbers as numbers and never a formula, whatever a question says', async () => {
    const planted = sampleReport({ text: '' });
    const [first] = planted.questions;
    const questions = [{ ...first, question: '=1+1', answer: '@SUM(A1)' }, ...planted.questions.slice(1)];
    const { content } = await makeReportFile({
      report: { ...planted, questions },
      history,
      format: 'xlsx',
      language: 'zh',
    });
    const book = new Workbook();
    await book.xlsx.load(Buffer.from(content) as never);
    expect(book.worksheets.map(({ name }) => name)).toEqual(['概要', '指标', '分组', '问题', '走势']);
    book.eachSheet((sheet) => sheet.eachRow((row) => row.eachCell((cell) => expect(cell.formula).toBeUndefined())));
    const sheet = book.getWorksheet('问题');
    expect(sheet?.getCell('B2').value).toBe('=1+1');
    expect(sheet?.getCell('C2').value).toBe('@SUM(A1)');
    expect(sheet?.rowCount).toBe(planted.questions.length + 1);
    const figures = book.getWorksheet('指标');
    let accuracy: unknown;
    figures?.eachRow((row) => {
      if (row.getCell(2).value === 'accuracy') accuracy = row.getCell(3).value;
    });
    expect(accuracy).toBe(planted.metrics.accuracy);
  });

  it('opens although a text holds signs that XML forbids', async () => {
    const { content } = await makeReportFile({ report, history, format: 'xlsx', language: 'en' });
    const book = new Workbook();
    await book.xlsx.load(Buffer.from(content) as never);
    expect(book.getWorksheet('Questions')?.getCell('B2').text).toContain('=HYPERLINK');
    expect(book.getWorksheet('Trend')?.getCell('A2').value).toBeInstanceOf(Date);
  });
});

describe('in a thread of its own', () => {
  it('gives the file', async () => {
    const file = await renderApart({ report, history, format: 'pdf', language: 'zh' });
    expect((await pagesOf(file.content))[0]).toContain('评测报告');
  });

  it('tells what went wrong there', async () => {
    const broken = { ...report, questions: undefined } as never;
    await expect(renderApart({ report: broken, history, format: 'pdf', language: 'zh' })).rejects.toThrow(TypeError);
  });
});

describe('the other forms', () => {
  it('say the same about what changed', async () => {
    const texts = await Promise.all(
      (['html', 'md'] as const).map(async (format) =>
        Buffer.from((await makeReportFile({ report, history, format, language: 'en' })).content).toString('utf8'),
      ),
    );
    for (const text of texts) expect(text).toContain('Accuracy fell from 80.0% to 75.0%');
    expect(texts[0]).toContain('Trend over the last runs');
    const json = await makeReportFile({ report, history, format: 'json', language: 'zh' });
    expect(json.fileName).toBe('mingda-leave-2026-11-23.json');
    expect(JSON.parse(Buffer.from(json.content).toString('utf8'))).toMatchObject({ goldSet: 'leave' });
  });
});
