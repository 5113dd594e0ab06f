import type { EvaluationReport, MetricName, Notice } from '@mingda/contracts';
import type { Language } from '@mingda/language';
import { metricTable } from '../metrics/metric-table.ts';
import { formatShare, formatValue, shorten } from './format-value.ts';
import { historyTexts } from './history-texts.ts';
import { metricTexts } from './metric-texts.ts';
import type { MetricChange, ReportComparison } from './report-history.ts';

/** The figures that a reader who knows none of them cares about; accuracy has a sentence of its own. */
const told: ReadonlySet<MetricName> = new Set([
  'wrongAnswerRate',
  'falseRefusalRate',
  'refusalRecall',
  'recallAt5',
  'bertScoreF1',
  'citationHit',
  'latencyP95Ms',
]);
const settingsTold = 6;
const settingLength = 60;
/** Above this a difference is called what it may be: chance. */
const doubtful = 0.05;

/** What changed, in sentences, most important first. */
export function headlineOf(
  report: Pick<EvaluationReport, 'metrics'>,
  comparison: ReportComparison | null,
  language: Language,
): readonly string[] {
  const texts = historyTexts[language];
  if (comparison === null) {
    const { accuracy } = report.metrics;
    return [texts.first(accuracy === null ? undefined : formatShare(accuracy))];
  }
  const sentences = [...accuracySentence(comparison, language)];
  const notable = comparison.changes
    .filter((change) => told.has(change.name) && change.notable)
    .toSorted((a, b) => Number(a.verdict === 'better') - Number(b.verdict === 'better'));
  for (const change of notable) {
    sentences.push(texts.change({ ...valuesOf(change, language), better: change.verdict === 'better' }));
  }
  if (notable.length === 0) sentences.push(texts.unchanged);
  if (!comparison.sameQuestions) sentences.push(texts.otherQuestions);
  if (comparison.settings.length > 0) {
    const changes = comparison.settings
      .slice(0, settingsTold)
      .map(({ name, before, after }) =>
        texts.setting({ name, before: shorten(before, settingLength), after: shorten(after, settingLength) }),
      );
    const rest = comparison.settings.length - changes.length;
    sentences.push(
      texts.settings([...changes, ...(rest > 0 ? [`+ ${rest}`] : [])].join(language === 'zh' ? '；' : '; ')),
    );
  }
  return sentences;
}

/** The same in both languages, for messages whose reader chooses. */
export function headlineNotices(
  report: Pick<EvaluationReport, 'metrics'>,
  comparison: ReportComparison | null,
): Notice[] {
  const zh = headlineOf(report, comparison, 'zh');
  return headlineOf(report, comparison, 'en').map((en, index) => ({ en, zh: zh[index] }));
}

function accuracySentence(
  { changes, turnedRight, turnedWrong, chance }: ReportComparison,
  language: Language,
): string[] {
  const change = changes.find(({ name }) => name === 'accuracy');
  if (change === undefined) return [];
  const texts = historyTexts[language];
  const points = formatShare(Math.abs(change.after - change.before)).replace('%', '');
  const sign = change.after >= change.before ? '+' : '−';
  const by = language === 'zh' ? `${sign}${points} 个百分点` : `${sign}${points} points`;
  const parts = [texts.accuracy({ ...valuesOf(change, language), by, direction: change.verdict })];
  if (turnedRight.length + turnedWrong.length > 0) {
    parts.push(texts.turned(turnedRight.length, turnedWrong.length));
    if (chance !== null && chance > doubtful && change.verdict !== 'same') parts.push(texts.chance(chance.toFixed(2)));
  }
  return [parts.join(language === 'zh' ? '' : ' ')];
}

function valuesOf(change: MetricChange, language: Language): { name: string; before: string; after: string } {
  const { unit } = metricTable[change.name];
  return {
    name: metricTexts[language][change.name].name,
    before: formatValue(change.before, unit),
    after: formatValue(change.after, unit),
  };
}
