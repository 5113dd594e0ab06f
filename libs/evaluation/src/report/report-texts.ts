import type { Language } from '@mingda/language';

/** Counts for the sentences at the top of a report. */
export interface FindingNumbers {
  readonly share: string;
  readonly part: number;
  readonly whole: number;
}

export interface ReportTexts {
  readonly title: string;
  readonly goldSet: string;
  readonly collection: string;
  readonly measuredAt: string;
  readonly size: (documents: number, chunks: number, questions: number) => string;
  readonly inShort: string;
  readonly accuracyFinding: (it: FindingNumbers & { target: string; reached: boolean }) => string;
  readonly wrongAnswerFinding: (it: FindingNumbers) => string;
  readonly refusalFinding: (it: FindingNumbers & { wrongly: number }) => string;
  readonly retrievalFinding: (share: string) => string;
  readonly latencyFinding: (mean: string, p95: string) => string;
  readonly failureFinding: (count: number) => string;
  readonly metrics: string;
  readonly unmeasured: (names: string) => string;
  readonly metric: string;
  readonly value: string;
  readonly target: string;
  readonly reached: string;
  readonly missed: string;
  readonly meaning: string;
  readonly better: { readonly higher: string; readonly lower: string };
  readonly groups: string;
  readonly group: string;
  readonly questions: string;
  readonly groupKinds: { readonly lang: string; readonly split: string; readonly tag: string };
  readonly byGroup: string;
  readonly found: string;
  readonly similarity: string;
  readonly similarityIntro: string;
  readonly similarityColumns: readonly [string, string, string, string, string, string];
  readonly similarityLines: { readonly raw: string; readonly rescaled: string; readonly fitted: string };
  readonly similarityAxis: (language: string) => string;
  readonly languages: Readonly<Record<Language, string>>;
  readonly wrongAnswers: string;
  readonly wrongRefusals: string;
  readonly missedRefusals: string;
  readonly failures: string;
  readonly none: string;
  readonly more: (count: number) => string;
  readonly question: string;
  readonly answer: string;
  readonly reference: string;
  readonly confidence: string;
  readonly rank: string;
  readonly notFound: string;
  readonly error: string;
  readonly how: string;
  readonly settings: {
    readonly models: string;
    readonly profile: string;
    readonly fingerprint: string;
    readonly limit: string;
    readonly concurrency: string;
    readonly all: string;
    readonly goldSetVersion: string;
    readonly profileVersion: string;
    readonly documents: string;
    readonly prompts: string;
    readonly code: string;
  };
}

const en: ReportTexts = {
  title: 'Evaluation report',
  goldSet: 'Gold set',
  collection: 'Collection',
  measuredAt: 'Measured',
  size: (documents, chunks, questions) => `${documents} documents, ${chunks} passages, ${questions} questions`,
  inShort: 'In short',
  accuracyFinding: ({ share, part, whole, target, reached }) =>
    `${part} of ${whole} answerable questions were answered correctly: ${share}. The target is ${target}: ${reached ? 'reached' : 'missed'}.`,
  wrongAnswerFinding: ({ share, part, whole }) =>
    `Of ${whole} answers that people would have seen, ${part} were wrong (${share}).`,
  refusalFinding: ({ part, whole, wrongly }) =>
    `${part} of ${whole} questions without an answer in the documents were refused, as they should be. ${wrongly} answerable questions were refused by mistake.`,
  retrievalFinding: (share) => `For ${share} of the questions a right document was among the first five found.`,
  latencyFinding: (mean, p95) => `A question took ${mean} on average; 95 of 100 took less than ${p95}.`,
  failureFinding: (count) => `${count} questions ended in an error and count as wrong.`,
  metrics: 'All figures',
  unmeasured: (names) => `Not measured, or defined for no question: ${names}.`,
  metric: 'Figure',
  value: 'Value',
  target: 'Target',
  reached: 'reached',
  missed: 'missed',
  meaning: 'What it says',
  better: { higher: 'higher is better', lower: 'lower is better' },
  groups: 'By language, split and tag',
  group: 'Group',
  questions: 'Questions',
  groupKinds: { lang: 'Language', split: 'Split', tag: 'Tag' },
  byGroup: 'Accuracy by group',
  found: 'Where the right document was found',
  similarity: 'What the BERTScore says',
  similarityIntro:
    'BERTScore compares meaning by token vectors. On the small models used here unrelated texts already score well above 0, and even a good paraphrase rarely reaches 0.85; that target was set on another model, where it lies 0.67 of the way from unrelated to identical. The fitted mark is where paraphrases and other answers part best. A wrong number or name changes the score little: accuracy finds those, not BERTScore. Means over all answerable questions count a refusal as 0.',
  similarityColumns: [
    'Language',
    'Mean raw F1',
    'Mean rescaled F1',
    'Mean raw F1 of answers given',
    'Answers at or above the fitted mark',
    'Level of unrelated texts',
  ],
  similarityLines: { raw: 'target, raw 0.85', rescaled: 'same target, rescaled 0.67', fitted: 'fitted pass mark' },
  similarityAxis: (language) => `Answers by raw BERTScore F1, ${language}`,
  languages: { zh: 'Chinese', en: 'English' },
  wrongAnswers: 'Wrong answers, worst first',
  wrongRefusals: 'Refused although the documents answer',
  missedRefusals: 'Answered although the documents do not say',
  failures: 'Ended in an error',
  none: 'None.',
  more: (count) => `and ${count} more in the JSON report`,
  question: 'Question',
  answer: 'Answer',
  reference: 'Reference',
  confidence: 'Confidence',
  rank: 'Rank of the right document',
  notFound: 'not found',
  error: 'Error',
  how: 'How it was measured',
  settings: {
    models: 'Models',
    profile: 'Profile',
    fingerprint: 'Questions (sha256)',
    limit: 'Limit',
    concurrency: 'Questions at once',
    all: 'all',
    goldSetVersion: 'Version of the gold set',
    profileVersion: 'Version of the profile',
    documents: 'Documents (sha256)',
    prompts: 'Prompts',
    code: 'Version of the program',
  },
};

