import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { activationRanges, fixedRangeGraph, type InferenceEngine } from '@mingda/inference';
import {
  atLeast,
  atMost,
  goldSet,
  languages,
  mixedLengths,
  modelOf,
  quantile,
  registry,
  say,
  startEngine,
  store,
  textsOfLengths,
  tokenizerOf,
  type GoldSet,
  type Language,
  type Row,
} from './inference-parts.ts';
import type { PythonReference } from './inference-python.ts';

type Vectors = readonly ArrayLike<number>[];
const questionLimit = 400;

/** Texts of each language against Python on the same files, alone and in company, and what company does to R@10. */
export async function measureAccuracy(count: number, python: PythonReference | undefined): Promise<Row[]> {
  const rows: Row[] = [];
  for (const language of languages) {
    const texts = await textsOfLengths(language, mixedLengths(count));
    const key = modelOf(language);
    const alone = await embedded(key, { texts, isAlone: true });
    const together = await embedded(key, { texts });
    const cosines = compared(alone, together);
    rows.push({
      what: `int8 ${language}: alone against any batch, least cosine`,
      measured: quantile(cosines, 0).toFixed(7),
      against: `first percentile ${quantile(cosines, 0.01).toFixed(7)}`,
      ...atLeast(Number(quantile(cosines, 0).toFixed(7)), 0.9999),
    });
    const set = await goldSet(language);
    if (set !== undefined) rows.push(await recallRow(language, set));
    if (python !== undefined) rows.push(...(await pythonRows(language, { texts, alone, together }, python)));
  }
  return rows;
}

interface Embedded {
  readonly texts: readonly string[];
  readonly alone: Vectors;
  readonly together: Vectors;
}

async function pythonRows(language: Language, own: Embedded, python: PythonReference): Promise<Row[]> {
  const key = modelOf(language);
  const fp32 = modelOf(language, 'fp32');
  const { texts } = own;
  const tokenizer = await tokenizerOf(key);
  const ids = texts.map((text) => [...tokenizer.encode(text).ids]);
  const single = ids.map((row) => [row]);
  const { model } = await store.ensure(key);
  const folder = await mkdtemp(join(tmpdir(), 'mingda-bench-'));
  try {
    const graph = join(folder, 'graph.onnx');
    const bytes = await fixedRangeGraph(model, activationRanges(registry.local(key).sha256.model) ?? []);
    if (bytes !== undefined) await writeFile(graph, bytes);
    const against = (what: string, pairs: readonly number[], least: number): Row => ({
      what: `${language}: ${what}`,
      measured: quantile(pairs, 0).toFixed(6),
      against: `${pairs.length} texts, least cosine`,
      ...atLeast(quantile(pairs, 0), least),
    });
    const onGraph = await python.vectors(graph, single);
    const { model: exact } = await store.ensure(fp32);
    const onFp32 = await python.vectors(exact, single);
    const storedAlone = await embedded(key, { texts, isAlone: true, isStored: true });
    const storedBatch = await embedded(key, { texts: texts.slice(0, 16), isStored: true, oneBatch: true });
    return [
      against('int8 as it runs, Python on the same graph', compared(own.alone, onGraph), 0.9999),
      against('int8 as it runs in batches, Python on the same graph', compared(own.together, onGraph), 0.9999),
      against('int8 stored file, Python on it', compared(storedAlone, await python.vectors(model, single)), 0.999),
      against(
        'int8 stored file, Python on the same padded batch',
        compared(storedBatch, await python.vectors(model, [ids.slice(0, 16)])),
        0.999,
      ),
      against('fp32 in batches, Python on the same file', compared(await embedded(fp32, { texts }), onFp32), 0.9999),
      {
        what: `${language}: int8 as it runs, mean cosine with fp32`,
        measured: meanOf(compared(own.alone, onFp32)).toFixed(4),
        against: `${meanOf(compared(storedAlone, onFp32)).toFixed(4)} for the stored file`,
        ...atLeast(meanOf(compared(own.alone, onFp32)) / meanOf(compared(storedAlone, onFp32)), 0.995),
      },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface EmbedHow {
  readonly texts: readonly string[];
  readonly isAlone?: boolean;
  /** Run the stored graph, without fixed ranges. */
  readonly isStored?: boolean;
  /** All texts in one padded batch. */
  readonly oneBatch?: boolean;
}

async function embedded(model: string, { texts, isAlone, isStored, oneBatch }: EmbedHow): Promise<Vectors> {
  const all = 1_000_000;
  const engine = await startEngine({
    fixedRanges: isStored !== true,
    queue: {
      ...(isAlone === true ? { maxBatchTexts: 1 } : {}),
      ...(oneBatch === true ? { maxBatchTokens: all, runOverheadTokens: all } : {}),
    },
  });
  try {
    await engine.load(model);
    return await vectors(engine, model, { texts, role: 'plain' });
  } finally {
    await engine.close();
  }
}

async function vectors(
  engine: InferenceEngine,
  model: string,
  { texts, role }: { readonly texts: readonly string[]; readonly role: 'plain' | 'query' | 'passage' },
): Promise<Vectors> {
  const reply = await engine.embed({ model, role, priority: 'bulk', items: texts.map((text) => ({ text })) });
  return reply.embeddings.map(({ vector }) => vector);
}

/** R@10 with every text alone and with all in company. */
async function recallRow(language: Language, set: GoldSet): Promise<Row> {
  const model = modelOf(language);
  const questions = set.questions.slice(0, questionLimit);
  const recalls: number[] = [];
  for (const queue of [{ maxBatchTexts: 1 }, {}]) {
    const engine = await startEngine({ queue });
    try {
      await engine.load(model);
      const passages = await vectors(engine, model, { texts: set.documents.map(({ text }) => text), role: 'passage' });
      const asked = await vectors(engine, model, { texts: questions.map(({ text }) => text), role: 'query' });
      recalls.push(recall(set, questions, { passages, asked }));
    } finally {
      await engine.close();
    }
  }
  const [alone = 0, together = 0] = recalls;
  say(`  ${language}: R@10 ${alone.toFixed(4)} alone, ${together.toFixed(4)} in batches`);
  return {
    what: `int8 ${language}: change of R@10 by batching`,
    measured: together.toFixed(4),
    against: `${alone.toFixed(4)} alone, ${questions.length} questions`,
    ...atMost(Math.abs(together - alone), 0.005),
  };
}

function recall(
  { documents }: GoldSet,
  questions: GoldSet['questions'],
  found: { readonly passages: Vectors; readonly asked: Vectors },
): number {
  const hits = questions.filter(({ relevant }, index) => {
    const scored = documents.map(({ id }, document) => ({
      id,
      score: cosine(found.asked[index] ?? [], found.passages[document] ?? []),
    }));
    const top = scored.toSorted((a, b) => b.score - a.score).slice(0, 10);
    return top.some(({ id }) => relevant.includes(id));
  });
  return hits.length / questions.length;
}

const compared = (left: Vectors, right: Vectors): number[] =>
  left.map((vector, index) => cosine(vector, right[index] ?? []));

const meanOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

function cosine(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let product = 0;
  let leftSquare = 0;
  let rightSquare = 0;
  for (let index = 0; index < left.length; index += 1) {
    product += (left[index] ?? 0) * (right[index] ?? 0);
    leftSquare += (left[index] ?? 0) ** 2;
    rightSquare += (right[index] ?? 0) ** 2;
  }
  return product / Math.sqrt(leftSquare * rightSquare);
}
