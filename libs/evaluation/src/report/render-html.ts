import type { QuestionResult } from '@mingda/contracts';
import { escapeHtml } from './escape.ts';
import { formatShare, formatTime, formatValue, shorten } from './format-value.ts';
import { htmlStyle } from './html-style.ts';
import { metricTexts } from './metric-texts.ts';
import { rankOfRelevant, type HistoryView, type ReportView } from './report-view.ts';
import type { SimilaritySummary } from './similarity-summary.ts';
import { barChart, histogram } from './charts.ts';
import { toSvg } from './drawing.ts';
import { accuracyTarget } from './targets.ts';
import { trendChart } from './trend-chart.ts';

const shown = 25;
const textLength = 500;
const barsShown = 20;
const lineColours = { raw: '#b3261e', rescaled: '#7a4bb0', fitted: '#1b7f4d', unrelated: '#616e7c' } as const;
const cardMetrics = [
  ['accuracy', 'share'],
  ['wrongAnswerRate', 'share'],
  ['falseRefusalRate', 'share'],
  ['refusalRecall', 'share'],
  ['recallAt5', 'share'],
  ['bertScoreF1', 'score'],
  ['meanAnswerChars', 'characters'],
  ['latencyMeanMs', 'milliseconds'],
] as const;

interface Cell {
  readonly text: string;
  readonly figure?: boolean;
}

/** One file that needs no other: style and charts inside, no script, nothing fetched. */
export function renderHtml(view: ReportView): string {
  const { texts, report, language } = view;
  const title = `${texts.title}: ${report.goldSet}`;
  const body = [
    `<h1>${escapeHtml(texts.title)}</h1>`,
    `<p class="facts">${escapeHtml(factsOf(view).join(' · '))}</p>`,
    ...historySection(view),
    heading(texts.inShort),
    `<ul>${view.findings.map((finding) => `<li>${escapeHtml(finding)}</li>`).join('')}</ul>`,
    cards(view),
    ...charts(view),
    ...similaritySection(view),
    heading(texts.metrics),
    metricsTable(view),
    heading(texts.groups),
    groupsTable(view),
    ...turnedSections(view),
    ...questionSection(view, texts.wrongAnswers, view.wrongAnswers),
    ...questionSection(view, texts.wrongRefusals, view.wrongRefusals),
    ...questionSection(view, texts.missedRefusals, view.missedRefusals),
    ...(view.failures.length === 0 ? [] : questionSection(view, texts.failures, view.failures)),
    ...settingsSection(view),
  ];
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return [
    '<!doctype html>',
    `<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(title)}</title><style>${htmlStyle}</style></head><body>`,
    ...body,
    '</body></html>',
    '',
  ].join('\n');
}

function factsOf({ texts, report }: ReportView): string[] {
  return [
    `${texts.goldSet}: ${report.goldSet}`,
    `${texts.collection}: ${report.collection}`,
    texts.size(report.counts.documents, report.counts.chunks, report.counts.questions),
    `${texts.measuredAt}: ${formatTime(report.startedAt)}`,
  ];
}

function historySection({ history }: ReportView): string[] {
  if (history === null) return [];
  const { texts, headline, comparison, trend } = history;
  return [
    heading(texts.title),
    `<ul class="headline">${headline.map((sentence) => `<li>${escapeHtml(sentence)}</li>`).join('')}</ul>`,
    ...(comparison === null
      ? []
      : [`<p class="note">${escapeHtml(texts.comparedWith(formatTime(comparison.previousAt)))}</p>`]),
    ...(trend === null
      ? []
      : [`<h3>${escapeHtml(texts.trend)}</h3>`, toSvg(trendChart(texts.trend, trend.labels, trend.series))]),
    ...changesTable(history),
  ];
}

function changesTable({ texts, changes }: HistoryView): string[] {
  const changed = changes.filter(({ verdict }) => verdict !== 'same');
  if (changed.length === 0) return [];
  const head = `<th></th><th class="figure">${escapeHtml(texts.before)}</th><th class="figure">${escapeHtml(texts.after)}</th><th>${escapeHtml(texts.verdict)}</th>`;
  const rows = changed.map(
    ({ name, before, after, verdict }) =>
      `<tr><td>${escapeHtml(name)}</td><td class="figure">${before}</td><td class="figure">${after}</td><td class="${verdict === 'better' ? 'reached' : 'missed'}">${escapeHtml(texts.verdicts[verdict])}</td></tr>`,
  );
  return [`<table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`];
}

function turnedSections(view: ReportView): string[] {
  const { history } = view;
  if (history === null || history.comparison === null) return [];
  const { turnedWrong, turnedRight } = history.comparison;
  return [
    ...(turnedWrong.length > 0 ? questionSection(view, history.texts.turnedWrong, turnedWrong) : []),
    ...(turnedRight.length > 0 ? questionSection(view, history.texts.turnedRight, turnedRight) : []),
  ];
}

function cards({ report, language }: ReportView): string {
  const items = cardMetrics.map(
    ([name, unit]) =>
      `<div class="card"><b>${formatValue(report.metrics[name], unit)}</b><span>${escapeHtml(metricTexts[language][name].name)}</span></div>`,
  );
  return `<div class="cards">${items.join('')}</div>`;
}

