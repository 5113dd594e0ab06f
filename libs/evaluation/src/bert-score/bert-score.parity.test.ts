import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceEngine, ModelRegistry, ModelStore } from '@mingda/inference';
import type { Language } from '@mingda/language';
import { createLogger, loadConfig } from '@mingda/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baselines } from './baseline.ts';
import { BertScorer, type BertScore, type BertScorerOptions } from './bert-scorer.ts';

interface Expected {
  readonly P: number | null;
  readonly R: number | null;
  readonly F1: number | null;
}

interface PairsFile {
  readonly meta: { readonly main_layer: number };
  readonly pairs: readonly {
    id: string;
    candidate: string;
    reference: string;
    scores_one_pair_at_a_time: Readonly<Record<string, Expected>>;
  }[];
}

interface EdgeCase {
  readonly name: string;
  readonly model: string;
  readonly idf: boolean;
  readonly candidates: readonly string[];
  readonly references: readonly (string | readonly string[])[];
  readonly result: readonly Expected[];
}

const folder = process.env['MINGDA_BERTSCORE_REFERENCE'];
const tolerance = 1e-4;
const exact = { zh: 'reference-zh', en: 'reference-en' } as const;

/** The reference tokenizer takes texts as they are and reads special tokens typed as text; the shipped entries do not. */
function exactEntries(registry: ModelRegistry): object {
  const models = Object.entries(exact).map(([language, key]) => ({
    ...registry.local(baselines[language as Language].model),
    key,
    normalization: 'none',
    parseSpecialTokens: true,
  }));
  return { models };
}

/** Largest difference of a part; infinite when only one side is undefined, or a value is missing. */
function difference({ raw }: BertScore, expected: Expected): number {
  const parts: readonly (readonly [number, number | null])[] = [
    [raw.precision, expected.P],
    [raw.recall, expected.R],
    [raw.f1, expected.F1],
  ];
  const differences = parts.map(([value, wanted]) => {
    if (wanted === null || Number.isNaN(value))
      return wanted === null && Number.isNaN(value) ? 0 : Number.POSITIVE_INFINITY;
    return Math.abs(value - wanted);
  });
  return Math.max(...differences);
}

interface Row {
  readonly what: string;
  readonly pairs: number;
  readonly largest: number;
}

/** The table of a test report: what was compared and how far apart it is at most. */
function parityTable(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ what }) => what.length));
  const lines = rows.map(
    ({ what, pairs, largest }) => `${what.padEnd(width)}  ${String(pairs).padStart(5)}  ${largest.toExponential(1)}`,
  );
  return [`${'BERTScore against the reference'.padEnd(width)}  pairs  largest difference`, ...lines, ''].join('\n');
}

describe.skipIf(folder === undefined)(
  'the reference implementation (skipped unless MINGDA_BERTSCORE_REFERENCE names its values)',
  () => {
    let engine: InferenceEngine;
    let scratch: string;
    const rows: Row[] = [];
    const read = async <T>(name: string): Promise<T> =>
      JSON.parse(await readFile(join(folder ?? '', name), 'utf8')) as T;
    const scorer = (options: Omit<BertScorerOptions, 'models' | 'baselines'>): BertScorer =>
      new BertScorer({
        ...options,
        models: engine,
        baselines: { zh: { ...baselines.zh, model: exact.zh }, en: { ...baselines.en, model: exact.en } },
      });

    beforeAll(async () => {
      scratch = await mkdtemp(join(tmpdir(), 'mingda-parity-'));
      const file = join(scratch, 'registry.json');
      await writeFile(file, JSON.stringify(exactEntries(ModelRegistry.load())));
      const config = loadConfig();
      const logger = createLogger({ logLevel: 'error' }, 'parity');
      const registry = ModelRegistry.load({ file });
      const store = new ModelStore({
        dir: config.models.dir,
        hubEndpoint: config.models.hubEndpoint,
        registry,
        logger,
      });
      engine = await InferenceEngine.start({ store, registry, threads: 1, logger });
    }, 300_000);

    afterAll(async () => {
      process.stdout.write(`\n${parityTable(rows)}`);
      await engine?.close();
      await rm(scratch, { recursive: true, force: true });
    });

    it.each([
      ['zh', 'asis', 'given', false],
      ['zh', 'asis', 'given', true],
      ['zh', 'lower', 'lower', false],
      ['zh', 'lower', 'lower', true],
      ['en', 'minilm', 'given', false],
      ['en', 'minilm', 'given', true],
    ] as const)(
      'agrees on every pair: %s, %s, form %s, idf %s',
      async (language, variant, form, idf) => {
        const { meta, pairs } = await read<PairsFile>(`reference-${language}.json`);
        const key = `${variant}/layer${meta.main_layer}/${idf ? 'idf' : 'noidf'}`;
        const scores = await scorer({ idf, form }).score(
          pairs.map((item) => ({ candidate: item.candidate, references: [item.reference], language })),
        );
        expect(pairs.length).toBeGreaterThanOrEqual(30);
        const differences = pairs.map((pair, index) => difference(scores[index], pair.scores_one_pair_at_a_time[key]));
        rows.push({ what: `${language} ${key}`, pairs: pairs.length, largest: Math.max(...differences) });
        for (const [index, pair] of pairs.entries())
          expect(differences[index], `${key} ${pair.id}`).toBeLessThan(tolerance);
      },
      120_000,
    );

    it('agrees on the edge cases', async () => {
      const cases = await read<readonly EdgeCase[]>('reference-edge.json');
      // The one case that shows how padding in a batch changes the reference's own values.
      const scored = cases.filter((item) => item.name !== 'negative maxima, batch 64');
      expect(scored).toHaveLength(21);
      for (const item of scored) {
        // Its tokenizer lower-cases ordinary text but not special tokens; the texts with them have no capitals besides.
        const form = item.model.endsWith('-lc') && !item.name.includes('special tokens') ? 'lower' : 'given';
        const language = item.model.includes('zh') ? 'zh' : 'en';
        const pairs = item.candidates.map(
          (candidate, index) => ({ candidate, references: [item.references[index]].flat(), language }) as const,
        );
        const scores = await scorer({ idf: item.idf, form }).score(pairs);
        const differences = scores.map((score, index) => difference(score, item.result[index]));
        rows.push({
          what: `edge: ${item.name}${item.idf ? ', idf' : ''}`,
          pairs: pairs.length,
          largest: Math.max(...differences),
        });
        for (const [index, value] of differences.entries())
          expect(value, `${item.name} ${index}`).toBeLessThan(tolerance);
      }
    }, 120_000);
  },
);
