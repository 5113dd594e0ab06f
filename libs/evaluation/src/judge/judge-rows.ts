import type { EvaluationReport } from '@mingda/contracts';
import type { Language } from '@mingda/language';

type Judge = NonNullable<NonNullable<EvaluationReport['run']>['judge']>;
type Part = NonNullable<NonNullable<Judge['agreement']>['faithfulness']>;

const texts = {
  en: {
    judge: 'Judge',
    judged: (judged: number, unreadable: number) =>
      `${judged} answers judged, ${unreadable} without a readable verdict`,
    agreement: 'Judge and people',
    none: 'not compared: there are no answers that people have judged',
    faithfulness: 'faithfulness',
    relevance: 'relevance',
    part: (name: string, accuracy: string, rest: string) => `${name}: same verdict on ${accuracy}, ${rest}`,
    answers: (count: number) => `${count} answers`,
  },
  zh: {
    judge: '评判模型',
    judged: (judged: number, unreadable: number) => `评判了 ${judged} 条回答，其中 ${unreadable} 条没有可读的结论`,
    agreement: '评判与人工',
    none: '未比较：没有经人工评判的回答',
    faithfulness: '忠实度',
    relevance: '相关度',
    part: (name: string, accuracy: string, rest: string) => `${name}：结论相同 ${accuracy}，${rest}`,
    answers: (count: number) => `${count} 条回答`,
  },
} as const;

/** What a report says of the language model that judged: who, by which prompts, and how far it agrees with people. */
export function judgeRows(judge: Judge | null | undefined, language: Language): (readonly [string, string])[] {
  if (judge === null || judge === undefined) return [];
  const words = texts[language];
  const part = (name: string, of: Part | null): string[] => {
    if (of === null) return [];
    const kappa = `kappa ${of.kappa === null ? '–' : of.kappa.toFixed(2)}`;
    return [words.part(name, `${(of.accuracy * 100).toFixed(1)}%`, `${kappa}, ${words.answers(of.pairs)}`)];
  };
  const agreement = [
    ...part(words.faithfulness, judge.agreement?.faithfulness ?? null),
    ...part(words.relevance, judge.agreement?.relevance ?? null),
  ];
  return [
    [
      words.judge,
      [judge.model, ...Object.values(judge.prompts), words.judged(judge.judged, judge.unreadable)].join('\n'),
    ],
    [words.agreement, agreement.length === 0 ? words.none : agreement.join('\n')],
  ];
}
