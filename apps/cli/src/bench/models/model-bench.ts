import { innerProduct } from '@mingda/domain';
import { InferenceEngine, type InferenceOptions, type OnnxEntry } from '@mingda/inference';
import type { Language } from '@mingda/language';
import { summarizeLatencies } from '../latency-summary.ts';
import type { GoldPassages } from './gold-passages.ts';
import { modelMemory } from './model-memory.ts';
import { rankingQuality } from './ranking-quality.ts';

export interface ModelRow {
  readonly model: string;
  readonly parameters: number;
  readonly precision: string;
  readonly fileBytes: number;
  /** Resident memory that loading it added, all threads together. */
  readonly memoryBytes: number;
  readonly language: Language;
  /** One question of about 16 tokens, alone. */
  readonly meanMs: number;
  readonly p95Ms: number;
  /** Passages in bulk, all threads. */
  readonly tokensPerSecond: number;
  /** Cosine with the fp32 model's vectors of the same texts; null without an fp32 model of the family. */
  readonly drift: { readonly mean: number; readonly min: number; readonly texts: number } | null;
  readonly questions: number;
  readonly recallAt10: number;
  readonly ndcgAt10: number;
}

export interface BenchSettings {
  readonly engine: Omit<InferenceOptions, 'liveThreads'>;
  readonly driftTexts: number;
  readonly latencyRuns: number;
}

const questionTokens = 16;
const warmUpRuns = 10;

/** Vectors that the fp32 model of a family made, for its variants to be compared with. */
export type ReferenceVectors = Map<string, readonly Float32Array[]>;

/** Measures one model by itself: no other model is in memory, and nothing else runs. */
export async function benchModel(
  { entry, language, fileBytes }: { entry: OnnxEntry; language: Language; fileBytes: number },
  gold: GoldPassages,
  { settings, reference }: { readonly settings: BenchSettings; readonly reference: ReferenceVectors },
): Promise<ModelRow> {
  const engine = await InferenceEngine.start({ ...settings.engine, liveThreads: 1 });
  try {
    await engine.load(entry.key);
    const latencies = await questionLatencies(engine, entry.key, { gold, runs: settings.latencyRuns });
    const started = performance.now();
    const bulk = await engine.embed({
      model: entry.key,
      role: 'passage',
      priority: 'bulk',
      items: gold.passages.map(({ text }) => ({ text })),
    });
    const seconds = (performance.now() - started) / 1000;
    const queries = await engine.embed({
      model: entry.key,
      role: 'query',
      priority: 'bulk',
      items: gold.queries.map(({ question }) => ({ text: question })),
    });
    const passages = bulk.embeddings.map(({ vector }) => vector);
    const compared = [...passages, ...queries.embeddings.map(({ vector }) => vector)].slice(0, settings.driftTexts);
    if (entry.precision === 'fp32') reference.set(entry.family, compared);
    const summary = summarizeLatencies(latencies);
    return {
      model: entry.key,
      parameters: entry.parameters,
      precision: entry.precision,
      fileBytes,
      memoryBytes: await modelMemory(entry.key),
      language,
      meanMs: summary.meanMs ?? 0,
      p95Ms: summary.p95Ms ?? 0,
      tokensPerSecond: bulk.tokenCount / seconds,
      drift: driftOf(compared, reference.get(entry.family)),
      questions: gold.queries.length,
      ...rankingQuality(gold, { passages, queries: queries.embeddings.map(({ vector }) => vector) }),
    };
  } finally {
    await engine.close();
  }
}

async function questionLatencies(
  engine: InferenceEngine,
  model: string,
  { gold, runs }: { readonly gold: GoldPassages; readonly runs: number },
): Promise<number[]> {
  const questions = gold.queries.map(({ question }) =>
    cutTo(question, questionTokens, (it) => engine.countTokens(model, [it])[0]),
  );
  const times: number[] = [];
  for (let run = -warmUpRuns; run < runs; run += 1) {
    const text = questions[(run + warmUpRuns) % questions.length];
    const started = performance.now();
    await engine.embed({ model, role: 'plain', priority: 'live', items: [{ text }] });
    if (run >= 0) times.push(performance.now() - started);
  }
  return times;
}

/** The text made that long: its end goes, or it is said again. Two special tokens come with it. */
function cutTo(text: string, tokens: number, count: (text: string) => number): string {
  let cut = text;
  while (count(cut) < tokens - 2) cut += ` ${text}`;
  while (count(cut) > tokens - 2 && cut.length > 1) cut = cut.slice(0, -1);
  return cut;
}

function driftOf(vectors: readonly Float32Array[], reference: readonly Float32Array[] | undefined): ModelRow['drift'] {
  if (reference === undefined) return null;
  const cosines = vectors.map((vector, index) => innerProduct(vector, reference[index]));
  return {
    mean: cosines.reduce((sum, it) => sum + it, 0) / cosines.length,
    min: Math.min(...cosines),
    texts: cosines.length,
  };
}
