import { innerProduct } from '../vectors/inner-product.ts';
import { rowsOf, trainedForms } from './quantized-form.ts';
import type { AnswerPassage, AnswerQuestionInput, PassageSentence, SentenceCandidate } from './sentence-features.ts';
import { tokenProducts } from './token-products.ts';
import { tokenWeights } from './token-weights.ts';

/** The form of one embedding model, as 8-bit numbers with scales. */
interface StoredForm {
  /** Base64 of int8, rank x dims. */
  readonly question: string;
  readonly questionScales: readonly number[];
  /** Base64 of int8, rank x dims. */
  readonly passage: string;
  readonly passageScales: readonly number[];
  /** Base64 of int8, dims: what makes a token of the question sure to be said, whatever the passage says. */
  readonly always: string;
  readonly alwaysScale: number;
  /** What a cosine of 1 adds to the logit. */
  readonly alike: number;
  /** What has to be reached for a chance of a half. */
  readonly least: number;
}

interface Form {
  readonly question: readonly Float32Array[];
  readonly passage: readonly Float32Array[];
  readonly always: Float32Array;
  readonly alike: number;
  readonly least: number;
}

/** The forms that ship with the package; `tools/ranker/train_support.py` trains them. */
const readForms = trainedForms('question-support.json', (stored): Form => {
  const it = stored as StoredForm;
  return {
    question: rowsOf(it.question, it.questionScales),
    passage: rowsOf(it.passage, it.passageScales),
    always: rowsOf(it.always, [it.alwaysScale])[0],
    alike: it.alike,
    least: it.least,
  };
});

/**
 * What the confidence knows of a sentence beside its features, as logarithms of chances, 0 at best: how far the question's words,
 * by their weight, are said in its passage, and in the sentence and its neighbours; and the least said of the words that matter there.
 */
export const supportFeatureNames = ['supportInPassage', 'supportNearby', 'supportWeakest'] as const;

/** Logits are not told apart below this; also what a sentence has whose passage was not read closely. */
const leastLogit = -15;
/** Tokens that carry at least this share of the largest weight matter. */
const importantShare = 0.6;

/** Gives the values of `supportFeatureNames`. */
export type SupportOf = (sentence: Pick<SentenceCandidate, 'passage' | 'sentence'>) => Float32Array;

export const unread: SupportOf = () => new Float32Array(supportFeatureNames.length).fill(leastLogit);

/** The question's tokens that weigh something, as they are looked for in passages of one model. */
interface Wanted {
  /** n x dimensions. */
  readonly vectors: Float32Array;
  /** What is added to the inner product of each. */
  readonly added: Float32Array;
  /** Of the largest weight, of each. */
  readonly shares: Float32Array;
}

/**
 * How far a passage says what the question says. Words that were put in the place of others are told from paraphrases by a trained
 * form on token vectors. It is asked for the best sentence alone, since it reads a passage once more.
 */
export function questionSupport(question: AnswerQuestionInput, passages: readonly AnswerPassage[]): SupportOf {
  return ({ passage: at, sentence }) => {
    const { modelKey, tokenVectors, sentences } = passages[at];
    if (tokenVectors === undefined || tokenVectors.scales.length === 0) return unread({ passage: at, sentence });
    const wanted = wantedOf(modelKey, question);
    if (wanted === null) return unread({ passage: at, sentence });
    const { shares, added } = wanted;
    const logits = tokenProducts(tokenVectors, wanted.vectors);
    const { offsets } = tokenVectors;
    const said = ({ start, end }: Pick<PassageSentence, 'start' | 'end'>): Float32Array => {
      const best = new Float32Array(shares.length).fill(-Infinity);
      for (let row = 0; row < offsets.length / 2; row += 1) {
        if (offsets[2 * row] < start || offsets[2 * row + 1] > end || offsets[2 * row + 1] <= offsets[2 * row])
          continue;
        for (const [token, it] of best.entries())
          best[token] = Math.max(it, logits[row * best.length + token] + added[token]);
      }
      return best.map((it) => -Math.log1p(Math.exp(-Math.max(leastLogit, it))));
    };
    const whole = said({ start: 0, end: Infinity });
    const near = said({
      start: sentences[Math.max(0, sentence - 1)].start,
      end: sentences[Math.min(sentences.length - 1, sentence + 1)].end,
    });
    const weakest = near.reduce(
      (least, it, token) => (shares[token] >= importantShare ? Math.min(least, it) : least),
      0,
    );
    return Float32Array.of(
      innerProduct(whole, shares) / sum(shares),
      innerProduct(near, shares) / sum(shares),
      weakest,
    );
  };
}

const known = new WeakMap<AnswerQuestionInput, Map<string, Wanted | null>>();

/** Made once for each question and model; before its passages are there, where that is asked for. */
export function wantedOf(modelKey: string, question: AnswerQuestionInput): Wanted | null {
  const byModel = known.get(question) ?? new Map<string, Wanted | null>();
  known.set(question, byModel);
  const before = byModel.get(modelKey);
  if (before !== undefined) return before;
  const wanted = wantedIn(modelKey, question);
  byModel.set(modelKey, wanted);
  return wanted;
}

function wantedIn(modelKey: string, question: AnswerQuestionInput): Wanted | null {
  const form = readForms().get(modelKey);
  const vectors = question.vectors.get(modelKey);
  if (form === undefined || vectors === undefined || vectors.tokens.length === 0) return null;
  const weights = tokenWeights(question, vectors);
  const heaviest = Math.max(...weights);
  const heavy = [...weights.keys()].filter((token) => weights[token] > 0);
  if (heavy.length === 0) return null;
  const dims = vectors.vector.length;
  const sought = new Float32Array(heavy.length * dims);
  const added = new Float32Array(heavy.length);
  for (const [at, token] of heavy.entries()) {
    const own = vectors.tokens.subarray(token * dims, (token + 1) * dims);
    const into = sought.subarray(at * dims, (at + 1) * dims);
    for (let i = 0; i < dims; i += 1) into[i] = own[i] * form.alike;
    for (const [row, weight] of form.question.entries()) {
      const amount = innerProduct(weight, own);
      const towards = form.passage[row];
      for (let i = 0; i < dims; i += 1) into[i] += amount * towards[i];
    }
    added[at] = innerProduct(form.always, own) - form.least;
  }
  return { vectors: sought, added, shares: Float32Array.from(heavy, (token) => weights[token] / heaviest) };
}

const sum = (values: Float32Array): number => values.reduce((all, it) => all + it, 0);
