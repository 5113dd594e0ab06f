import type { UserWords } from '@mingda/language';
import { answerDirection } from './answer-reader.ts';
import { expectedAnswer, holdsExpected, type ExpectedAnswer } from './expected-answer.ts';
import { passageTerms } from './passage-terms.ts';
import {
  matchSentences,
  noTokenEvidence,
  tokenEvidence,
  type PassageTokens,
  type SentenceMatch,
  type Sought,
} from './token-evidence.ts';
import { tokenWeights } from './token-weights.ts';
import { innerProduct } from '../vectors/inner-product.ts';

/** A sentence of a found passage, with what was stored of it at ingestion. */
export interface PassageSentence {
  readonly start: number;
  readonly end: number;
  /** Norm 1; the pooled vector of the sentence by itself. */
  readonly vector: Float32Array;
}

export interface AnswerPassage {
  readonly text: string;
  readonly title: string;
  readonly headingPath: readonly string[];
  /** Fused score of the passage for this question, 0-1. */
  readonly score: number;
  readonly dense: number | null;
  readonly sentences: readonly PassageSentence[];
  readonly modelKey: string;
  /** Absent where the passage ranks too low to be worth a forward pass. */
  readonly tokenVectors?: PassageTokens | undefined;
}

/** The question's own vectors, from the one forward pass that the search needed anyway. */
export interface QuestionVectors {
  /** Pooled, norm 1. */
  readonly vector: Float32Array;
  /** n x dimensions, norm 1 each. */
  readonly tokens: Float32Array;
  /** Characters of each token in the question: start, end, interleaved. */
  readonly offsets: Int32Array;
}

export interface AnswerQuestionInput {
  readonly text: string;
  /** Where in `text` the question itself begins, behind one that it points back to; 0 when absent. */
  readonly asksFrom?: number;
  /** The dictionary that its terms were read by. */
  readonly words: UserWords;
  readonly vectors: ReadonlyMap<string, QuestionVectors>;
  /** Inverse document frequency of the question's terms in the collection. */
  readonly idf: ReadonlyMap<string, number>;
}

export interface SentenceCandidate {
  readonly passage: number;
  readonly sentence: number;
  readonly start: number;
  readonly end: number;
  readonly features: Float32Array;
}

/** Names of the features, in order; a shipped ranker names the list that it was trained with. */
export const sentenceFeatureNames = [
  'pooledSimilarity',
  'pooledSimilarityToBest',
  'meanTokenSimilarity',
  'weightedTokenSimilarity',
  'weakestTokenSimilarity',
  'coverage',
  'coverageToBest',
  'coverageWithPrevious',
  'coverageWithNext',
  'coverageByPassage',
  'coverageByHeadings',
  'previousSimilarity',
  'nextSimilarity',
  'passageScore',
  'passageScoreToBest',
  'passageDense',
  'passageRank',
  'position',
  'isFirst',
  'length',
  'expectsSomething',
  'holdsExpected',
  'expectedMissing',
  'newContent',
  'tokenMean',
  'tokenWeighted',
  'tokenWeakest',
  'tokenWeakestWithPrevious',
  'tokenWeightedWithPrevious',
  'tokenWeightedInPassage',
  'tokenWeakestImportant',
  'readerPeak',
  'readerBest',
  'readerShare',
] as const;

/** The reader's logits and logarithms of probabilities are not told apart below this; also what unread sentences have. */
const leastLogit = -15;

export type SentenceFeature = (typeof sentenceFeatureNames)[number];

