import {
  accuracyTarget,
  barChart,
  formatShare,
  formatTime,
  formatValue,
  histogram,
  rankOfRelevant,
  shorten,
  trendChart,
  type HistoryView,
  type ReportView,
} from '@mingda/evaluation';
import type { QuestionResult } from '@mingda/contracts';
import { chartHeight, drawChart } from './pdf-drawing.ts';
import { colours, PdfPage } from './pdf-page.ts';
import { drawTable, type PdfCell } from './pdf-table.ts';

/** Questions of a section, and characters of a cell: paper is for the worst, the spreadsheet has all. */
const shownQuestions = 20;
const textLength = 280;
const shownBars = 16;
const marks = { raw: '#b3261e', rescaled: '#7a4bb0', fitted: '#1b7f4d' } as const;

/** The report on A4, made without a browser; Chinese and Latin from one embedded font, of which only used signs are kept. */
export async function renderPdf(view: ReportView): Promise<Uint8Array> {
  const { texts, report, language, history } = view;
  const title = `${texts.title}: ${report.goldSet}`;
  const page = new PdfPage({ title, language: language === 'zh' ? 'zh-CN' : 'en' });
  page.paragraph(texts.title, { size: 22, weight: 'bold' }, { after: 2 });
  page.paragraph(
    [
      `${texts.goldSet}: ${report.goldSet}`,
      `${texts.collection}: ${report.collection}`,
      texts.size(report.counts.documents, report.counts.chunks, report.counts.questions),
      `${texts.measuredAt}: ${formatTime(report.startedAt)}`,
    ].join(' · '),
    { size: 9, colour: colours.muted },
  );
  if (history !== null) writeHistory(page, history);
  page.heading(texts.inShort, 2);
  for (const finding of view.findings) page.bullet(finding, { size: 10 });
  writeMetrics(page, view);
  writeSimilarity(page, view);
  writeGroups(page, view);
  if (history !== null && history.comparison !== null) {
    const { turnedWrong, turnedRight } = history.comparison;
    if (turnedWrong.length > 0)
      writeQuestions(page, view, { title: history.texts.turnedWrong, questions: turnedWrong });
    if (turnedRight.length > 0)
      writeQuestions(page, view, { title: history.texts.turnedRight, questions: turnedRight });
  }
  writeQuestions(page, view, { title: texts.wrongAnswers, questions: view.wrongAnswers });
  writeQuestions(page, view, { title: texts.wrongRefusals, questions: view.wrongRefusals });
  writeQuestions(page, view, { title: texts.missedRefusals, questions: view.missedRefusals });
  if (view.failures.length > 0) writeQuestions(page, view, { title: texts.failures, questions: view.failures });
  writeSettings(page, view);
  return page.finish((number, count) => ({
    left: `${title} · ${report.collection} · ${report.startedAt.slice(0, 10)}`,
    right: (history?.texts ?? { page: (a: number, b: number) => `${a} / ${b}` }).page(number, count),
  }));
}

function writeHistory(page: PdfPage, { texts, headline, comparison, trend, changes }: HistoryView): void {
  page.heading(texts.title, 2);
  headline.forEach((sentence, index) =>
    page.bullet(sentence, { size: index === 0 ? 11.5 : 10, weight: index === 0 ? 'bold' : 'regular' }),
  );
  if (comparison !== null) {
    page.paragraph(texts.comparedWith(formatTime(comparison.previousAt)), { size: 8.5, colour: colours.muted });
  }
  if (trend !== null) {
    const chart = trendChart(texts.trend, trend.labels, trend.series);
    page.heading(texts.trend, 3, chartHeight(page, chart));
    drawChart(page, chart);
  }
  const changed = changes.filter(({ verdict }) => verdict !== 'same');
  if (changed.length === 0) return;
  drawTable(
    page,
    [
      { title: '', weight: 4 },
      { title: texts.before, weight: 1.3, align: 'right' },
      { title: texts.after, weight: 1.3, align: 'right' },
      { title: texts.verdict, weight: 1.2 },
    ],
    changed.map(({ name, before, after, verdict }) => [
      name,
      before,
      after,
      { text: texts.verdicts[verdict], colour: verdict === 'better' ? colours.good : colours.bad },
    ]),
  );
}

function writeMetrics(page: PdfPage, { texts, metrics, unmeasured, language }: ReportView): void {
  page.heading(texts.metrics, 2);
  drawTable(
    page,
    [
      { title: texts.metric, weight: 2.4 },
      { title: texts.value, weight: 1, align: 'right' },
      { title: texts.target, weight: 1.5 },
      { title: texts.meaning, weight: 5 },
    ],
    metrics.map(({ name, value, target, meaning, better }): (string | PdfCell)[] => [
      name,
      value,
      target === null
        ? ''
        : {
            text: `${target.text} ${target.reached ? texts.reached : texts.missed}`,
            colour: target.reached ? colours.good : colours.bad,
          },
      language === 'zh' ? `${meaning}（${better}）` : `${meaning} (${better})`,
    ]),
  );
  if (unmeasured !== null) page.paragraph(unmeasured, { size: 8.5, colour: colours.muted });
}