function charts({ texts, report, groups, language }: ReportView): string[] {
  const parts: string[] = [];
  const bars = groups
    .flatMap(({ label, accuracy }) => (accuracy === null ? [] : [{ label, value: accuracy }]))
    .slice(0, barsShown);
  if (bars.length > 0) {
    const target = {
      label: `${texts.target} ${formatShare(accuracyTarget)}`,
      at: accuracyTarget,
      colour: lineColours.raw,
    };
    parts.push(`<h3>${escapeHtml(texts.byGroup)}</h3>`, toSvg(barChart(texts.byGroup, bars, target)));
  }
  const found = (['recallAt1', 'recallAt5', 'recallAt10'] as const).flatMap((name) => {
    const value = report.metrics[name];
    return value === null ? [] : [{ label: metricTexts[language][name].name, value }];
  });
  if (found.length > 0) parts.push(`<h3>${escapeHtml(texts.found)}</h3>`, toSvg(barChart(texts.found, found)));
  return parts;
}

function similaritySection({ texts, similarity }: ReportView): string[] {
  if (similarity.length === 0) return [];
  const [first, ...rest] = texts.similarityColumns;
  const lineOf = (it: SimilaritySummary, line: keyof SimilaritySummary['lines']): string => it.lines[line].toFixed(2);
  const rows = similarity.map((it) => [
    { text: texts.languages[it.language] },
    { text: formatValue(it.meanRaw, 'score'), figure: true },
    { text: formatValue(it.meanRescaled, 'score'), figure: true },
    { text: formatValue(it.meanGivenRaw, 'score'), figure: true },
    { text: `${it.passing.count} / ${it.passing.of}`, figure: true },
    { text: formatValue(it.baseline, 'score'), figure: true },
  ]);
  const charted = similarity.map((it) => {
    const title = texts.similarityAxis(texts.languages[it.language]);
    const marks = (['raw', 'rescaled', 'fitted'] as const).map((line) => ({
      label: `${texts.similarityLines[line]} (${lineOf(it, line)})`,
      at: it.lines[line],
      colour: lineColours[line],
    }));
    const unrelated = {
      label: `${texts.similarityColumns[5]} (${it.baseline.toFixed(2)})`,
      at: it.baseline,
      colour: lineColours.unrelated,
    };
    return `<h3>${escapeHtml(title)}</h3>${toSvg(histogram(title, it.givenRaw, [...marks, unrelated]))}`;
  });
  return [
    heading(texts.similarity),
    `<p>${escapeHtml(texts.similarityIntro)}</p>`,
    table([{ text: first }, ...rest.map((text) => ({ text, figure: true }))], rows),
    ...charted,
  ];
}

function metricsTable({ texts, metrics, unmeasured }: ReportView): string {
  const rows = metrics.map(({ name, value, target, meaning, better }) => {
    const verdict =
      target === null
        ? ''
        : ` <span class="${target.reached ? 'reached' : 'missed'}">${escapeHtml(`${target.text}: ${target.reached ? texts.reached : texts.missed}`)}</span>`;
    return `<tr><td>${escapeHtml(name)}${verdict}</td><td class="figure">${escapeHtml(value)}</td><td>${escapeHtml(meaning)} <span class="note">${escapeHtml(better)}</span></td></tr>`;
  });
  const note = unmeasured === null ? '' : `<p class="note">${escapeHtml(unmeasured)}</p>`;
  return `<table><thead><tr><th>${escapeHtml(texts.metric)}</th><th class="figure">${escapeHtml(texts.value)}</th><th>${escapeHtml(texts.meaning)}</th></tr></thead><tbody>${rows.join('')}</tbody></table>${note}`;
}

function groupsTable({ texts, groupColumns, groups }: ReportView): string {
  const head = [
    { text: texts.group },
    { text: texts.questions, figure: true },
    ...groupColumns.map((text) => ({ text })),
  ];
  const rows = groups.map(({ label, questions, values }) => [
    { text: label },
    { text: String(questions), figure: true },
    ...values.map((text) => ({ text, figure: true })),
  ]);
  return table(head, rows);
}

function questionSection({ texts }: ReportView, title: string, questions: readonly QuestionResult[]): string[] {
  if (questions.length === 0) return [heading(title), `<p>${escapeHtml(texts.none)}</p>`];
  const head = [texts.question, texts.answer, texts.reference, texts.rank, texts.confidence].map((text) => ({ text }));
  const rows = questions.slice(0, shown).map((it) => [
    { text: shorten(it.question, textLength) },
    {
      text:
        it.failure === undefined
          ? shorten(it.answer, textLength)
          : `${texts.error} ${it.failure.code}: ${shorten(it.failure.en, textLength)}`,
    },
    { text: shorten(it.references.join(' / '), textLength) || '–' },
    { text: it.answerable ? String(rankOfRelevant(it) ?? texts.notFound) : '–', figure: true },
    { text: formatValue(it.confidence, 'share'), figure: true },
  ]);
  const rest = questions.length - rows.length;
  const more = rest > 0 ? [`<p class="note">${escapeHtml(texts.more(rest))}</p>`] : [];
  return [heading(`${title} (${questions.length})`), table(head, rows, 'texts'), ...more];
}

function settingsSection({ texts, settings }: ReportView): string[] {
  const rows = settings.map(([label, value]) => [{ text: label }, { text: value }]);
  return [heading(texts.how), table([], rows, 'settings')];
}

function heading(text: string): string {
  return `<h2>${escapeHtml(text)}</h2>`;
}

function table(
  head: readonly Cell[],
  rows: readonly (readonly Cell[])[],
  kind: 'figures' | 'texts' | 'settings' = 'figures',
): string {
  const row = (cells: readonly Cell[], tag: 'th' | 'td'): string =>
    `<tr>${cells.map(({ text, figure }) => `<${tag}${figure === true ? ' class="figure"' : ''}>${escapeHtml(text)}</${tag}>`).join('')}</tr>`;
  const header = head.length === 0 ? '' : `<thead>${row(head, 'th')}</thead>`;
  return `<table class="${kind}">${header}<tbody>${rows.map((cells) => row(cells, 'td')).join('')}</tbody></table>`;
}
