import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EvaluationReport, RunConfiguration } from '@mingda/contracts';
import type { OutcomeRepository, StoredOutcome } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectionId, oneCollection, scope, ScriptedAsker, type Script } from '../../test/scripted-asker.ts';
import { OneHotTokenModels } from '../../test/token-models.ts';
import { BertScorer } from '../bert-score/bert-scorer.ts';
import { GoldSets } from '../gold-set/gold-sets.ts';
import { RunEvaluation, type EvaluationStore, type RunSubjects } from './run-evaluation.ts';
import { RunGoldSet } from './run-gold-set.ts';

const asked = ['几天？', '多少？', '何时？', '哪里？', '为何？', '谁？', '怎么？'];
const script: Readonly<Record<string, Script>> = Object.fromEntries(
  asked.map((question) => [question, { answer: '10天', chunks: ['d'] }]),
);

let goldSetsDir: string;
beforeEach(async () => {
  goldSetsDir = await mkdtemp(join(tmpdir(), 'mingda-eval-'));
  await mkdir(join(goldSetsDir, 'hr'));
  await writeFile(join(goldSetsDir, 'hr', 'corpus.jsonl'), '{"id":"d","text":"每年10天。"}\n');
  const lines = asked.map((question, index) =>
    JSON.stringify({ id: `q${index}`, question, answers: ['10天'], relevant: ['d'] }),
  );
  await writeFile(join(goldSetsDir, 'hr', 'questions.jsonl'), `${lines.join('\n')}\n`);
});
afterEach(() => rm(goldSetsDir, { recursive: true, force: true }));

/** A named fake of the repositories: remembers what would be stored. */
class RememberingStore implements EvaluationStore {
  report: EvaluationReport | undefined;
  failure: string | undefined;
  configuration: RunConfiguration | undefined;
  digest: string | null = null;
  cancelled = false;
  readonly progress: number[] = [];
  readonly kept = new Map<string, StoredOutcome>();
  readonly #goldSet: string;
  readonly #breaks: boolean;

  constructor(goldSet: string, breaks = false) {
    this.#goldSet = goldSet;
    this.#breaks = breaks;
  }

