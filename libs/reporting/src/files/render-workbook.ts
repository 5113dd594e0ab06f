import { metricTable, metricTexts, rankOfRelevant, type ReportView } from '@mingda/evaluation';
import type { MetricName } from '@mingda/contracts';
import writeXlsxFile, { type Cell, type Row, type Sheet } from 'write-excel-file/node';
import { workbookTexts, type WorkbookTexts } from './workbook-texts.ts';

/** The most that a cell of a spreadsheet holds. */
const mostCharacters = 32_767;
// Control characters, lone surrogates and non-characters are not allowed in XML: one would make the file unreadable.
const unreadable = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/gu;

/**
 * The report as a spreadsheet with every question. Numbers are numbers; every text is stored as text, so that one that
 * begins with `=` is shown and never worked out.
 */
export async function renderWorkbook(view: ReportView): Promise<Uint8Array> {
  const texts = workbookTexts[view.language];
  const sheets = [
    sheet(texts.summary, [24, 110], summaryRows(view)),
    sheet(texts.metrics, [34, 22, 12, 12, 12, 70], metricRows(view, texts)),
    sheet(texts.groups, [30, 12, ...view.groupColumns.map(() => 16)], groupRows(view)),
    sheet(texts.questions, [16, 48, 60, 48, 8, 12, 12, 12, 12, 14, 24], questionRows(view, texts)),
    sheet(texts.trend, [22, ...Object.keys(metricTable).map(() => 14)], trendRows(view, texts)),
  ];
  return writeXlsxFile(sheets, { fontSize: 11 }).toBuffer();
}

function sheet(name: string, widths: readonly number[], data: Row[]): Sheet<never> {
  return { sheet: name, columns: widths.map((width) => ({ width })), data, stickyRowsCount: 1 };
}

function summaryRows({ texts, report, findings, history, settings }: ReportView): Row[] {
  const fact = (label: string, value: string): Row => [text(label), text(value)];
  const list = (label: string, sentences: readonly string[]): Row[] =>
    sentences.map((sentence, index) => [text(index === 0 ? label : ''), text(sentence)]);
  return [
    head([texts.title, report.goldSet]),
    fact(texts.collection, report.collection),
    fact(texts.measuredAt, report.startedAt),
    ...(history === null ? [] : list(history.texts.title, history.headline)),
    ...list(texts.inShort, findings),
    ...settings.map(([label, value]) => fact(label, value)),
  ];
}

function metricRows({ texts, report, language, history, metrics }: ReportView, words: WorkbookTexts): Row[] {
  const before = new Map((history?.comparison?.changes ?? []).map((change) => [change.name, change.before]));
  return [
    head([texts.metric, words.key, texts.value, history?.texts.before ?? words.before, texts.target, texts.meaning]),
    ...(Object.keys(metricTable) as MetricName[]).map((name): Row => {
      const { meaning } = metricTexts[language][name];
      const target = metrics.find((row) => row.name === metricTexts[language][name].name)?.target ?? null;
      const value = report.metrics[name] ?? null;
      return [
        text(metricTexts[language][name].name),
        text(name),
        number(value, name),
        number(before.get(name) ?? null, name),
        text(target === null ? '' : target.text),
        text(meaning),
      ];
    }),
  ];
}

function groupRows({ texts, groups, groupColumns, groupMetrics, report }: ReportView): Row[] {
  const keys = Object.keys(report.groups);
  return [
    head([texts.group, texts.questions, ...groupColumns]),
    ...groups.map(({ label, questions }, index): Row => [
      text(label),
      { value: questions, type: Number },
      ...groupMetrics.map((name) => number(report.groups[keys[index]].metrics[name] ?? null, name)),
    ]),
  ];
}

function questionRows({ texts, report }: ReportView, words: WorkbookTexts): Row[] {
  return [
    head([
      words.id,
      texts.question,
      texts.answer,
      texts.reference,
      words.correct,
      words.refused,
      words.answerable,
      texts.rank,
      texts.confidence,
      words.milliseconds,
      words.tags,
    ]),
    ...report.questions.map((it): Row => {
      const score = it.scores['accuracy'] ?? null;
      const rank = it.answerable ? rankOfRelevant(it) : null;
      return [
        text(it.id),
        text(it.question),
        text(it.failure === undefined ? it.answer : `${texts.error} ${it.failure.code}`),
        text(it.references.join('\n')),
        score === null ? text('') : { value: score, type: Number },
        { value: it.refused, type: Boolean },
        { value: it.answerable, type: Boolean },
        rank === null ? text('') : { value: rank, type: Number },
        { value: it.confidence, type: Number, format: '0.000' },
        { value: it.latencyMs, type: Number, format: '0' },
        text([it.lang, it.split, ...(it.tags ?? [])].filter((tag) => tag !== undefined).join(', ')),
      ];
    }),
  ];
}

function trendRows({ texts, history, report }: ReportView, words: WorkbookTexts): Row[] {
  const names = Object.keys(metricTable) as MetricName[];
  const runs = [...(history?.runs ?? []), { at: report.startedAt, metrics: report.metrics }];
  return [
    head([texts.measuredAt, ...names]),
    ...runs.map(({ at, metrics }): Row => [
      { value: new Date(at), type: Date, format: words.dateFormat },
      ...names.map((name) => number(metrics[name] ?? null, name)),
    ]),
  ];
}

function head(titles: readonly string[]): Row {
  return titles.map((title) => ({ ...text(title), fontWeight: 'bold', backgroundColor: '#EEF2F6' }));
}

function text(value: string): { value: string; type: StringConstructor; wrap: boolean; alignVertical: 'top' } {
  const readable = value.replace(unreadable, '\uFFFD').slice(0, mostCharacters);
  return { value: readable, type: String, wrap: true, alignVertical: 'top' };
}

const formats = { share: '0.0%', score: '0.000', characters: '0', milliseconds: '0', money: '0.0000' } as const;

function number(value: number | null, metric: MetricName): Cell {
  return value === null
    ? null
    : { value, type: Number, format: formats[metricTable[metric].unit], alignVertical: 'top' };
}