/** Features of every sentence of the found passages, best passage first. Pure; no model is called. */
export function sentenceFeatures(
  question: AnswerQuestionInput,
  passages: readonly AnswerPassage[],
): SentenceCandidate[] {
  const reader = readerOf(question);
  const bestPassage = Math.max(...passages.map((it) => it.score), 1e-9);
  const candidates: SentenceCandidate[] = [];
  const matches = passages.map((it) => reader.match(it));
  const mass = Math.log(matches.flat().reduce((sum, it) => sum + it.mass, 0) || 1);
  for (const [index, passage] of passages.entries()) {
    const terms = passageTerms(passage, question.words);
    const views = passage.sentences.map((it, at) => reader.view(passage, it, terms.sentences[at]));
    const headings = reader.coverage([terms.headings]);
    const whole = reader.coverage(terms.sentences);
    const evidence = tokenEvidence(matches[index], reader.weightsOf(passage));
    for (const [at, view] of views.entries()) {
      const tokens = evidence[at] ?? noTokenEvidence;
      const match = matches[index][at];
      const previous = views[at - 1];
      const next = views[at + 1];
      const sentence = passage.sentences[at];
      const features: Record<SentenceFeature, number> = {
        pooledSimilarity: view.pooled,
        pooledSimilarityToBest: 0,
        meanTokenSimilarity: view.meanToken,
        weightedTokenSimilarity: view.weightedToken,
        weakestTokenSimilarity: view.weakestToken,
        coverage: view.coverage,
        coverageToBest: 0,
        coverageWithPrevious: reader.coverage([view.terms, previous?.terms ?? noTerms]) - view.coverage,
        coverageWithNext: reader.coverage([view.terms, next?.terms ?? noTerms]) - view.coverage,
        coverageByPassage: whole,
        coverageByHeadings: headings,
        previousSimilarity: previous?.pooled ?? 0,
        nextSimilarity: next?.pooled ?? 0,
        passageScore: passage.score,
        passageScoreToBest: passage.score / bestPassage,
        passageDense: passage.dense ?? 0,
        passageRank: 1 / (index + 1),
        position: views.length < 2 ? 0 : at / (views.length - 1),
        isFirst: at === 0 ? 1 : 0,
        length: Math.log1p(view.length) / 6,
        expectsSomething: reader.expected === null ? 0 : 1,
        holdsExpected: view.holdsExpected ? 1 : 0,
        expectedMissing: reader.expected !== null && !view.holdsExpected ? 1 : 0,
        newContent: view.newContent,
        tokenMean: tokens.mean,
        tokenWeighted: tokens.weighted,
        tokenWeakest: tokens.weakest,
        tokenWeakestWithPrevious: tokens.weakestWithPrevious,
        tokenWeightedWithPrevious: tokens.weightedWithPrevious,
        tokenWeightedInPassage: tokens.weightedInPassage,
        tokenWeakestImportant: tokens.weakestImportant,
        readerPeak: Math.max(leastLogit, match?.peak ?? leastLogit),
        readerBest: Math.max(leastLogit, (match?.peak ?? -Infinity) - mass),
        readerShare: Math.max(leastLogit, Math.log(match?.mass ?? 0) - mass),
      };
      candidates.push({
        passage: index,
        sentence: at,
        start: sentence.start,
        end: sentence.end,
        features: Float32Array.from(sentenceFeatureNames.map((name) => features[name])),
      });
    }
  }
  addRelative(candidates, 'pooledSimilarity', 'pooledSimilarityToBest');
  addRelative(candidates, 'coverage', 'coverageToBest');
  return candidates;
}

function addRelative(candidates: readonly SentenceCandidate[], from: SentenceFeature, to: SentenceFeature): void {
  const source = sentenceFeatureNames.indexOf(from);
  const target = sentenceFeatureNames.indexOf(to);
  const best = Math.max(...candidates.map((it) => it.features[source]));
  for (const { features } of candidates) features[target] = features[source] - best;
}

type Terms = ReadonlySet<string>;
const noTerms: Terms = new Set();

interface SentenceView {
  readonly terms: Terms;
  readonly coverage: number;
  readonly pooled: number;
  readonly meanToken: number;
  readonly weightedToken: number;
  readonly weakestToken: number;
  readonly holdsExpected: boolean;
  readonly newContent: number;
  readonly length: number;
}

