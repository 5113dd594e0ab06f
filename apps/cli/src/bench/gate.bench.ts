import {
  defaultMargins,
  defaultProfile,
  type AccessScope,
  type Collection,
  type Profile,
  type QuestionResult,
} from '@mingda/contracts';
import type { Engine } from '@mingda/engine';
import { readGoldSet, selectQuestions, type GoldSet } from '@mingda/evaluation';
import { MingdaError } from '@mingda/platform';
import { Command } from 'commander';
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
import { textTable } from '../terminal/text-table.ts';
import { gateTrial, type TrialResult, type TrialRun } from './gate-trial.ts';

interface GateBenchOptions extends CommonOptions {
  readonly sets: string[];
  readonly questions: number;
  readonly documents: number;
  readonly repetitions: number;
}

interface Scenario {
  readonly name: string;
  readonly planted: boolean;
  readonly profile: Profile;
}

const { chunking, retrieval } = defaultProfile;
/** Those that cut as the default does are asked on its index, as drafts are. */
const scenarios: readonly Scenario[] = [
  { name: 'the same again', planted: false, profile: defaultProfile },
  {
    name: 'candidates 110',
    planted: false,
    profile: { ...defaultProfile, retrieval: { ...retrieval, candidates: 110 } },
  },
  { name: 'lexical off', planted: true, profile: { ...defaultProfile, retrieval: { ...retrieval, lexical: false } } },
  { name: 'chunk size 40', planted: true, profile: { ...defaultProfile, chunking: { ...chunking, maxTokens: 40 } } },
];
const confidence = 0.95;

export function gateBenchCommand(): Command {
  return withCommonOptions(new Command('gate'))
    .description('How often the quality gate is wrong: planted regressions and harmless changes')
    .option('--sets <folders>', 'gold sets, separated by commas (default: the sample)', folders)
    .option('--questions <n>', 'of each set, by the sha256 of their id', Number, 150)
    .option('--documents <n>', 'of each set: those that its questions need, then others', Number, 200)
    .option('--repetitions <n>', 'for each set and scenario', Number, 20)
    .action((options: GateBenchOptions) =>
      runCommand(options, async (context) => {
        const sets = options.sets ?? [join(context.config.goldSetsDir, 'sample')];
        const measured: { set: string; questions: number; trials: TrialResult[] }[] = [];
        for (const folder of sets) measured.push(await benchSet(context, options, await readGoldSet(resolve(folder))));
        const result = { margins: defaultMargins, confidence, ...options, sets: measured, rates: ratesOf(measured) };
        context.terminal.result(result, describe(measured));
      }),
    );
}

/** A data folder of its own for each set: memory of a large one is given back before the next. */
async function benchSet(
  context: CommandContext,
  options: GateBenchOptions,
  goldSet: GoldSet,
): Promise<{ set: string; questions: number; trials: TrialResult[] }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mingda-gate-'));
  const engine = await openEngine({ ...context, config: { ...context.config, dataDir } });
  const base = new LocalKnowledgeBase(engine);
  try {
    const part = smaller(goldSet, options);
    const run = (scenario: Scenario): Promise<readonly QuestionResult[]> =>
      measure({ context, engine, base }, part, scenario);
    const baseline = await run({ name: 'baseline', planted: false, profile: defaultProfile });
    const runs: TrialRun[] = [];
    for (const scenario of scenarios) {
      const { name, planted } = scenario;
      runs.push({ scenario: name, planted, questions: await run(scenario) });
    }
    const { repetitions } = options;
    const trials = gateTrial(baseline, runs, { repetitions, margins: defaultMargins, confidence });
    return { set: part.name, questions: part.questions.length, trials };
  } finally {
    await base.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Some questions with the documents that they need, filled up with others that may mislead. */
function smaller(goldSet: GoldSet, { questions: count, documents: room }: GateBenchOptions): GoldSet {
  const questions = selectQuestions(goldSet.questions, count);
  const needed = new Set(questions.flatMap((question) => question.relevant));
  const own = goldSet.documents.filter(({ id }) => needed.has(id));
  const others = goldSet.documents.filter(({ id }) => !needed.has(id)).slice(0, Math.max(0, room - own.length));
  return { ...goldSet, questions, documents: [...own, ...others] };
}

async function measure(
  parts: { readonly context: CommandContext; readonly engine: Engine; readonly base: LocalKnowledgeBase },
  goldSet: GoldSet,
  { name, profile }: Scenario,
): Promise<readonly QuestionResult[]> {
  const { context, engine, base } = parts;
  const scope: AccessScope = { tenantId: engine.tenantId };
  const bar = context.terminal.progress(`${goldSet.name}: ${name}`);
  try {
    const onProgress = (stage: string, done: number, total: number): void => bar.update(done, total, stage);
    const cut = { ...defaultProfile, chunking: profile.chunking };
    const { collection } = await corpusCollection(base, goldSet, { onProgress, profile: cut });
    const atVersion = await under(engine, scope, { collection, profile });
    const report = await engine.runGoldSet.execute(
      scope,
      { collectionId: collection.id, collectionName: collection.name, goldSet, atVersion },
      { onProgress: ({ fraction, stage }) => bar.update(fraction, 1, stage) },
    );
    context.terminal.note(`${goldSet.name}: ${name}: accuracy ${report.metrics.accuracy?.toFixed(4) ?? '-'}`);
    return report.questions;
  } finally {
    bar.end();
  }
}

/** The collection under other settings of search, saved as a draft. */
async function under(
  engine: Engine,
  scope: AccessScope,
  { collection, profile }: { readonly collection: Collection; readonly profile: Profile },
): Promise<Collection> {
  const { profiles, collections } = engine.repositories;
  const draft = await profiles.saveDraft(scope, collection.id, { profile, savedBy: 'bench' });
  const current = await collections.get(scope, collection.id);
  if (current === null) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collection.name });
  return draft === null ? current : { ...current, profile, profileVersion: draft.version };
}

function ratesOf(sets: readonly { readonly trials: readonly TrialResult[] }[]): {
  readonly falseAlarms: string;
  readonly misses: string;
} {
  const count = (planted: boolean): string => {
    const trials = sets.flatMap((it) => it.trials).filter((it) => it.planted === planted);
    const mistakes = trials.reduce((sum, it) => sum + it.mistakes, 0);
    return `${mistakes} of ${trials.reduce((sum, it) => sum + it.repetitions, 0)}`;
  };
  return { falseAlarms: count(false), misses: count(true) };
}

function describe(
  sets: readonly { readonly set: string; readonly questions: number; readonly trials: readonly TrialResult[] }[],
): string {
  const rows = sets.flatMap(({ set, questions, trials }) =>
    trials.map(({ scenario, planted, repetitions, mistakes, whole }) => [
      set,
      String(questions),
      scenario,
      planted ? 'must be caught' : 'must pass',
      `${mistakes} of ${repetitions}`,
      whole.outcome,
      ...Object.values(whole.differences).map((it) => (it === null ? '-' : it.toFixed(3))),
    ]),
  );
  const head = ['set', 'questions', 'change', 'expected', 'wrong', 'all questions', ...Object.keys(defaultMargins)];
  const { falseAlarms, misses } = ratesOf(sets);
  return `${textTable(head, rows)}\n\nfalse alarms ${falseAlarms}, misses ${misses}`;
}

function folders(text: string): string[] {
  return text.split(',').map((it) => it.trim());
}
