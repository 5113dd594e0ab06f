import { MingdaError } from '@mingda/platform';
import { testDatabases, zip, type OpenedDatabase } from '@mingda/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { scripted, scriptedConnection, sourceBench, text, type SourceBench } from '../../test/source-bench.ts';
import type { ListedItem } from '../source-connector.ts';

describe.each(testDatabases())('bringing a collection in step with a source ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let bench: SourceBench;
  let id: string;
  let shown: ListedItem[] = [];
  let during: ((key: string) => Promise<void>) | undefined;
  let number = 0;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    number += 1;
    during = undefined;
    const connectors = scripted(async function* () {
      for (const item of shown) {
        yield item;
        await during?.(item.key);
      }
    });
    bench = await sourceBench(opened, `collection ${number}`, { connectors });
    id = await bench.create(scriptedConnection);
  });

  /** Key and code of each, by key. */
  const failures = async (runId: string): Promise<[string, string][]> => {
    const { items } = await bench.controlRuns.failures(bench.home.scope, id, runId);
    return items
      .map(({ key, failure }): [string, string] => [key, failure.code])
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
  };

  test('takes in what is new, then only what has changed, and deletes what has vanished', async () => {
    let reads = 0;
    const counted = (key: string, content: string): ListedItem => ({
      ...text(key, content),
      read() {
        reads += 1;
        return Promise.resolve(Buffer.from(content));
      },
    });
    shown = ['a', 'b', 'c'].map((key) => counted(key, `text of ${key}`));
    expect(await bench.sync(id)).toMatchObject({ state: 'finished', listed: 3, changed: 3, accepted: 3, deleted: 0 });
    expect(await bench.keys()).toEqual(['a', 'b', 'c']);
    shown = [counted('a', 'text of a'), counted('b', 'another text of b'), counted('d', 'text of d')];
    expect(await bench.sync(id)).toMatchObject({ state: 'finished', listed: 3, changed: 2, accepted: 2, deleted: 1 });
    expect(await bench.versions()).toEqual({ a: 1, b: 2, d: 1 });
    expect(reads).toBe(5);
  });

  test('a renamed thing is one document again', async () => {
    shown = [text('one', '1'), text('two', '2'), text('old name', 'the same')];
    await bench.sync(id);
    shown = [text('one', '1'), text('two', '2'), text('new name', 'the same')];
    expect(await bench.sync(id)).toMatchObject({ accepted: 1, deleted: 1 });
    expect(await bench.keys()).toEqual(['new name', 'one', 'two']);
  });

  test('a listing that fails part-way deletes nothing, and its faults that pass are tried again', async () => {
    shown = [text('a', '1'), text('b', '2')];
    await bench.sync(id);
    shown = [text('new', '3')];
    during = () => Promise.reject(new MingdaError('SOURCE_UNAVAILABLE', { detail: 'the line broke' }));
    await expect(bench.sync(id)).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    const [waiting] = await bench.controlRuns.list(bench.home.scope, id);
    expect(waiting).toMatchObject({
      state: 'waiting',
      failure: { code: 'SOURCE_UNAVAILABLE', detail: 'the line broke' },
    });
    expect(await bench.keys()).toEqual(['a', 'b']);
    during = () => Promise.reject(new MingdaError('SOURCE_DENIED'));
    await bench.syncSource.execute(id, new AbortController().signal);
    const [failed] = await bench.controlRuns.list(bench.home.scope, id);
    expect(failed).toMatchObject({ id: waiting?.id, state: 'failed', failure: { code: 'SOURCE_DENIED' } });
    expect(await bench.keys()).toEqual(['a', 'b']);
  });

  test('deletes more than half of it only when a person says so', async () => {
    shown = ['a', 'b', 'c', 'd'].map((key) => text(key, key));
    await bench.sync(id);
    shown = [text('a', 'a'), text('new', 'new')];
    const asking = await bench.sync(id);
    expect(asking).toMatchObject({ state: 'needs-confirmation', vanished: 3, accepted: 1, deleted: 0 });
    expect(await bench.keys()).toEqual(['a', 'b', 'c', 'd', 'new']);
    await bench.controlRuns.confirm(bench.home.scope, id, true);
    await bench.syncSource.execute(id, new AbortController().signal);
    const [run] = await bench.controlRuns.list(bench.home.scope, id);
    expect(run).toMatchObject({ id: asking.id, state: 'finished', listed: 2, deleted: 3 });
    expect(await bench.keys()).toEqual(['a', 'new']);
    await expect(bench.controlRuns.confirm(bench.home.scope, id, true)).rejects.toMatchObject({
      code: 'SOURCE_NOT_WAITING',
    });
  });

  test('an empty listing deletes nothing by itself; kept documents are asked about again next time', async () => {
    shown = [text('a', 'a'), text('b', 'b')];
    await bench.sync(id);
    shown = [];
    expect(await bench.sync(id)).toMatchObject({ state: 'needs-confirmation', vanished: 2 });
    await bench.controlRuns.confirm(bench.home.scope, id, false);
    expect((await bench.controlRuns.list(bench.home.scope, id))[0]).toMatchObject({ state: 'finished', deleted: 0 });
    expect(await bench.sync(id)).toMatchObject({ state: 'needs-confirmation' });
    shown = [text('a', 'a'), text('b', 'b')];
    expect(await bench.sync(id)).toMatchObject({ state: 'finished', changed: 0, vanished: 0 });
    expect(await bench.versions()).toEqual({ a: 1, b: 1 });
  });

  test('cut off in the middle it goes on where it was, without doubling anything', async () => {
    shown = Array.from({ length: 250 }, (_, index) => text(`page ${index}`, `text ${index}`));
    const worker = new AbortController();
    during = async (key) => {
      if (key === 'page 120') worker.abort();
    };
    await bench.controlRuns.start(bench.home.scope, id);
    await expect(bench.syncSource.execute(id, worker.signal)).rejects.toThrow(/abort/);
    expect((await bench.controlRuns.list(bench.home.scope, id))[0]).toMatchObject({ state: 'running' });
    expect((await bench.keys()).length).toBe(100);
    during = undefined;
    await bench.syncSource.execute(id, new AbortController().signal);
    const [run, ...others] = await bench.controlRuns.list(bench.home.scope, id);
    expect(run).toMatchObject({ state: 'finished', listed: 250, accepted: 250 });
    expect(others).toEqual([]);
    expect(new Set(Object.values(await bench.versions()))).toEqual(new Set([1]));
    expect((await bench.keys()).length).toBe(250);
  });

  test('what the cut-off attempt brought does not make a great loss look small', async () => {
    shown = ['a', 'b', 'c', 'd'].map((key) => text(key, key));
    await bench.sync(id);
    const moved = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => text(`moved ${key}`, key));
    shown = moved;
    const worker = new AbortController();
    during = (key) => Promise.resolve(key === 'moved f' ? worker.abort() : undefined);
    await bench.controlRuns.start(bench.home.scope, id);
    await bench.syncSource.execute(id, worker.signal).catch(() => undefined);
    during = undefined;
    await bench.syncSource.execute(id, new AbortController().signal);
    expect((await bench.controlRuns.list(bench.home.scope, id))[0]).toMatchObject({
      state: 'needs-confirmation',
      vanished: 4,
    });
  });

  test('of two workers that hold one run the later one has it; the other writes no more', async () => {
    shown = Array.from({ length: 150 }, (_, index) => text(`page ${index}`, `text ${index}`));
    await bench.controlRuns.start(bench.home.scope, id);
    let other: Promise<void> | undefined;
    during = async (key) => {
      if (key !== 'page 50' || other !== undefined) return;
      // Taken for dead, and another worker began: this one goes on in the belief that it still has the run.
      other = bench.syncSource.execute(id, new AbortController().signal);
      await other;
    };
    await bench.syncSource.execute(id, new AbortController().signal);
    const [run] = await bench.controlRuns.list(bench.home.scope, id);
    expect(run).toMatchObject({ state: 'finished', listed: 150, accepted: 150, deleted: 0 });
    expect(new Set(Object.values(await bench.versions()))).toEqual(new Set([1]));
  });

  test('cancelled it stops, and what it has taken in stays', async () => {
    shown = Array.from({ length: 250 }, (_, index) => text(`page ${index}`, `text ${index}`));
    during = async (key) => {
      if (key === 'page 150') await bench.controlRuns.cancel(bench.home.scope, id);
    };
    expect(await bench.sync(id)).toMatchObject({ state: 'cancelled' });
    expect((await bench.keys()).length).toBe(100);
    during = undefined;
    expect(await bench.sync(id)).toMatchObject({ state: 'finished', changed: 150, accepted: 150 });
  });

  test('one bad thing stops nothing; it is named with its reason, and not read again before it changes', async () => {
    let reads = 0;
    const program = (content: string): ListedItem => ({
      ...text('tool.exe', content),
      fileName: 'tool.exe',
      read() {
        reads += 1;
        return Promise.resolve(Buffer.from(`MZ\u0000\u0001${content}`));
      },
    });
    const broken: ListedItem = {
      ...text('broken', 'x'),
      read: () => Promise.reject(new MingdaError('SOURCE_ITEM_GONE')),
    };
    const refused: ListedItem = { key: 'refused', error: new MingdaError('SOURCE_FORBIDDEN') };
    const large: ListedItem = { ...text('large', 'x'), bytes: 2 ** 40, read: () => Promise.reject(new Error('read')) };
    shown = [text('good', 'good'), program('1'), broken, refused, large];
    const first = await bench.sync(id);
    expect(first).toMatchObject({ state: 'finished', listed: 5, accepted: 1, failed: 4 });
    expect(await failures(first.id)).toEqual([
      ['broken', 'SOURCE_ITEM_GONE'],
      ['large', 'FILE_TOO_LARGE'],
      ['refused', 'SOURCE_FORBIDDEN'],
      ['tool.exe', 'FILE_TYPE_UNSUPPORTED'],
    ]);
    const second = await bench.sync(id);
    expect(second).toMatchObject({ changed: 1, failed: 4 });
    expect(reads).toBe(1);
    shown = [text('good', 'good'), program('2'), broken, refused];
    await bench.sync(id);
    expect(reads).toBe(2);
  });

  test('keys that are none are named and stop nothing', async () => {
    const hostile = ['../../etc/passwd', 'a\u0000b', 'x'.repeat(10_000), '', 'half \uD800', '字'.repeat(900), 'a\n b'];
    shown = [...hostile.map((key) => text(key, 'x')), text('fine', 'fine'), text('字'.repeat(600), 'long')];
    const run = await bench.sync(id);
    expect(run).toMatchObject({ state: 'finished', listed: 9, accepted: 2, failed: 7 });
    expect((await failures(run.id)).map(([, code]) => code)).toEqual(Array(7).fill('SOURCE_KEY_INVALID'));
    expect(await bench.keys()).toEqual(['fine', '字'.repeat(600)]);
  });

  test('a key that comes twice counts once', async () => {
    shown = [
      text('a', '1'),
      text('a', '2'),
      ...Array.from({ length: 120 }, (_, it) => text(`${it}`, 'x')),
      text('a', '3'),
    ];
    expect(await bench.sync(id)).toMatchObject({ listed: 121, accepted: 121 });
    expect((await bench.versions()).a).toBe(1);
  });

  test('files of an archive are documents; one that leaves the archive is deleted, and all of them with it', async () => {
    const archive = (files: Record<string, string>): ListedItem => ({
      ...text('pack.zip', JSON.stringify(files)),
      fileName: 'pack.zip',
      read: () => Promise.resolve(zip(files)),
    });
    shown = [text('a', 'a'), text('b', 'b'), archive({ 'x.txt': 'x', 'y.txt': 'y', 'z.exe': 'MZ\u0000\u0001' })];
    const first = await bench.sync(id);
    expect(first).toMatchObject({ accepted: 4, failed: 1 });
    expect(await failures(first.id)).toEqual([['pack.zip/z.exe', 'FILE_TYPE_UNSUPPORTED']]);
    shown = [text('a', 'a'), text('b', 'b'), archive({ 'x.txt': 'x' })];
    expect(await bench.sync(id)).toMatchObject({ accepted: 0, deleted: 1 });
    expect(await bench.keys()).toEqual(['a', 'b', 'pack.zip/x.txt']);
    shown = [text('a', 'a'), text('b', 'b')];
    expect(await bench.sync(id)).toMatchObject({ deleted: 1 });
    expect(await bench.keys()).toEqual(['a', 'b']);
  });

  test('a document of another source is left alone', async () => {
    shown = [text('shared', 'first')];
    await bench.sync(id);
    const other = await bench.create(scriptedConnection);
    shown = [text('shared', 'second')];
    await bench.controlRuns.start(bench.home.scope, other);
    await bench.syncSource.execute(other, new AbortController().signal);
    expect((await bench.controlRuns.list(bench.home.scope, other))[0]).toMatchObject({ accepted: 0, failed: 1 });
    expect(await bench.versions()).toEqual({ shared: 1 });
  });

  test('reads that keep failing end the run: nothing else would come of the rest', async () => {
    shown = Array.from({ length: 100 }, (_, index) => ({
      ...text(`page ${index}`, 'x'),
      read: () => Promise.reject(new MingdaError('SOURCE_UNAVAILABLE')),
    }));
    await expect(bench.sync(id)).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
  });

  test('what a listing keeps comes back to the next one, and cleanups run once whatever happens', async () => {
    const states: unknown[] = [];
    let cleaned = 0;
    const connectors = scripted(async function* (context) {
      states.push(context.state, await context.fingerprintOf('a'));
      context.atEnd(() => Promise.resolve(void (cleaned += 1)));
      context.keepState({ round: states.length });
      yield* shown;
      if (states.length > 4) throw new MingdaError('SOURCE_DENIED');
    });
    const own = await sourceBench(opened, `own of ${number}`, { connectors });
    const source = await own.create(scriptedConnection);
    shown = [text('a', 'first')];
    await own.sync(source);
    await own.sync(source);
    await own.sync(source);
    await own.sync(source);
    expect(states).toEqual([null, undefined, { round: 2 }, 'first', { round: 4 }, 'first', { round: 4 }, 'first']);
    expect(cleaned).toBe(4);
  });
});
