import { recogniseIntent, trainIntents, type IntentModel } from '@mingda/dialogue';
import { readGoldSet, type GoldSet } from '@mingda/evaluation';
import { detectLanguage, toSimplified } from '@mingda/language';
import { createEmbedder, type Embedder } from '@mingda/models';
import { Command } from 'commander';
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { runCommand, withCommonOptions, type CommonOptions } from '../command-context.ts';
import { textTable } from '../terminal/text-table.ts';

interface IntentFigures {
  readonly set: string;
  readonly examples: number;
  /** Share of the in-scope questions whose intent is recognised; one that is refused counts as wrong. */
  readonly inScopeAccuracy: number;
  /** The same without refusing anything. */
  readonly withoutRefusal: number;
  /** Share of the out-of-scope questions that are refused; null when the set has none. */
  readonly outOfScopeRecall: number | null;
  /** In-scope accuracy over intents whose hash is not below the half that constants may be tuned on. */
  readonly unseenAccuracy: number;
  readonly leaveOneOutAccuracy: number;
  readonly trainingSeconds: number;
  readonly recogniseMs: number;
}

const textsPerRequest = 64;

/** A set of intents names one in each document, with its text as examples, a line each; `intent` is what a question means. */
export function intentsBenchCommand(): Command {
  return withCommonOptions(new Command('intents'))
    .description('Recognise the intents of gold sets whose documents are intents')
    .argument('<gold-set-folders...>', 'folders with questions.jsonl and corpus.jsonl')
    .action((folders: string[], options: CommonOptions) =>
      runCommand(options, async ({ config, logger, terminal }) => {
        const embedder = await createEmbedder(config, logger);
        try {
          await embedder.ready();
          const figures: IntentFigures[] = [];
          for (const folder of folders) figures.push(await measure(embedder, await readGoldSet(resolve(folder))));
          terminal.result(figures, describe(figures));
        } finally {
          await embedder.close();
        }
      }),
    );
}

async function measure(embedder: Embedder, set: GoldSet): Promise<IntentFigures> {
  const names = set.documents.map((it) => it.id);
  const examples = set.documents.flatMap(({ text }, intent) =>
    text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [{ intent, text: line.trim() }])),
  );
  const started = performance.now();
  const models = new Map<string, IntentModel>();
  let found = 0;
  for (const [modelKey, own] of Map.groupBy(examples, (it) => modelOf(embedder, it.text))) {
    const vectors = await embed(
      embedder,
      modelKey,
      own.map((it) => it.text),
    );
    const trained = await trainIntents(
      own.map(({ intent }, at) => ({ intent, vector: vectors[at] })),
      names.length,
    );
    models.set(modelKey, trained.model);
    found += trained.leaveOneOut.accuracy * own.length;
  }
  const trainingSeconds = (performance.now() - started) / 1000;
  const outcomes: { wanted: string | null; nearest: string | null; accepted: boolean; unseen: boolean }[] = [];
  let recognising = 0;
  for (const [modelKey, own] of Map.groupBy(set.questions, (it) => modelOf(embedder, it.question))) {
    const model = models.get(modelKey);
    const vectors = await embed(
      embedder,
      modelKey,
      own.map((it) => it.question),
    );
    for (const [at, { relevant, answerable }] of own.entries()) {
      const before = performance.now();
      const guess = model === undefined ? null : recogniseIntent(model, vectors[at]);
      recognising += performance.now() - before;
      const wanted = answerable ? (relevant[0] ?? null) : null;
      outcomes.push({
        wanted,
        nearest: guess === null ? null : (names[guess.intent] ?? null),
        accepted: guess?.accepted ?? false,
        unseen: wanted !== null && isUnseen(set.name, wanted),
      });
    }
  }
  const inScope = outcomes.filter((it) => it.wanted !== null);
  const outOfScope = outcomes.filter((it) => it.wanted === null);
  const right = (it: (typeof outcomes)[number]): boolean => it.nearest === it.wanted && it.accepted;
  const share = (of: typeof outcomes, holds: (it: (typeof outcomes)[number]) => boolean): number =>
    of.filter(holds).length / Math.max(1, of.length);
  return {
    set: set.name,
    examples: examples.length,
    inScopeAccuracy: share(inScope, right),
    withoutRefusal: share(inScope, (it) => it.nearest === it.wanted),
    outOfScopeRecall: outOfScope.length === 0 ? null : share(outOfScope, (it) => !it.accepted),
    unseenAccuracy: share(
      inScope.filter((it) => it.unseen),
      right,
    ),
    leaveOneOutAccuracy: found / examples.length,
    trainingSeconds,
    recogniseMs: recognising / outcomes.length,
  };
}

const modelOf = (embedder: Embedder, text: string): string => embedder.modelFor(detectLanguage(text));

const isUnseen = (set: string, document: string): boolean =>
  createHash('sha256').update(`${set}/${document}`).digest()[0] >= 128;

async function embed(embedder: Embedder, model: string, texts: readonly string[]): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let from = 0; from < texts.length; from += textsPerRequest) {
    const items = texts.slice(from, from + textsPerRequest).map((text) => ({ text: toSimplified(text) }));
    const { embeddings } = await embedder.embed({ model, role: 'query', priority: 'bulk', items });
    vectors.push(...embeddings.map((it) => it.vector));
  }
  return vectors;
}

function describe(figures: readonly IntentFigures[]): string {
  const show = (value: number | null): string => (value === null ? '-' : value.toFixed(3));
  return textTable(
    ['set', 'examples', 'in scope', 'closed', 'out of scope', 'unseen half', 'leave one out', 'training s', 'ms each'],
    figures.map((it) => [
      it.set,
      String(it.examples),
      show(it.inScopeAccuracy),
      show(it.withoutRefusal),
      show(it.outOfScopeRecall),
      show(it.unseenAccuracy),
      show(it.leaveOneOutAccuracy),
      it.trainingSeconds.toFixed(1),
      it.recogniseMs.toFixed(2),
    ]),
  );
}
