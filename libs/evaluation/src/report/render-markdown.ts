import type { QuestionResult } from '@mingda/contracts';
import { escapeMarkdown } from './escape.ts';
import { formatTime, formatValue, shorten } from './format-value.ts';
import { rankOfRelevant, type ReportView } from './report-view.ts';

const shown = 20;
const textLength = 200;

/** The same report as a text that reads well in a terminal, a repository or a message. */
export function renderMarkdown(view: ReportView): string {
  const { texts, report } = view;
  const facts = [
    `- ${texts.goldSet}: ${escapeMarkdown(report.goldSet)}`,
    `- ${texts.collection}: ${escapeMarkdown(report.collection)}`,
    `- ${texts.size(report.counts.documents, report.counts.chunks, report.counts.questions)}`,
    `- ${texts.measuredAt}: ${formatTime(report.startedAt)}`,
    `- ${texts.settings.models}: ${escapeMarkdown(report.models.join(', '))}`,
  ];
  const sections = [
    `# ${texts.title}`,
    facts.join('\n'),
    ...historySection(view),
    `## ${texts.inShort}`,
    view.findings.map((finding) => `- ${finding}`).join('\n'),
    `## ${texts.metrics}`,
    metricsTable(view),
    ...similaritySection(view),
    `## ${texts.groups}`,
    table(
      [texts.group, texts.questions, ...view.groupColumns],
      view.groups.map((it) => [it.label, String(it.questions), ...it.values]),
    ),
    ...turnedSections(view),
    ...questionSection(view, texts.wrongAnswers, view.wrongAnswers),
    ...questionSection(view, texts.wrongRefusals, view.wrongRefusals),
    ...questionSection(view, texts.missedRefusals, view.missedRefusals),
    ...(view.failures.length === 0 ? [] : questionSection(view, texts.failures, view.failures)),
  ];
  return `${sections.join('\n\n')}\n`;
}

function historySection({ history }: ReportView): string[] {
  if (history === null) return [];
  const { texts, headline, comparison, changes } = history;
  const changed = changes.filter(({ verdict }) => verdict !== 'same');
  return [
    `## ${texts.title}`,
    headline.map((sentence) => `- ${escapeMarkdown(sentence)}`).join('\n'),
    ...(comparison === null ? [] : [texts.comparedWith(formatTime(comparison.previousAt))]),
    ...(changed.length === 0
      ? []
      : [
          table(
            ['', texts.before, texts.after, texts.verdict],
            changed.map(({ name, before, after, verdict }) => [name, before, after, texts.verdicts[verdict]]),
          ),
        ]),
  ];
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

function metricsTable({ texts, metrics, unmeasured }: ReportView): string {
  const rows = metrics.map(({ name, value, target, meaning, better }) => {
    const verdict = target === null ? '' : `${target.text} (${target.reached ? texts.reached : texts.missed})`;
    return [name, value, verdict, `${meaning} ${better}`];
  });
  const all = table([texts.metric, texts.value, texts.target, texts.meaning], rows);
  return unmeasured === null ? all : `${all}\n\n${escapeMarkdown(unmeasured)}`;
}

function similaritySection({ texts, similarity }: ReportView): string[] {
  if (similarity.length === 0) return [];
  const rows = similarity.map((it) => [
    texts.languages[it.language],
    formatValue(it.meanRaw, 'score'),
    formatValue(it.meanRescaled, 'score'),
    formatValue(it.meanGivenRaw, 'score'),
    `${it.passing.count} / ${it.passing.of}`,
    formatValue(it.baseline, 'score'),
  ]);
  const lines = similarity.map(
    ({ language, lines: { rescaled, fitted } }) =>
      `- ${texts.languages[language]}: ${texts.similarityLines.raw}; ${texts.similarityLines.rescaled} (= ${rescaled.toFixed(2)}); ${texts.similarityLines.fitted} ${fitted.toFixed(2)}`,
  );
  return [`## ${texts.similarity}`, texts.similarityIntro, table(texts.similarityColumns, rows), lines.join('\n')];
}

function questionSection({ texts }: ReportView, title: string, questions: readonly QuestionResult[]): string[] {
  if (questions.length === 0) return [`## ${title}`, texts.none];
  const rows = questions
    .slice(0, shown)
    .map((it) => [
      shorten(it.question, textLength),
      it.failure === undefined ? shorten(it.answer, textLength) : `${texts.error} ${it.failure.code}`,
      shorten(it.references.join(' / '), textLength),
      it.answerable ? String(rankOfRelevant(it) ?? texts.notFound) : '–',
      formatValue(it.confidence, 'share'),
    ]);
  const rest = questions.length - rows.length;
  return [
    `## ${title} (${questions.length})`,
    table([texts.question, texts.answer, texts.reference, texts.rank, texts.confidence], rows),
    ...(rest > 0 ? [texts.more(rest)] : []),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n');
}
