import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EvaluationReport } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectionId, oneCollection, scope, ScriptedAsker, type Script } from '../../test/scripted-asker.ts';
import { OneHotTokenModels } from '../../test/token-models.ts';
import { BertScorer } from '../bert-score/bert-scorer.ts';
import { GoldSets } from '../gold-set/gold-sets.ts';
import { RunEvaluation, type EvaluationStore } from './run-evaluation.ts';
import { RunGoldSet } from './run-gold-set.ts';

let goldSetsDir: string;
beforeEach(async () => {
  goldSetsDir = await mkdtemp(join(tmpdir(), 'mingda-eval-'));
  await mkdir(join(goldSetsDir, 'hr'));
  await writeFile(join(goldSetsDir, 'hr', 'corpus.jsonl'), '{"id":"d","text":"每年10天。"}\n');
  await writeFile(
    join(goldSetsDir, 'hr', 'questions.jsonl'),
    '{"id":"q","question":"几天？","answers":["10天"],"relevant":["d"]}\n',
  );
});
afterEach(() => rm(goldSetsDir, { recursive: true, force: true }));

/** A named fake of the repository: remembers what would be stored. */
class RememberingStore implements EvaluationStore {
  report: EvaluationReport | undefined;
  failure: string | undefined;
  readonly progress: number[] = [];
  readonly #goldSet: string;
  readonly #breaks: boolean;

  constructor(goldSet: string, breaks = false) {
    this.#goldSet = goldSet;
    this.#breaks = breaks;
  }

  async load(id: string) {
    return id === 'gone'
      ? null
      : { id, scope, collectionId, collectionName: '人事', goldSet: this.#goldSet, limit: undefined };
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
}

function job(
  store: EvaluationStore,
  script: Readonly<Record<string, Script>> = { '几天？': { answer: '10天', chunks: ['d'] } },
): RunEvaluation {
  const { retrieve, answer } = new ScriptedAsker(script);
  const scorer = new BertScorer({ models: new OneHotTokenModels() });
  return new RunEvaluation({
    evaluations: store,
    goldSets: new GoldSets(goldSetsDir),
    runGoldSet: new RunGoldSet({ retrieve, answer, scorer, collections: oneCollection, models: [] }),
  });
}

describe('the job of an evaluation', () => {
  it('stores progress up to 1 and the report', async () => {
    const store = new RememberingStore('hr');
    await job(store).execute('e1');
    expect(store.report?.metrics.accuracy).toBe(1);
    expect(store.progress.at(-1)).toBe(1);
    expect(store.failure).toBeUndefined();
  });

  it('stores why a gold set cannot be read and does not ask for another try', async () => {
    const store = new RememberingStore('none');
    await job(store).execute('e1');
    expect(store.failure).toBe('GOLD_SET_INVALID');
    expect(store.report).toBeUndefined();
  });

  it('throws a failure that may pass for the queue, and stores it when the queue gives up', async () => {
    const store = new RememberingStore('hr');
    const broken = new RunEvaluation({
      evaluations: store,
      goldSets: new GoldSets(goldSetsDir),
      runGoldSet: { execute: () => Promise.reject(new MingdaError('DATABASE_UNAVAILABLE')) },
    });
    await expect(broken.execute('e1')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(store.failure).toBeUndefined();
    await broken.giveUp('e1', new MingdaError('DATABASE_UNAVAILABLE'));
    expect(store.failure).toBe('DATABASE_UNAVAILABLE');
  });

  it('finishes although progress cannot be written', async () => {
    const store = new RememberingStore('hr', true);
    await job(store).execute('e1');
    expect(store.report?.counts.correct).toBe(1);
  });

  it('does nothing for an evaluation that was deleted', async () => {
    const store = new RememberingStore('hr');
    await job(store).execute('gone');
    expect([store.report, store.failure]).toEqual([undefined, undefined]);
  });

  it('stores nothing when it is told to stop', async () => {
    const store = new RememberingStore('hr');
    await expect(job(store).execute('e1', AbortSignal.abort())).rejects.toThrow(/abort/i);
    expect([store.report, store.failure]).toEqual([undefined, undefined]);
  });
});
