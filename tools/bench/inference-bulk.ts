import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { activationRanges, fixedRangeGraph } from '@mingda/inference';
import { ceiling } from './inference-ceiling.ts';
import {
  atLeast,
  languages,
  mixedLengths,
  modelOf,
  registry,
  say,
  startEngine,
  store,
  textsOfLengths,
  tokenizerOf,
  untargeted,
  type Row,
} from './inference-parts.ts';
import type { PythonReference } from './inference-python.ts';

interface Work {
  readonly key: string;
  readonly texts: readonly string[];
  readonly tokens: number;
  /** File with the token ids. */
  readonly rows: string;
  readonly stored: string;
  readonly own: string;
}

const repetitions = 3;

/** Bulk embedding of the length mix against bare loops on the stored and on our own graph, and against Python. */
export async function measureBulk(count: number, python: PythonReference | undefined): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'mingda-bench-'));
  try {
    const works = await Promise.all(languages.map((language) => prepare(folder, language, count)));
    const tokens = works.reduce((sum, work) => sum + work.tokens, 0);
    const rate = (ms: number): string => `${Math.round((tokens / ms) * 1000)} tokens/s`;
    const threads = await engineMs(works, 'thread');
    const stored = await ceilings(works, (work) => work.stored);
    const own = await ceilings(works, (work) => work.own);
    const processes = await engineMs(works, 'process');
    const again = await engineMs(works, 'thread');
    const engine = Math.min(threads, again);
    const measured = rate(engine);
    const rows: Row[] = [
      {
        what: 'Bulk, bare loop on the stored file',
        measured,
        against: rate(stored),
        ...atLeast(stored / engine, 0.95),
      },
      { what: 'Bulk, bare loop on the graph that runs', measured, against: rate(own), ...atLeast(own / engine, 0.95) },
      {
        what: 'Bulk, workers as processes',
        measured: rate(processes),
        against: measured,
        ...untargeted(engine / processes),
      },
    ];
    if (python === undefined) return rows;
    let pythonMs = 0;
    for (const { stored: model, rows: ids, texts, key } of works) {
      const { tokenizer } = await store.ensure(key);
      pythonMs += await python.fastest({ model, tokenizer, texts, rows: ids });
    }
    rows.push({
      what: 'Bulk, Python on the stored file',
      measured,
      against: rate(pythonMs),
      ...atLeast(pythonMs / engine, 1),
    });
    return rows;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function prepare(folder: string, language: (typeof languages)[number], count: number): Promise<Work> {
  const key = modelOf(language);
  const texts = await textsOfLengths(language, mixedLengths(count));
  const tokenizer = await tokenizerOf(key);
  const ids = texts.map((text) => [...tokenizer.encode(text).ids]);
  const rows = join(folder, `${language}.json`);
  await writeFile(rows, JSON.stringify(ids));
  const { model: stored } = await store.ensure(key);
  const graph = await fixedRangeGraph(stored, activationRanges(registry.local(key).sha256.model) ?? []);
  if (graph === undefined) throw new TypeError(`${key} has no fitted ranges`);
  const own = join(folder, `${language}.onnx`);
  await writeFile(own, graph);
  return { key, texts, rows, stored, own, tokens: ids.reduce((sum, { length }) => sum + length, 0) };
}

async function ceilings(works: readonly Work[], file: (work: Work) => string): Promise<number> {
  let total = 0;
  for (const work of works) {
    const best = await ceiling(file(work), work.rows);
    say(`  ${work.key}: ${Math.round(best.ms)} ms at ${best.layout}, batch ${best.batch}`);
    total += best.ms;
  }
  return total;
}

/** The best of a few runs, as the bare loops are the best of many. Tokenizing counts. */
async function engineMs(works: readonly Work[], isolation: 'thread' | 'process'): Promise<number> {
  const engine = await startEngine({ isolation });
  try {
    let total = 0;
    for (const { key, texts } of works) {
      await engine.load(key);
      const items = texts.map((text) => ({ text }));
      let best = Infinity;
      for (let repetition = 0; repetition < repetitions; repetition += 1) {
        const started = performance.now();
        await engine.embed({ model: key, role: 'plain', priority: 'bulk', items });
        best = Math.min(best, performance.now() - started);
      }
      say(`  ${key}: ${Math.round(best)} ms with workers of kind ${isolation}`);
      total += best;
    }
    return total;
  } finally {
    await engine.close();
  }
}