const readers = new WeakMap<AnswerQuestionInput, QuestionReader>();

/** Made once for each question; before its passages are there, where that is asked for. */
export function readerOf(question: AnswerQuestionInput): QuestionReader {
  const reader = readers.get(question) ?? new QuestionReader(question);
  readers.set(question, reader);
  return reader;
}

/** What one question wants to know of each sentence, prepared once. */
class QuestionReader {
  readonly expected: ExpectedAnswer | null;
  readonly #question: AnswerQuestionInput;
  readonly #idf: ReadonlyMap<string, number>;
  readonly #idfSum: number;
  readonly #tokenWeights: ReadonlyMap<string, Float32Array>;
  readonly #sought: ReadonlyMap<string, Sought>;

  constructor(question: AnswerQuestionInput) {
    this.#question = question;
    const { text, asksFrom = 0 } = question;
    this.expected = expectedAnswer(text.slice(asksFrom)) ?? expectedAnswer(text);
    this.#idf = question.idf;
    this.#idfSum = [...question.idf.values()].reduce((sum, it) => sum + it, 0);
    this.#tokenWeights = new Map([...question.vectors].map(([key, it]) => [key, tokenWeights(question, it)]));
    this.#sought = new Map(
      [...question.vectors].map(([key, it]) => [
        key,
        { tokens: it.tokens, direction: answerDirection(key, { text, asksFrom }, it) },
      ]),
    );
  }

  /** Share of the question's idf mass that sets of terms hold together, 0-1. */
  coverage(sets: readonly Terms[]): number {
    if (this.#idfSum === 0) return 0;
    let sum = 0;
    for (const [term, idf] of this.#idf) if (sets.some((it) => it.has(term))) sum += idf;
    return sum / this.#idfSum;
  }

  /** One per sentence; none where the passage or the question was not read token by token. */
  match(passage: AnswerPassage): SentenceMatch[] {
    const sought = this.#sought.get(passage.modelKey);
    if (passage.tokenVectors === undefined || sought === undefined) return [];
    return matchSentences(sought, passage.tokenVectors, passage.sentences);
  }

  /** Of each question token in the model of a passage. */
  weightsOf(passage: AnswerPassage): Float32Array {
    return this.#tokenWeights.get(passage.modelKey) ?? new Float32Array();
  }

  view(passage: AnswerPassage, sentence: PassageSentence, terms: Terms): SentenceView {
    const text = passage.text.slice(sentence.start, sentence.end);
    const known = [...this.#idf.keys()].filter((it) => terms.has(it)).length;
    return {
      terms,
      coverage: this.coverage([terms]),
      ...this.#similarity(passage.modelKey, sentence.vector),
      holdsExpected: this.expected !== null && holdsExpected(this.expected, text),
      newContent: Math.min(1, (terms.size - known) / 12),
      length: text.length,
    };
  }

  #similarity(
    modelKey: string,
    vector: Float32Array,
  ): Pick<SentenceView, 'pooled' | 'meanToken' | 'weightedToken' | 'weakestToken'> {
    const vectors = this.#question.vectors.get(modelKey);
    const weights = this.#tokenWeights.get(modelKey);
    if (vectors === undefined || weights === undefined)
      return { pooled: 0, meanToken: 0, weightedToken: 0, weakestToken: 0 };
    let mean = 0;
    let weighted = 0;
    let weightSum = 0;
    let weakest = 1;
    for (const [token, weight] of weights.entries()) {
      const similarity = innerProduct(vector, vectors.tokens, token * vector.length);
      mean += similarity / weights.length;
      weighted += weight * similarity;
      weightSum += weight;
      if (weight > 0) weakest = Math.min(weakest, similarity);
    }
    return {
      pooled: innerProduct(vectors.vector, vector),
      meanToken: mean,
      weightedToken: weightSum === 0 ? mean : weighted / weightSum,
      weakestToken: weakest === 1 ? 0 : weakest,
    };
  }
}