const zh: ReportTexts = {
  title: '评测报告',
  goldSet: '评测集',
  collection: '知识库',
  measuredAt: '评测时间',
  size: (documents, chunks, questions) => `${documents} 个文档，${chunks} 个段落，${questions} 个问题`,
  inShort: '结论',
  accuracyFinding: ({ share, part, whole, target, reached }) =>
    `${whole} 个可回答的问题中答对 ${part} 个，准确率 ${share}；目标 ${target}，${reached ? '已达到' : '未达到'}。`,
  wrongAnswerFinding: ({ share, part, whole }) => `用户会看到的 ${whole} 个答案中，有 ${part} 个是错的（${share}）。`,
  refusalFinding: ({ part, whole, wrongly }) =>
    `${whole} 个文档中没有答案的问题，有 ${part} 个按要求拒答；另有 ${wrongly} 个可回答的问题被误拒。`,
  retrievalFinding: (share) => `${share} 的问题在前五个文档中找到了正确文档。`,
  latencyFinding: (mean, p95) => `平均每个问题用时 ${mean}，每 100 个问题中有 95 个快于 ${p95}。`,
  failureFinding: (count) => `${count} 个问题出错，按答错计。`,
  metrics: '全部指标',
  unmeasured: (names) => `未测量，或没有适用的问题：${names}。`,
  metric: '指标',
  value: '数值',
  target: '目标',
  reached: '达到',
  missed: '未达到',
  meaning: '含义',
  better: { higher: '越高越好', lower: '越低越好' },
  groups: '按语言、划分和标签',
  group: '分组',
  questions: '问题数',
  groupKinds: { lang: '语言', split: '划分', tag: '标签' },
  byGroup: '各组准确率',
  found: '正确文档的位置',
  similarity: '如何理解 BERTScore',
  similarityIntro:
    'BERTScore 用词元向量比较语义。在这里使用的小模型上，毫不相关的文本也有明显高于 0 的分数，好的改写也很少达到 0.85；这个目标是在另一个模型上定下的，在那里它位于“无关”到“相同”之间的 0.67 处。拟合线是最能区分改写与其他答案的分数。数字或名称出错对分数影响很小，这类错误由准确率发现，而不是 BERTScore。对全部可回答问题求平均时，拒答按 0 计。',
  similarityColumns: [
    '语言',
    '原始 F1 均值',
    '重标定 F1 均值',
    '仅看已给出的答案（原始 F1）',
    '达到拟合线的答案',
    '无关文本的水平',
  ],
  similarityLines: { raw: '目标：原始 0.85', rescaled: '同一目标：重标定 0.67', fitted: '拟合线' },
  similarityAxis: (language) => `答案的原始 BERTScore F1 分布（${language}）`,
  languages: { zh: '中文', en: '英文' },
  wrongAnswers: '答错的问题（最差在前）',
  wrongRefusals: '文档有答案却被拒答',
  missedRefusals: '文档没有答案却作了回答',
  failures: '出错的问题',
  none: '无。',
  more: (count) => `另有 ${count} 个，见 JSON 报告`,
  question: '问题',
  answer: '答案',
  reference: '参考答案',
  confidence: '置信度',
  rank: '正确文档的名次',
  notFound: '未找到',
  error: '错误',
  how: '评测方式',
  settings: {
    models: '模型',
    profile: '方案',
    fingerprint: '问题集（sha256）',
    limit: '数量限制',
    concurrency: '并发提问数',
    all: '全部',
    goldSetVersion: '评测集版本',
    profileVersion: '方案版本',
    documents: '文档（sha256）',
    prompts: '提示词',
    code: '程序版本',
  },
};

export const reportTexts: Readonly<Record<Language, ReportTexts>> = { en, zh };
