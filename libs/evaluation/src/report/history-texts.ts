import type { Language } from '@mingda/language';

interface Difference {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** What is said about a report beside earlier ones. */
export interface HistoryTexts {
  readonly title: string;
  /** `accuracy` undefined where the run has none. */
  readonly first: (accuracy: string | undefined) => string;
  readonly accuracy: (it: Difference & { by: string; direction: 'better' | 'worse' | 'same' }) => string;
  readonly turned: (right: number, wrong: number) => string;
  readonly chance: (p: string) => string;
  readonly change: (it: Difference & { better: boolean }) => string;
  readonly unchanged: string;
  readonly otherQuestions: string;
  readonly settings: (changes: string) => string;
  readonly setting: (it: Difference) => string;
  readonly comparedWith: (time: string) => string;
  readonly before: string;
  readonly after: string;
  readonly verdict: string;
  readonly verdicts: { readonly better: string; readonly worse: string; readonly same: string };
  readonly turnedRight: string;
  readonly turnedWrong: string;
  readonly trend: string;
  readonly page: (page: number, pages: number) => string;
}

const en: HistoryTexts = {
  title: 'What changed since last time',
  first: (accuracy) =>
    `The first run of this gold set on this collection${accuracy === undefined ? '' : `: accuracy ${accuracy}`}. There is nothing to compare it with yet.`,
  accuracy: ({ before, after, by, direction }) =>
    direction === 'same'
      ? `Accuracy stayed at ${after}.`
      : `Accuracy ${direction === 'better' ? 'rose' : 'fell'} from ${before} to ${after} (${by}).`,
  turned: (right, wrong) =>
    `${right} ${right === 1 ? 'question is' : 'questions are'} right now that ${right === 1 ? 'was' : 'were'} wrong; ${wrong} turned from right to wrong.`,
  chance: (p) => `Chance alone would often do as much (p = ${p}).`,
  change: ({ name, before, after, better }) => `${better ? 'Better' : 'Worse'}: ${name}, ${before} → ${after}.`,
  unchanged: 'No other figure changed notably.',
  otherQuestions: 'The questions are not the same as last time, so the figures can be compared only roughly.',
  settings: (changes) => `Changed since last time: ${changes}.`,
  setting: ({ name, before, after }) => `${name} ${before} → ${after}`,
  comparedWith: (time) => `Compared with the run of ${time}.`,
  before: 'Last time',
  after: 'Now',
  verdict: 'Change',
  verdicts: { better: 'better', worse: 'worse', same: 'same' },
  turnedRight: 'Right now, wrong last time',
  turnedWrong: 'Wrong now, right last time',
  trend: 'Trend over the last runs',
  page: (page, pages) => `Page ${page} of ${pages}`,
};

const zh: HistoryTexts = {
  title: '与上次相比',
  first: (accuracy) =>
    `该评测集在该知识库上的第一次评测${accuracy === undefined ? '' : `：准确率 ${accuracy}`}，暂时没有可比的结果。`,
  accuracy: ({ before, after, by, direction }) =>
    direction === 'same'
      ? `准确率仍为 ${after}。`
      : `准确率从 ${before} ${direction === 'better' ? '升至' : '降至'} ${after}（${by}）。`,
  turned: (right, wrong) => `有 ${right} 个问题由错变对，${wrong} 个由对变错。`,
  chance: (p) => `这种程度的变化仅凭偶然也常会出现（p = ${p}）。`,
  change: ({ name, before, after, better }) => `${better ? '变好' : '变差'}：${name}，${before} → ${after}。`,
  unchanged: '其他指标没有明显变化。',
  otherQuestions: '这次的问题与上次不同，数值只能粗略比较。',
  settings: (changes) => `与上次相比有改动：${changes}。`,
  setting: ({ name, before, after }) => `${name} ${before} → ${after}`,
  comparedWith: (time) => `与 ${time} 的评测相比。`,
  before: '上次',
  after: '本次',
  verdict: '变化',
  verdicts: { better: '变好', worse: '变差', same: '不变' },
  turnedRight: '由错变对的问题',
  turnedWrong: '由对变错的问题',
  trend: '最近各次评测的走势',
  page: (page, pages) => `第 ${page} 页，共 ${pages} 页`,
};

export const historyTexts: Readonly<Record<Language, HistoryTexts>> = { en, zh };