/** The three lines by name, so that nobody reads one for another, and where the answers lie between them. */
function writeSimilarity(page: PdfPage, { texts, similarity }: ReportView): void {
  if (similarity.length === 0) return;
  page.heading(texts.similarity, 2);
  page.paragraph(texts.similarityIntro, { size: 9 });
  drawTable(
    page,
    texts.similarityColumns.map((title, index) => ({
      title,
      weight: index === 0 ? 1 : 1.4,
      align: index === 0 ? 'left' : 'right',
    })),
    similarity.map((it) => [
      texts.languages[it.language],
      formatValue(it.meanRaw, 'score'),
      formatValue(it.meanRescaled, 'score'),
      formatValue(it.meanGivenRaw, 'score'),
      `${it.passing.count} / ${it.passing.of}`,
      formatValue(it.baseline, 'score'),
    ]),
  );
  for (const it of similarity) {
    const name = texts.similarityAxis(texts.languages[it.language]);
    const chart = histogram(name, it.givenRaw, [
      ...(['raw', 'rescaled', 'fitted'] as const).map((line) => ({
        label: `${texts.similarityLines[line]} (${it.lines[line].toFixed(2)})`,
        at: it.lines[line],
        colour: marks[line],
      })),
      { label: `${texts.similarityColumns[5]} (${it.baseline.toFixed(2)})`, at: it.baseline, colour: colours.muted },
    ]);
    page.heading(name, 3, chartHeight(page, chart));
    drawChart(page, chart);
  }
}

function writeGroups(page: PdfPage, { texts, groups, groupColumns }: ReportView): void {
  if (groups.length === 0) return;
  const bars = groups
    .flatMap(({ label, accuracy }) => (accuracy === null ? [] : [{ label, value: accuracy }]))
    .slice(0, shownBars);
  const target = { label: `${texts.target} ${formatShare(accuracyTarget)}`, at: accuracyTarget, colour: marks.raw };
  const chart = barChart(texts.byGroup, bars, target);
  page.heading(texts.groups, 2, bars.length === 0 ? 60 : chartHeight(page, chart) + 40);
  if (bars.length > 0) {
    page.heading(texts.byGroup, 3, chartHeight(page, chart));
    drawChart(page, chart);
  }
  drawTable(
    page,
    [
      { title: texts.group, weight: 1.7 },
      { title: texts.questions, weight: 1, align: 'right' },
      ...groupColumns.map((title) => ({ title, weight: Math.max(1, longestWord(title) / 9), align: 'right' as const })),
    ],
    groups.map(({ label, questions, values }) => [label, String(questions), ...values]),
  );
}

function longestWord(title: string): number {
  return Math.max(...title.split(/\s+/).map((word) => word.length));
}

function writeQuestions(
  page: PdfPage,
  { texts }: ReportView,
  { title, questions }: { title: string; questions: readonly QuestionResult[] },
): void {
  page.heading(questions.length === 0 ? title : `${title} (${questions.length})`, 2, 30);
  if (questions.length === 0) {
    page.paragraph(texts.none, { size: 10 });
    return;
  }
  drawTable(
    page,
    [
      { title: texts.question, weight: 2.4 },
      { title: texts.answer, weight: 3 },
      { title: texts.reference, weight: 2.6 },
      { title: texts.rank, weight: 1.1, align: 'right' },
      { title: texts.confidence, weight: 1.2, align: 'right' },
    ],
    questions
      .slice(0, shownQuestions)
      .map((it) => [
        shorten(it.question, textLength),
        it.failure === undefined
          ? shorten(it.answer, textLength)
          : `${texts.error} ${it.failure.code}: ${shorten(it.failure.en, textLength)}`,
        shorten(it.references.join(' / '), textLength) || '–',
        it.answerable ? String(rankOfRelevant(it) ?? texts.notFound) : '–',
        formatValue(it.confidence, 'share'),
      ]),
  );
  const rest = questions.length - shownQuestions;
  if (rest > 0) page.paragraph(texts.more(rest), { size: 8.5, colour: colours.muted });
}

function writeSettings(page: PdfPage, { texts, settings }: ReportView): void {
  page.heading(texts.how, 2);
  drawTable(
    page,
    [
      { title: texts.metric, weight: 1 },
      { title: texts.value, weight: 4 },
    ],
    settings.map(([label, value]) => [label, value]),
  );
}
