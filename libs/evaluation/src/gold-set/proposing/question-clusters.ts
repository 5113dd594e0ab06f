import type { RealQuestion } from '@mingda/database';
import { innerProduct } from '@mingda/domain';
import { detectLanguage, languages, type Language } from '@mingda/language';
import type { Embedder } from '@mingda/models';
import { clusterVectors } from './cluster-vectors.ts';

/** Questions that say the same, by the one of them that was asked most. */
export interface QuestionCluster {
  readonly leader: RealQuestion;
  /** All of them, the leader first. */
  readonly members: readonly RealQuestion[];
  readonly language: Language;
  /** Of the leader. */
  readonly vector: Float32Array;
}

export interface ClusterWatch {
  /** 0-1. */
  readonly onProgress: (fraction: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Cosine similarity from which two questions ask the same, for each language's bge-small: just above every pair of
 * different questions in test/question-pairs.ts. Half of the rewordings there lie above it too. A question that is
 * wrongly counted under another is never seen; one that is not costs a second look.
 */
const sameQuestion: Readonly<Record<Language, number>> = { zh: 0.84, en: 0.87 };
const maxClusters = 2000;
const batchSize = 64;
/** Share of the progress that embedding takes. */
const embeddingShare = 0.8;

/**
 * Clusters of real questions. Those of one language are compared with each other only: each language has its own model.
 * @param questions the most important first: they become what others are counted under
 */
export async function clusterQuestions(
  embedder: Embedder,
  questions: readonly RealQuestion[],
  { onProgress, signal }: ClusterWatch,
): Promise<QuestionCluster[]> {
  const clusters: QuestionCluster[] = [];
  let done = 0;
  for (const language of languages) {
    const own = questions.filter((it) => detectLanguage(it.question) === language);
    const start = done;
    const report = (share: number, at: number): void => onProgress((start + share * at) / questions.length);
    const texts = own.map((it) => it.question);
    const vectors = await embedQuestions(embedder, texts, {
      language,
      signal,
      onProgress: (at) => report(embeddingShare, at),
    });
    const assigned = await clusterVectors(vectors, {
      threshold: sameQuestion[language],
      maxClusters,
      signal,
      onProgress: (at) => report(1, embeddingShare * own.length + (1 - embeddingShare) * at),
    });
    clusters.push(...gather(own, assigned).map((it) => ({ ...it, language, vector: vectors[it.at] ?? noVector })));
    done += own.length;
  }
  return clusters;
}

const noVector = new Float32Array(0);

function gather(
  questions: readonly RealQuestion[],
  assigned: readonly (number | null)[],
): { at: number; leader: RealQuestion; members: RealQuestion[] }[] {
  const clusters = new Map<number, { at: number; leader: RealQuestion; members: RealQuestion[] }>();
  for (const [index, question] of questions.entries()) {
    const at = assigned[index] ?? null;
    if (at === null) continue;
    // A leader comes before its members.
    const cluster = clusters.get(at);
    if (cluster === undefined) clusters.set(at, { at, leader: question, members: [question] });
    else cluster.members.push(question);
  }
  return [...clusters.values()];
}

/**
 * Tells whether one of the known questions asks what a cluster asks already.
 * @returns a function of the cluster
 */
export async function representedBy(
  embedder: Embedder,
  known: readonly string[],
  signal: AbortSignal | undefined,
): Promise<(cluster: QuestionCluster) => boolean> {
  const vectors = new Map<Language, Float32Array[]>();
  for (const language of languages) {
    const own = known.filter((it) => detectLanguage(it) === language);
    vectors.set(language, await embedQuestions(embedder, own, { language, signal }));
  }
  return ({ language, vector }) =>
    vectors.get(language)?.some((other) => innerProduct(vector, other) >= sameQuestion[language]) ?? false;
}

async function embedQuestions(
  embedder: Embedder,
  texts: readonly string[],
  watch: { language: Language; signal: AbortSignal | undefined; onProgress?: (embedded: number) => void },
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let at = 0; at < texts.length; at += batchSize) {
    const { embeddings } = await embedder.embed({
      model: embedder.modelFor(watch.language),
      // Both sides are questions: the prefix that leads a question to passages would only blur them.
      role: 'plain',
      priority: 'bulk',
      items: texts.slice(at, at + batchSize).map((text) => ({ text })),
      ...(watch.signal === undefined ? {} : { signal: watch.signal }),
    });
    vectors.push(...embeddings.map((it) => it.vector));
    watch.onProgress?.(vectors.length);
  }
  return vectors;
}
