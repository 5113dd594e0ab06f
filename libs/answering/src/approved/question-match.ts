import { expectedAnswer, type ExpectedAnswer } from '@mingda/domain';
import { analyze, type Language } from '@mingda/language';
import { approvedMatchModel } from './approved-match-model.ts';
import { questionsAgree } from './question-agreement.ts';
import { withoutSlips } from './typing-slip.ts';

/** Words that questions share whatever they ask. */
const filler: ReadonlySet<string> = new Set(
  (
    '的 了 吗 呢 么 啊 吧 请问 请 问 是 在 有 和 与 或 及 我 你 您 我们 你们 他 它 这 那 个 一个 什么 怎么 怎样 如何 为什么 为何 ' +
    '什么样 多少 几 哪 哪个 哪些 哪里 哪儿 哪一 谁 何时 何 时候 什么时候 是否 能否 可以 能 会 要 想 知道 告诉 一下 麻烦 应该 需要 ' +
    '请教 问下 被 把 对 从 到 为 于 之 其 所 而 就 都 也 还 很 吗？'
  )
    .split(' ')
    .concat(
      analyze(
        'a an the of in on at to for from by with and or as is are was were be been do does did has have had can could ' +
          'would will should may might must i you we they he she it my your our their his her its this that these those what ' +
          'which who whom whose when where why how please tell me know like want there s',
      ).map((it) => it.term),
    ),
);

const contentTerms = (text: string): Set<string> =>
  new Set(
    analyze(text)
      .map((it) => it.term)
      .filter((it) => !filler.has(it)),
  );

/** What speaks for and against two questions asking the same, as the model weighs it. */
export interface MatchEvidence {
  /** Cosine similarity of the question vectors. */
  readonly similarity: number;
  /** Dice coefficient of the content words. */
  readonly overlap: number;
  /** Words that each question has and the other lacks, the smaller number: something is put in place of something else. */
  readonly replaced: number;
  /** The larger number: something is asked beside it. */
  readonly added: number;
  /** Both say what kind of answer they want, and it differs: a place here, a time there. */
  readonly otherKind: 0 | 1;
}

export const matchFeatures = ['similarity', 'overlap', 'replaced', 'added', 'otherKind'] as const;

/** Beyond these, more of it says nothing more. */
const mostReplaced = 4;
const mostAdded = 8;
/** A Chinese word has about two characters. */
const wordsPerHan = 0.5;

/** @param similarity cosine similarity of the two question vectors by one model; null when the questions contradict */
export function matchEvidence(asked: string, stored: string, similarity: number): MatchEvidence | null {
  if (!questionsAgree(asked, stored)) return null;
  const right = contentTerms(stored);
  const left = withoutSlips(contentTerms(asked), right);
  const shared = [...left].filter((it) => right.has(it)).length;
  const [ours, theirs] = [wordsOutside(left, right), wordsOutside(right, left)];
  const [wanted, had] = [kindOf(asked), kindOf(stored)];
  return {
    similarity,
    overlap: left.size + right.size === 0 ? 0 : (2 * shared) / (left.size + right.size),
    replaced: Math.min(ours, theirs, mostReplaced),
    added: Math.min(Math.max(ours, theirs), mostAdded),
    otherKind: wanted !== null && had !== null && wanted !== had ? 1 : 0,
  };
}

/** `几天` counts days as `多少天` does, which both ask for a time. */
function kindOf(question: string): ExpectedAnswer | null {
  return /几个?(?:天|小时|分钟|月|年|周)/u.test(question) ? 'time' : expectedAnswer(question);
}

/** Words of one question that the other lacks; Chinese is counted by character, since words and pairs overlap. */
function wordsOutside(own: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const units = (terms: ReadonlySet<string>) =>
    new Set([...terms].flatMap((it) => (han.test(it) ? [...it] : [it])).filter((it) => !filler.has(it)));
  const known = units(other);
  const missing = [...units(own)].filter((it) => !known.has(it));
  return missing.reduce((sum, it) => sum + (han.test(it) ? wordsPerHan : 1), 0);
}

const han = /\p{Script=Han}/u;

/**
 * How surely (0-1) an approved answer to `stored` answers `asked`: an answer is given from 0.5 on, where the fitted precision is
 * reached; 0 when the questions contradict each other.
 */
export function matchProbability(asked: string, stored: string, given: { similarity: number; lang: Language }): number {
  const evidence = matchEvidence(asked, stored, given.similarity);
  if (evidence === null) return 0;
  const { weights, bias } = approvedMatchModel[given.lang];
  const sum = matchFeatures.reduce((total, name, index) => total + evidence[name] * (weights[index] ?? 0), bias);
  return 1 / (1 + Math.exp(-sum));
}
