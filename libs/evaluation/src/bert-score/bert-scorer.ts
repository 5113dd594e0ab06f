import type { Language } from '@mingda/language';
import { baselines, rescalePair, type Baseline } from './baseline.ts';
import { greedyMatch, type PairScore, type TokenMatrix, type TokenWeight } from './greedy-match.ts';
import { encodeTokens, writeForm, type TextForm, type TokenModels } from './token-encoder.ts';
import { inverseDocumentFrequency, plainWeights, specialIdsOf } from './token-weights.ts';

export interface ScorePair {
  readonly candidate: string;
  /** One or more; the best value of precision, recall and F1 counts, each by itself. */
  readonly references: readonly string[];
  readonly language: Language;
}

export interface BertScore {
  readonly raw: PairScore;
  readonly rescaled: PairScore;
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

/** Pairs per round: bounds the token vectors held at once (2 kB a token) whatever the length of the run. */
const roundSize = 32;

/** Scores answers against references on full-precision models, one language after the other. */
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
      const positions = [...pairs.keys()].filter((position) => pairs[position].language === language);
      const { model } = this.baselines[language];
      await this.#models.load(model);
      try {
        const weight = this.#idf
          ? await this.#idfWeights(
              positions.map((it) => pairs[it]),
              progress,
            )
          : undefined;
        for (let start = 0; start < positions.length; start += roundSize) {
          const round = positions.slice(start, start + roundSize);
          const found = await this.#scoreRound(
            round.map((it) => pairs[it]),
            { weight, signal: progress.signal },
          );
          for (const [index, position] of round.entries()) scores[position] = found[index];
          done += round.length;
          progress.onProgress?.(done, pairs.length);
        }
      } finally {
        await this.#models.unload(model);
      }
    }
    return scores;
  }

  async #scoreRound(
    pairs: readonly ScorePair[],
    context: { weight: TokenWeight | undefined; signal: AbortSignal | undefined },
  ): Promise<readonly BertScore[]> {
    const baseline = this.baselines[pairs[0].language];
    const texts = pairs
      .flatMap((pair) => [pair.candidate, ...pair.references])
      .map((text) => writeForm(text, this.#form));
    const encoded = await this.#encode(texts, baseline.model, context.signal);
    const matrix = (text: string): TokenMatrix => {
      const found = encoded.get(writeForm(text, this.#form));
      if (found === undefined) throw new TypeError('a text of the round was not encoded');
      return found;
    };
    return pairs.map((pair) => {
      const candidate = matrix(pair.candidate);
      const weight = context.weight ?? plainWeights(specialIdsOf(candidate));
      const raw = best(pair.references.map((reference) => greedyMatch(candidate, matrix(reference), weight)));
      return { raw, rescaled: rescalePair(raw, baseline) };
    });
  }

  async #idfWeights(pairs: readonly ScorePair[], { signal }: ScoreProgress): Promise<TokenWeight> {
    const references = pairs.flatMap((pair) => pair.references).map((text) => writeForm(text, this.#form));
    const ids = new Map<string, Int32Array>();
    for (let start = 0; start < references.length; start += roundSize) {
      const round = references.slice(start, start + roundSize).filter((text) => !ids.has(text));
      for (const [text, { ids: tokenIds }] of await this.#encode(
        round,
        this.baselines[pairs[0].language].model,
        signal,
      )) {
        ids.set(text, tokenIds);
      }
    }
    return inverseDocumentFrequency(references.map((text) => ids.get(text) ?? new Int32Array()));
  }

  #encode(
    texts: readonly string[],
    model: string,
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<string, TokenMatrix>> {
    return encodeTokens(this.#models, texts, { model, ...(signal === undefined ? {} : { signal }) });
  }
}

/** The maximum of each part by itself, as the reference does with several references; a part not measured stays so. */
function best(scores: readonly PairScore[]): PairScore {
  return scores.reduce((left, right) => ({
    precision: Math.max(left.precision, right.precision),
    recall: Math.max(left.recall, right.recall),
    f1: Math.max(left.f1, right.f1),
  }));
}
