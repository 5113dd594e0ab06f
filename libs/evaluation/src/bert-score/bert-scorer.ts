import { innerProduct } from '@mingda/domain';
import type { Language } from '@mingda/language';
import { baselines, rescalePair, type Baseline } from './baseline.ts';
import { greedyMatch, type PairScore, type TokenWeight } from './greedy-match.ts';
import { planRounds, textsOf, type PreparedPair, type Round, type ScorePair } from './scoring-rounds.ts';
import { encodeTokens, writeForm, type EncodedText, type TextForm, type TokenModels } from './token-encoder.ts';
import { inverseDocumentFrequency, plainWeights, specialIdsOf } from './token-weights.ts';

export type { ScorePair } from './scoring-rounds.ts';

export interface BertScore {
  readonly raw: PairScore;
  readonly rescaled: PairScore;
  /** Cosine similarity of the pooled vectors of candidate and question; null without a question or a candidate. */
  readonly relevance: number | null;
}

export interface BertScorerOptions {
  readonly models: TokenModels;
  /** Weigh rare tokens of the references more; off by default, as a handful of references makes a poor statistic. */
  readonly idf?: boolean;
  /** `normalized` (NFKC, lower case) unless values of the reference implementation are to be met. */
  readonly form?: TextForm;
  readonly baselines?: Readonly<Record<Language, Baseline>>;
}

export interface ScoreProgress {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

type Encoded = Map<string, EncodedText>;

/**
 * Scores answers against references on full-precision models, one language after the other. The next round is encoded
 * while this one is compared.
 */
export class BertScorer {
  readonly #models: TokenModels;
  readonly #idf: boolean;
  readonly #form: TextForm;
  readonly baselines: Readonly<Record<Language, Baseline>>;

  constructor(options: BertScorerOptions) {
    this.#models = options.models;
    this.#idf = options.idf ?? false;
    this.#form = options.form ?? 'normalized';
    this.baselines = options.baselines ?? baselines;
  }

  /** One score a pair, in order. Each model is loaded for its pairs and unloaded after them, also on failure. */
  async score(pairs: readonly ScorePair[], progress: ScoreProgress = {}): Promise<readonly BertScore[]> {
    const scores = new Array<BertScore>(pairs.length);
    let done = 0;
    for (const language of new Set(pairs.map((pair) => pair.language))) {
      const own = pairs.flatMap((pair, position) =>
        pair.language === language ? [this.#prepare(pair, position)] : [],
      );
      const { model } = this.baselines[language];
      await this.#models.load(model);
      try {
        const weight = this.#idf ? await this.#idfWeights(own, model, progress) : undefined;
        await this.#eachRound(planRounds(own), { model, signal: progress.signal }, (round, encoded) => {
          for (const pair of round.pairs) {
            scores[pair.position] = scorePair(pair, { encoded, weight, baseline: this.baselines[language] });
          }
          done += round.pairs.length;
          progress.onProgress?.(done, pairs.length);
        });
      } finally {
        await this.#models.unload(model);
      }
    }
    return scores;
  }

  #prepare({ candidate, references, question }: ScorePair, position: number): PreparedPair {
    const write = (text: string): string => writeForm(text, this.#form);
    return {
      position,
      candidate: write(candidate),
      references: references.map(write),
      question: question === undefined ? undefined : write(question),
    };
  }

  /** Calls `compare` with the texts of each round; those of the next are on their way meanwhile. */
  async #eachRound(
    rounds: readonly Round[],
    context: { readonly model: string; readonly signal: AbortSignal | undefined },
    compare: (round: Round, encoded: Encoded) => void,
  ): Promise<void> {
    const encoded: Encoded = new Map();
    const fetch = (round: Round | undefined): Promise<ReadonlyMap<string, EncodedText>> =>
      round === undefined ? Promise.resolve(new Map()) : this.#encode(round.texts, context);
    let coming = fetch(rounds[0]);
    for (const [index, round] of rounds.entries()) {
      for (const [text, matrix] of await coming) encoded.set(text, matrix);
      coming = fetch(rounds[index + 1]);
      try {
        compare(round, encoded);
      } catch (error) {
        // The model must not be let go while a request of it is under way.
        await coming.catch(() => undefined);
        throw error;
      }
      for (const text of round.done) encoded.delete(text);
    }
  }

  async #idfWeights(pairs: readonly PreparedPair[], model: string, { signal }: ScoreProgress): Promise<TokenWeight> {
    const ids = new Map<string, Int32Array>();
    const alone = pairs.map((pair) => ({ ...pair, candidate: '', question: undefined }));
    await this.#eachRound(planRounds(alone), { model, signal }, (round, encoded) => {
      for (const text of round.pairs.flatMap(textsOf)) {
        const matrix = encoded.get(text);
        if (matrix !== undefined) ids.set(text, matrix.ids);
      }
    });
    return inverseDocumentFrequency(
      pairs.flatMap((pair) => pair.references).map((text) => ids.get(text) ?? new Int32Array()),
    );
  }

  #encode(
    texts: readonly string[],
    { model, signal }: { readonly model: string; readonly signal: AbortSignal | undefined },
  ): Promise<ReadonlyMap<string, EncodedText>> {
    return encodeTokens(this.#models, texts, { model, ...(signal === undefined ? {} : { signal }) });
  }
}

const nothingToCompare: PairScore = { precision: Number.NaN, recall: Number.NaN, f1: Number.NaN };

function scorePair(
  pair: PreparedPair,
  context: { readonly encoded: Encoded; readonly weight: TokenWeight | undefined; readonly baseline: Baseline },
): BertScore {
  const matrix = (text: string): EncodedText => {
    const found = context.encoded.get(text);
    if (found === undefined) throw new TypeError('a text of the round was not encoded');
    return found;
  };
  const candidate = matrix(pair.candidate);
  const weight = context.weight ?? plainWeights(specialIdsOf(candidate));
  const raw =
    pair.references.length === 0
      ? nothingToCompare
      : best(pair.references.map((reference) => greedyMatch(candidate, matrix(reference), weight)));
  const asked = pair.question === undefined || pair.candidate === '' ? null : matrix(pair.question);
  return {
    raw,
    rescaled: rescalePair(raw, context.baseline),
    relevance: asked === null ? null : innerProduct(candidate.pooled, asked.pooled),
  };
}

/** The maximum of each part by itself, as the reference does with several references; a part not measured stays so. */
function best(scores: readonly PairScore[]): PairScore {
  return scores.reduce((left, right) => ({
    precision: Math.max(left.precision, right.precision),
    recall: Math.max(left.recall, right.recall),
    f1: Math.max(left.f1, right.f1),
  }));
}