  async load(id: string) {
    if (id === 'gone') return null;
    const optional = { goldSetVersion: undefined, limit: undefined, profileVersion: undefined, metrics: undefined };
    const stored = { id, scope, collectionId, collectionName: '人事', goldSet: this.#goldSet, digest: this.digest };
    return { ...stored, ...optional, reuse: false };
  }

  async begin(_id: string, configuration: RunConfiguration, digest: string): Promise<boolean> {
    this.configuration = configuration;
    this.digest = digest;
    return !this.cancelled;
  }

  async setProgress(_id: string, progress: number): Promise<void> {
    if (this.#breaks) throw new Error('the database is away');
    this.progress.push(progress);
  }

  async finish(_id: string, report: EvaluationReport): Promise<void> {
    this.report = report;
  }

  async fail(_id: string, failure: { code: string }): Promise<void> {
    this.failure = failure.code;
  }

  get outcomes(): OutcomeRepository {
    const tables = {
      save: async (_id: string, outcomes: readonly StoredOutcome[]) => {
        for (const it of outcomes) this.kept.set(it.questionId, structuredClone(it));
        return !this.cancelled;
      },
      load: async () => new Map(this.kept),
      clear: async () => this.kept.clear(),
      cached: async () => new Map(),
      cache: async () => undefined,
    };
    return tables as unknown as OutcomeRepository;
  }
}

interface Given {
  readonly script?: Readonly<Record<string, Script>>;
  readonly stamps?: string[];
  readonly runGoldSet?: Pick<RunGoldSet, 'execute'>;
  readonly onAnswer?: (asks: number) => void;
}

function job(
  store: RememberingStore,
  given: Given = {},
): { run: RunEvaluation; asker: ScriptedAsker; tidied: string[] } {
  const asker = new ScriptedAsker(given.script ?? script);
  const tidied: string[] = [];
  const stamps = [...(given.stamps ?? [])];
  const content = async () => ({ count: 1, chunks: 2, sha256: 'c', stamp: stamps.shift() ?? 'stamp' });
  const subjects: RunSubjects = {
    prepare: async (_, { collectionId: id }) => {
      const collection = await oneCollection.get(scope, id);
      if (collection === null) throw new MingdaError('COLLECTION_NOT_FOUND');
      return { collection, profileState: 'published', indexId: id, content: await content() };
    },
    content,
    tidy: async (_, id) => void tidied.push(id),
  };
  const answer: typeof asker.answer = async (...parameters) => {
    const answered = await asker.answer(...parameters);
    given.onAnswer?.(asker.asked.length);
    return answered;
  };
  const scorer = new BertScorer({ models: new OneHotTokenModels() });
  const run = new RunEvaluation({
    evaluations: store,
    outcomes: store.outcomes,
    subjects,
    turns: { run: (_, work) => work() },
    goldSets: new GoldSets(goldSetsDir),
    runGoldSet:
      given.runGoldSet ??
      new RunGoldSet({ retrieve: asker.retrieve, answer, scorer, collections: oneCollection, models: [] }),
    facts: { models: () => [], prompts: () => [], code: { version: '1', revision: 'r' } },
  });
  return { run, asker, tidied };
}

describe('the job of an evaluation', () => {
  it('stores progress up to 1, the report and what it measured, and leaves nothing behind', async () => {
    const store = new RememberingStore('hr');
    const { run, tidied } = job(store);
    await run.execute('e1');
    expect(store.report?.metrics.accuracy).toBe(1);
    expect(store.report?.run).toMatchObject({ digest: store.digest, documentsChanged: false, reused: 0 });
    expect(store.configuration).toMatchObject({
      profile: { version: 1, state: 'published' },
      documents: { chunks: 2 },
    });
    expect(store.progress.at(-1)).toBe(1);
    expect([store.failure, store.kept.size, tidied]).toEqual([undefined, 0, [collectionId]]);
  });

  it('goes on where it was killed and asks no finished question again', async () => {
    const store = new RememberingStore('hr');
    const killed = new AbortController();
    const first = job(store, { onAnswer: (asks) => asks === 7 && killed.abort() });
    await expect(first.run.execute('e1', killed.signal)).rejects.toThrow(/abort/i);
    expect([...store.kept.keys()]).toEqual(['q0', 'q1', 'q2', 'q3', 'q4']);
    const second = job(store);
    await second.run.execute('e1');
    // One question of the language for warming up, then the two that were left.
    expect(second.asker.asked.map((it) => it.question)).toEqual(['谁？', '谁？', '怎么？']);
    expect(store.report?.questions.map((it) => it.id)).toEqual(asked.map((_, index) => `q${index}`));
    expect(store.report?.counts).toMatchObject({ questions: 7, correct: 7 });
  });

  it('starts over when the documents changed while it lay', async () => {
    const store = new RememberingStore('hr');
    store.digest = 'of other documents';
    store.kept.set('q0', { questionId: 'q0', outcome: {}, reused: false });
    const { run, asker } = job(store);
    await run.execute('e1');
    expect(asker.asked).toHaveLength(asked.length + 1);
    expect(store.report?.metrics.accuracy).toBe(1);
  });

  it('says so when documents changed while it went', async () => {
    const store = new RememberingStore('hr');
    await job(store, { stamps: ['before', 'after'] }).run.execute('e1');
    expect(store.report?.run?.documentsChanged).toBe(true);
  });

  it('ends without a report and without a failure when it is cancelled', async () => {
    const store = new RememberingStore('hr');
    const { run, asker } = job(store, { onAnswer: (asks) => (store.cancelled ||= asks > 2) });
    await run.execute('e1');
    expect([store.report, store.failure, store.kept.size]).toEqual([undefined, undefined, 0]);
    expect(asker.asked.length).toBeLessThan(asked.length);
  });

  it('stores why a gold set cannot be read and does not ask for another try', async () => {
    const store = new RememberingStore('none');
    await job(store).run.execute('e1');
    expect(store.failure).toBe('GOLD_SET_INVALID');
    expect(store.report).toBeUndefined();
  });

  it('throws a failure that may pass for the queue, and stores it when the queue gives up', async () => {
    const store = new RememberingStore('hr');
    const runGoldSet = { execute: () => Promise.reject(new MingdaError('DATABASE_UNAVAILABLE')) };
    const { run, tidied } = job(store, { runGoldSet });
    await expect(run.execute('e1')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect([store.failure, tidied]).toEqual([undefined, []]);
    await run.giveUp('e1', new MingdaError('DATABASE_UNAVAILABLE'));
    expect(store.failure).toBe('DATABASE_UNAVAILABLE');
  });

  it('finishes although progress cannot be written', async () => {
    const store = new RememberingStore('hr', true);
    await job(store).run.execute('e1');
    expect(store.report?.counts.correct).toBe(asked.length);
  });

  it('does nothing for an evaluation that was deleted', async () => {
    const store = new RememberingStore('hr');
    await job(store).run.execute('gone');
    expect([store.report, store.failure]).toEqual([undefined, undefined]);
  });

  it('stores nothing when it is told to stop', async () => {
    const store = new RememberingStore('hr');
    await expect(job(store).run.execute('e1', AbortSignal.abort())).rejects.toThrow(/abort/i);
    expect([store.report, store.failure]).toEqual([undefined, undefined]);
  });
});
