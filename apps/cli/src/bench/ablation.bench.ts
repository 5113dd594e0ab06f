import { defaultProfile, type GoldQuestion, type Profile } from '@mingda/contracts';
import type { Engine } from '@mingda/engine';
import { readGoldSet, selectQuestions, type GoldSet } from '@mingda/evaluation';
import { Command } from 'commander';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  openEngine,
  runCommand,
  withCommonOptions,
  type CommandContext,
  type CommonOptions,
} from '../command-context.ts';
import { corpusCollection } from '../importing/gold-set-corpus.ts';
import { LocalKnowledgeBase } from '../knowledge-base/local-knowledge-base.ts';
import { rankable, rankingFigures, rankQuestions, type RankingFigures } from '../ranking/rank-questions.ts';
import { textTable } from '../terminal/text-table.ts';
import { rememberPassages } from './passage-vector-cache.ts';

interface AblationOptions extends CommonOptions {
  readonly sets?: string[];
  readonly mixed?: boolean;
  readonly limit?: number;
  readonly vectors?: string;
}

const { retrieval } = defaultProfile;
const plain: Profile['retrieval'] = { ...retrieval, ranker: false };
/** Each stage with those before it; the last one is the default profile. */
const stages: Readonly<Record<string, Profile['retrieval']>> = {
  dense: { ...plain, lexical: false, sentenceWeight: 0 },
  lexical: { ...plain, dense: false, sentenceWeight: 0 },
  fused: { ...plain, sentenceWeight: 0 },
  'best sentence': plain,
  ranker: retrieval,
};

interface AblationRow {
  readonly set: string;
  readonly questions: number;
  readonly stage: string;
  readonly figures: RankingFigures;
}

export function ablationBenchCommand(): Command {
  return withCommonOptions(new Command('ablation'))
    .description('What each stage of the search adds on each gold set')
    .option('--sets <folder...>', 'gold sets (default: the sample)')
    .option('--mixed', 'all sets in one collection, their ids prefixed by the name of the set')
    .option('--limit <n>', 'questions of each set, by the sha256 of their id', Number)
    .option('--vectors <folder>', 'keep the vectors of passages here for further runs over the same documents')
    .action((options: AblationOptions) =>
      runCommand(options, async (context) => {
        const folders = options.sets ?? [join(context.config.goldSetsDir, 'sample')];
        const sets = await Promise.all(folders.map((it) => readGoldSet(resolve(it))));
        const rows = await inFolder(context, options, (engine) => ablate(context, { engine, sets, options }));
        context.terminal.result(rows, describe(rows));
      }),
    );
}

/** With `--data` the collections are kept for the next run. */
async function inFolder<T>(
  context: CommandContext,
  options: AblationOptions,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const temporary = options.data === undefined ? await mkdtemp(join(tmpdir(), 'mingda-ablation-')) : undefined;
  const engine = await openEngine({
    ...context,
    config: { ...context.config, dataDir: temporary ?? context.config.dataDir },
  });
  if (options.vectors !== undefined) rememberPassages(engine.embedder, resolve(options.vectors));
  try {
    return await work(engine);
  } finally {
    await engine.close();
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  }
}

async function ablate(
  { terminal }: CommandContext,
  { engine, sets, options }: { readonly engine: Engine; readonly sets: GoldSet[]; readonly options: AblationOptions },
): Promise<AblationRow[]> {
  const base = new LocalKnowledgeBase(engine);
  const prefixed = options.mixed === true ? sets.map(withPrefix) : sets;
  const mixed: GoldSet = {
    name: 'mixed',
    documents: prefixed.flatMap((it) => it.documents),
    files: prefixed.flatMap((it) => it.files),
    questions: [],
  };
  const rows: AblationRow[] = [];
  for (const set of prefixed) {
    const bar = terminal.progress(set.name);
    const { collection } = await corpusCollection(base, options.mixed === true ? mixed : set, {
      onProgress: (stage, done, total) => bar.update(done, total, stage),
    });
    const questions = rankable(selectQuestions(set.questions, options.limit));
    for (const [stage, settings] of Object.entries(stages)) {
      const ranked = await rankQuestions(engine, { collection, questions, settings }, (done) =>
        bar.update(done, questions.length, stage),
      );
      const keyOf = (document: string): string => (options.mixed === true ? document : `${set.name}/${document}`);
      const unseen = ranked.filter((_, at) => !learnedFrom(questions[at], keyOf));
      rows.push({ set: set.name, questions: questions.length, stage, figures: rankingFigures(ranked) });
      rows.push({ set: `${set.name}, unseen`, questions: unseen.length, stage, figures: rankingFigures(unseen) });
    }
    bar.end();
  }
  return rows;
}

/** Whether what ships may have learned from a question: every document that answers it is in the tuning half. */
function learnedFrom({ split, relevant }: GoldQuestion, keyOf: (document: string) => string): boolean {
  if (split !== undefined) return split === 'tune';
  return relevant.every((it) => createHash('sha256').update(keyOf(it)).digest()[0] < 128);
}

function withPrefix(set: GoldSet): GoldSet {
  const key = (id: string): string => `${set.name}/${id}`;
  return {
    ...set,
    documents: set.documents.map((it) => ({ ...it, id: key(it.id) })),
    files: set.files.map((it) => ({ ...it, id: key(it.id) })),
    questions: set.questions.map((it) => ({ ...it, relevant: it.relevant.map(key) })),
  };
}

/** R@1 / R@5 / nDCG@10, a stage in each column. */
function describe(rows: readonly AblationRow[]): string {
  const names = Object.keys(stages);
  const sets = [...new Set(rows.map((it) => it.set))];
  const lines = sets.map((set) => {
    const own = rows.filter((it) => it.set === set);
    const cells = names.map((stage) => {
      const figures = own.find((it) => it.stage === stage)?.figures;
      if (figures === undefined) return '-';
      const { recallAt1, recallAt5, ndcgAt10 } = figures;
      return [recallAt1, recallAt5, ndcgAt10].map((it) => it.toFixed(3)).join(' / ');
    });
    return [set, String(own[0]?.questions ?? 0), ...cells];
  });
  return textTable(['set', 'questions', ...names], lines);
}
