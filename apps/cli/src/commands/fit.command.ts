import type { Collection } from '@mingda/contracts';
import type { Engine } from '@mingda/engine';
import { readGoldSet } from '@mingda/evaluation';
import { MingdaError } from '@mingda/platform';
import { Command } from 'commander';
import { resolve } from 'node:path';
import {
  openEngine,
  runCommand,
  withCommonOptions,
  type CommandContext,
  type CommonOptions,
} from '../command-context.ts';
import { findCollection } from '../importing/import-documents.ts';
import { LocalKnowledgeBase } from '../knowledge-base/local-knowledge-base.ts';
import {
  compareHeldOut,
  fitSettings,
  isForFitting,
  type HeldOutComparison,
  type SearchSettings,
  type TriedSettings,
} from '../ranking/fit-settings.ts';
import { rankable, rankQuestions } from '../ranking/rank-questions.ts';
import { textTable } from '../terminal/text-table.ts';

interface FitOptions extends CommonOptions {
  readonly collection: string;
  readonly save?: boolean;
}

interface FitReport {
  readonly collection: string;
  readonly fittedOn: number;
  readonly tried: readonly TriedSettings[];
  readonly chosen: SearchSettings;
  readonly changed: boolean;
  readonly heldOut: HeldOutComparison;
  /** Version of the draft that holds the settings; null where none was saved. */
  readonly draftVersion: number | null;
}

/** Fewer questions say nothing about weights. */
const fewestQuestions = 20;

export function fitCommand(): Command {
  return withCommonOptions(new Command('fit'))
    .description("Fit the weights of a collection's search on a gold set: one half fits, the other one judges")
    .argument('<gold-set-folder>', 'folder with questions.jsonl whose document names are those of the collection')
    .requiredOption('--collection <name>', 'collection whose weights are fitted')
    .option('--save', 'save the settings as the draft of the profile where they are better on the half that judges')
    .action((folder: string, options: FitOptions) =>
      runCommand(options, async (context) => {
        const engine = await openEngine(context);
        try {
          const collection = await findCollection(new LocalKnowledgeBase(engine), options.collection);
          const report = await fit(context, {
            engine,
            collection,
            folder: resolve(folder),
            save: options.save ?? false,
          });
          context.terminal.result(report, describe(report));
        } finally {
          await engine.close();
        }
      }),
    );
}

interface FitRequest {
  readonly engine: Engine;
  readonly collection: Collection;
  readonly folder: string;
  readonly save: boolean;
}

async function fit({ terminal }: CommandContext, { engine, collection, folder, save }: FitRequest): Promise<FitReport> {
  const questions = rankable((await readGoldSet(folder)).questions);
  const fitting = questions.filter((it) => isForFitting(it.id));
  const judging = questions.filter((it) => !isForFitting(it.id));
  if (Math.min(fitting.length, judging.length) < fewestQuestions) {
    throw new MingdaError('GOLD_SET_INVALID', {
      subject: folder,
      detail: `each half needs ${fewestQuestions} questions with a right document; there are ${fitting.length} and ${judging.length}`,
    });
  }
  const bar = terminal.progress(collection.name);
  const rank = (asked: typeof questions, settings: SearchSettings) =>
    rankQuestions(engine, { collection, questions: asked, settings }, (done) =>
      bar.update(done, asked.length, nameOf(settings)),
    );
  try {
    const present = collection.profile.retrieval;
    const tried: TriedSettings[] = [];
    const best = await fitSettings(
      present,
      (settings) => rank(fitting, settings),
      (it) => tried.push(it),
    );
    const changed = best.settings !== present;
    const before = await rank(judging, present);
    const heldOut = compareHeldOut(before, changed ? await rank(judging, best.settings) : before);
    const better = changed && heldOut.after > heldOut.before;
    const draftVersion = better && save ? await saveDraft(engine, collection, best.settings) : null;
    const { name } = collection;
    return { collection: name, fittedOn: fitting.length, tried, chosen: best.settings, changed, heldOut, draftVersion };
  } finally {
    bar.end();
  }
}

async function saveDraft(engine: Engine, collection: Collection, retrieval: SearchSettings): Promise<number | null> {
  const profile = { ...collection.profile, retrieval };
  const scope = { tenantId: engine.tenantId };
  const draft = await engine.repositories.profiles.saveDraft(scope, collection.id, { profile, savedBy: 'mingda fit' });
  return draft?.version ?? null;
}

const nameOf = ({ ranker, denseWeight, sentenceWeight }: SearchSettings): string =>
  `${ranker ? 'ranker' : `sentence ${sentenceWeight}`}, dense ${denseWeight}`;

function describe({ fittedOn, tried, chosen, changed, heldOut, draftVersion }: FitReport): string {
  const table = textTable(
    ['settings', `MRR of ${fittedOn} questions`],
    tried.map(({ settings, mrr }) => [nameOf(settings), mrr.toFixed(4)]),
  );
  if (!changed) return `${table}\n\nThe present settings are as good as any: nothing to change.`;
  const { questions, before, after, interval } = heldOut;
  const range =
    interval === null ? '' : `, difference between ${interval.low.toFixed(4)} and ${interval.high.toFixed(4)}`;
  const judged = `Half that judges, ${questions} questions: MRR ${before.toFixed(4)} -> ${after.toFixed(4)}${range}`;
  const saved =
    draftVersion === null
      ? 'Not saved.'
      : `Saved as draft, version ${draftVersion}: measure and publish it in the portal.`;
  return `${table}\n\nBest: ${nameOf(chosen)}\n${judged}\n${saved}`;
}
