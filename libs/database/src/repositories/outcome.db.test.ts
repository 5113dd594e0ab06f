import { setTimeout as sleep } from 'node:timers/promises';
import { sampleCollection, testDatabases, type OpenedDatabase, type SampleCollection } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ExclusiveWork } from '../exclusive-work.ts';
import { EvaluationRepository } from './evaluation.repository.ts';
import { OutcomeRepository } from './outcome.repository.ts';

const configuration = { profile: { version: 1 }, goldSet: { version: null } } as never;

describe.each(testDatabases())('outcomes of runs ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let home: SampleCollection;
  let outcomes: OutcomeRepository;
  let evaluations: EvaluationRepository;
  beforeAll(async () => {
    opened = await open();
    home = await sampleCollection(opened.database);
    outcomes = new OutcomeRepository(opened.database);
    evaluations = new EvaluationRepository(opened.database);
  });
  afterAll(() => opened.drop());

  const running = async (): Promise<string> => {
    const { id } = await evaluations.create(home.scope, { collectionId: home.collectionId, goldSet: 'hr' });
    await evaluations.begin(id, configuration, 'digest');
    return id;
  };
  const outcome = (questionId: string, answer: string, reused = false) => ({ questionId, outcome: { answer }, reused });

  test('are there for the next try of the same run, the last one counts', async () => {
    const id = await running();
    expect(await outcomes.save(id, [outcome('q1', '十天'), outcome('q2', '"{}\\')])).toBe(true);
    expect(await outcomes.save(id, [outcome('q1', '20天', true)])).toBe(true);
    expect(await outcomes.load(id)).toEqual(
      new Map([
        ['q1', outcome('q1', '20天', true)],
        ['q2', outcome('q2', '"{}\\')],
      ]),
    );
    await outcomes.clear(id);
    expect((await outcomes.load(id)).size).toBe(0);
  });

  test('are not written into a run that was cancelled, which stays cancelled', async () => {
    const id = await running();
    expect((await evaluations.cancel(home.scope, id))?.state).toBe('cancelled');
    expect(await outcomes.save(id, [outcome('q1', 'x')])).toBe(false);
    expect((await outcomes.load(id)).size).toBe(0);
    await evaluations.setProgress(id, 0.5);
    await evaluations.fail(id, { code: 'INTERNAL', en: 'e', zh: '中' });
    expect(await evaluations.begin(id, configuration, 'digest')).toBe(false);
    expect(await evaluations.get(home.scope, id)).toMatchObject({ state: 'cancelled', failure: null });
    expect(await evaluations.load(id)).toBeNull();
    expect(await evaluations.unfinished()).not.toContain(id);
    expect(await evaluations.cancel({ ...home.scope, collectionIds: [] }, id)).toBeNull();
  });

  test('are found again by their key, within their tenant and collections', async () => {
    const { scope, collectionId } = home;
    await outcomes.cache(scope, collectionId, [
      { key: 'k1', outcome: { answer: '一' } },
      { key: 'k2', outcome: 2 },
    ]);
    await outcomes.cache(scope, collectionId, [{ key: 'k2', outcome: 3 }]);
    expect(await outcomes.cached(scope, ['k1', 'k2', 'k3'])).toEqual(
      new Map<string, unknown>([
        ['k1', { answer: '一' }],
        ['k2', 3],
      ]),
    );
    expect((await outcomes.cached({ ...scope, collectionIds: [] }, ['k1'])).size).toBe(0);
    expect((await outcomes.cached({ tenantId: collectionId }, ['k1'])).size).toBe(0);
  });

  test('a run is found by what it measured', async () => {
    const { scope, collectionId } = home;
    const of = { collectionId, goldSet: 'other', limit: null, profileVersion: 1 };
    expect(await evaluations.newest(scope, { ...of, finished: false })).toBeNull();
    const { id } = await evaluations.create(scope, { collectionId, goldSet: 'other', profileVersion: 1 });
    await evaluations.create(scope, { collectionId, goldSet: 'other', profileVersion: 1, limit: 5 });
    expect((await evaluations.newest(scope, { ...of, finished: false }))?.id).toBe(id);
    expect(await evaluations.newest(scope, { ...of, finished: true })).toBeNull();
    expect(await evaluations.newest({ ...scope, collectionIds: [] }, { ...of, finished: false })).toBeNull();
  });

  test('work of one name is one at a time, other work is not held up, a failure frees the name', async () => {
    // Two of them, as two processes on a server have; the embedded database belongs to one.
    const workers = [new ExclusiveWork(opened.database)];
    if (opened.database.kind === 'server') workers.push(new ExclusiveWork(opened.database));
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(20);
      inside -= 1;
    };
    const failing = workers[0].run('a', () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
    await Promise.all([...workers, ...workers].map((it) => it.run('a', work)));
    expect(most).toBe(1);
    const order: string[] = [];
    await workers[0].run('a', async () => {
      await workers[0].run('b', async () => void order.push('b'));
      order.push('a');
    });
    expect(order).toEqual(['b', 'a']);
    const waits = new AbortController();
    const ends: Promise<string>[] = [];
    await workers[0].run('a', async () => {
      const waiting = (workers[1] ?? workers[0]).run('a', work, waits.signal);
      ends.push(
        waiting.then(
          () => 'worked',
          () => 'left',
        ),
      );
      waits.abort();
    });
    expect(await Promise.all(ends)).toEqual(['left']);
  });
});
