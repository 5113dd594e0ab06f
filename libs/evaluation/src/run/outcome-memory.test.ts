import { defaultProfile, type RunConfiguration } from '@mingda/contracts';
import type { CachedOutcome, OutcomeRepository, StoredOutcome } from '@mingda/database';
import { describe, expect, it } from 'vitest';
import { givenAnswer, goldQuestion, outcomeOf } from '../../test/outcomes.ts';
import { collectionId, scope } from '../../test/scripted-asker.ts';
import { RunCancelled, RunMemory } from './outcome-memory.ts';

const configuration: RunConfiguration = {
  goldSet: { name: 'hr', version: null, sha256: 'a', limit: null },
  profile: { version: 1, state: 'published', settings: defaultProfile },
  models: [{ key: 'm', sha256: 'b' }],
  prompts: [],
  documents: { count: 1, chunks: 2, sha256: 'c' },
  code: { version: '1', revision: 'r' },
  metrics: ['accuracy'],
  concurrency: 1,
};

/** A named fake of the two tables: what one run wrote is there for the next. */
class OutcomeTables {
  readonly runs = new Map<string, Map<string, StoredOutcome>>();
  readonly cachedRows = new Map<string, unknown>();
  cancelled = false;

  async save(id: string, outcomes: readonly StoredOutcome[]): Promise<boolean> {
    if (this.cancelled) return false;
    const run = this.runs.get(id) ?? new Map<string, StoredOutcome>();
    for (const it of outcomes) run.set(it.questionId, structuredClone(it));
    this.runs.set(id, run);
    return true;
  }

  async load(id: string): Promise<Map<string, StoredOutcome>> {
    return this.runs.get(id) ?? new Map();
  }

  async cached(_scope: unknown, keys: readonly string[]): Promise<Map<string, unknown>> {
    return new Map([...this.cachedRows].filter(([key]) => keys.includes(key)));
  }

  async cache(_scope: unknown, _collectionId: string, outcomes: readonly CachedOutcome[]): Promise<void> {
    for (const { key, outcome } of outcomes) this.cachedRows.set(key, structuredClone(outcome));
  }
}

const memory = (tables: OutcomeTables, given: Partial<ConstructorParameters<typeof RunMemory>[0]> = {}) =>
  new RunMemory({
    outcomes: tables as unknown as OutcomeRepository,
    scope,
    evaluationId: 'e1',
    collectionId,
    configuration,
    indexStamp: 'stamp',
    reuse: true,
    ...given,
  });

const question = goldQuestion({ id: 'q1', answers: ['10天'] });
const outcome = outcomeOf(question, { answer: givenAnswer({ latencyMs: 12 }), retrieved: ['d'] });

describe('the memory of a run', () => {
  it('gives an interrupted run back what it had finished, with its latency', async () => {
    const tables = new OutcomeTables();
    await memory(tables).keep([{ outcome, reused: false }]);
    expect(await memory(tables, { reuse: false }).recall([question])).toEqual(
      new Map([['q1', { outcome, reused: false }]]),
    );
  });

  it('gives another run the answer without its latency, and says that it is reused', async () => {
    const tables = new OutcomeTables();
    await memory(tables).keep([{ outcome, reused: false }]);
    const recalled = (await memory(tables, { evaluationId: 'e2' }).recall([question])).get('q1');
    expect(recalled).toEqual({
      outcome: { ...outcome, answer: givenAnswer({ latencyMs: null }) },
      reused: true,
    });
    expect(await memory(tables, { evaluationId: 'e3', reuse: false }).recall([question])).toEqual(new Map());
  });

  it.each([
    ['another reference', { question: { ...question, answers: ['20天'] } }],
    [
      'another setting',
      {
        configuration: {
          ...configuration,
          profile: {
            ...configuration.profile,
            settings: { ...defaultProfile, answering: { ...defaultProfile.answering, threshold: 0.3 } },
          },
        },
      },
    ],
    ['other weights', { configuration: { ...configuration, models: [{ key: 'm', sha256: 'other' }] } }],
    ['other code', { configuration: { ...configuration, code: { version: '1', revision: 's' } } }],
    ['documents written again', { indexStamp: 'later' }],
    ['another collection', { collectionId: 'another' }],
  ])(
    'asks again with %s',
    async (
      _,
      {
        question: asked = question,
        ...changed
      }: { question?: typeof question } & Partial<ConstructorParameters<typeof RunMemory>[0]>,
    ) => {
      const tables = new OutcomeTables();
      await memory(tables).keep([{ outcome, reused: false }]);
      expect((await memory(tables, { evaluationId: 'e2', ...changed }).recall([asked])).size).toBe(0);
    },
  );

  it('finds the same settings under another number of the profile', async () => {
    const tables = new OutcomeTables();
    await memory(tables).keep([{ outcome, reused: false }]);
    const renamed = { ...configuration, profile: { ...configuration.profile, version: 9, state: 'draft' as const } };
    const later = memory(tables, { evaluationId: 'e2', configuration: renamed });
    expect((await later.recall([question])).size).toBe(1);
  });

  it('never reuses an error', async () => {
    const tables = new OutcomeTables();
    const failed = outcomeOf(question, { failure: { code: 'INTERNAL', en: 'e', zh: '中' } });
    await memory(tables).keep([{ outcome: failed, reused: false }]);
    expect((await memory(tables, { evaluationId: 'e2' }).recall([question])).size).toBe(0);
  });

  it('ends a run that was cancelled', async () => {
    const tables = new OutcomeTables();
    tables.cancelled = true;
    await expect(memory(tables).keep([{ outcome, reused: false }])).rejects.toThrow(RunCancelled);
  });
});
