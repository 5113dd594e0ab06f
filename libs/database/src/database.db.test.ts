import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { testDatabases, type OpenedDatabase } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runPrepared } from './connection/prepared-statements.ts';
import { entities } from './entities/entities.ts';
import { TenantEntity } from './entities/tenant.entity.ts';

describe.each(testDatabases())('a database ($kind)', ({ kind, open }) => {
  let opened: OpenedDatabase;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());

  test('migrating again applies nothing', async () => {
    expect(opened.database.kind).toBe(kind);
    expect(await opened.database.migrate()).toEqual([]);
  });

  test('every entity can be read with every one of its columns', async () => {
    const { manager } = opened.database.dataSource;
    for (const entity of entities) await expect(manager.find(entity, { take: 1 })).resolves.toEqual([]);
  });

  test('connections search with the settings that the figures were measured with', async () => {
    const { dataSource } = opened.database;
    await dataSource.query("select '[1]'::vector");
    expect(
      await dataSource.query(
        "select current_setting('hnsw.ef_search') as ef, current_setting('hnsw.iterative_scan') as scan",
      ),
    ).toEqual([{ ef: '100', scan: 'relaxed_order' }]);
  });

  test('a transaction that throws leaves nothing, and what follows works', async () => {
    const { database } = opened;
    const attempt = database.transaction(async (tx) => {
      await tx.insert(TenantEntity, { name: 'never' });
      throw new Error('on purpose');
    });
    await expect(attempt).rejects.toThrow('on purpose');
    expect(await database.dataSource.manager.countBy(TenantEntity, { name: 'never' })).toBe(0);
  });

  test('20 increments at once are all counted', async () => {
    const { database } = opened;
    await database.dataSource.query('create table counter (value integer); insert into counter values (0)');
    const increment = () =>
      database.transaction(async (tx) => {
        const [row] = await tx.query<{ value: number }[]>('select value from counter for update');
        await tx.query('update counter set value = $1', [(row?.value ?? 0) + 1]);
      });
    await Promise.all(Array.from({ length: 20 }, increment));
    expect(await database.dataSource.query('select value from counter')).toEqual([{ value: 20 }]);
    await database.dataSource.query('drop table counter');
  });

  test('an error of the database keeps its code, and large values pass', async () => {
    const { dataSource } = opened.database;
    await expect(dataSource.query('select 1 / 0')).rejects.toMatchObject({ driverError: { code: '22012' } });
    const bytes = Buffer.alloc(3_000_000, 7);
    const [row] = await dataSource.query<{ same: boolean; back: Buffer }[]>(
      'select length($1::bytea) = 3000000 as same, $1::bytea as back',
      [bytes],
    );
    expect(row?.same).toBe(true);
    expect(row?.back.equals(bytes)).toBe(true);
  });

  test('hints about progress arrive once their transaction has committed', async () => {
    const { database } = opened;
    const heard: string[] = [];
    const stop = database.onProgress((hint) => heard.push(`${hint.id} ${hint.state} ${String(hint.progress)}`));
    while (!heard.includes('ready queued 0')) {
      await database.notifyProgress({ id: 'ready', state: 'queued', progress: 0 }, database.dataSource.manager);
      await sleep(20);
    }
    await database.transaction((tx) => database.notifyProgress({ id: 'a', state: 'ready', progress: 1 }, tx));
    while (!heard.includes('a ready 1')) await sleep(20);
    expect(heard.at(-1)).toBe('a ready 1');
    stop();
  });
});

describe.each(testDatabases().filter(({ kind }) => kind === 'embedded'))('the embedded database', ({ open }) => {
  let opened: OpenedDatabase;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());

  test('a statement beside the open transaction of its own caller fails instead of waiting for ever', async () => {
    const { database } = opened;
    const attempt = database.transaction(async () => database.dataSource.query('select 1'));
    await expect(attempt).rejects.toMatchObject({
      code: 'INTERNAL',
      detail: expect.stringContaining('outside the transaction'),
    });
    await expect(database.transaction(() => database.ask('select 1', []))).rejects.toMatchObject({ code: 'INTERNAL' });
    await expect(database.dataSource.query('select 1 as one')).resolves.toEqual([{ one: 1 }]);
  });

  test('a statement that is asked again is parsed once', async () => {
    const { database } = opened;
    const sql = 'select $1::integer + 1 as next';
    for (const given of [1, 2, 3]) expect(await database.ask(sql, [given])).toEqual([{ next: given + 1 }]);
    const kept = 'select generic_plans + custom_plans as runs from pg_prepared_statements where statement = $1';
    expect(await database.dataSource.query(kept, [sql])).toEqual([{ runs: '3' }]);
  });

  test('a prepared statement of a transaction belongs to it', async () => {
    const { database } = opened;
    const sql = 'insert into tenant (id, name) values ($1, $2) returning name';
    const undone = database.transaction(async (tx) => {
      expect(await runPrepared(tx, sql, [randomUUID(), 'undone'])).toEqual([{ name: 'undone' }]);
      throw new Error('on purpose');
    });
    await expect(undone).rejects.toThrow('on purpose');
    await database.transaction((tx) => runPrepared(tx, sql, [randomUUID(), 'done']));
    expect(await database.ask(`select name from tenant where name like '%done'`, [])).toEqual([{ name: 'done' }]);
  });

  test('what a transaction leaves running may ask again after it has ended', async () => {
    const { database } = opened;
    let later: Promise<unknown> = Promise.resolve();
    await database.transaction(async () => {
      later = sleep(50).then(() => database.dataSource.query('select 2 as two'));
      return Promise.resolve();
    });
    await expect(later).resolves.toEqual([{ two: 2 }]);
  });

  test('a listener to progress may ask the database, although a transaction called it', async () => {
    const { database } = opened;
    const answers: unknown[] = [];
    const stop = database.onProgress(
      () => void database.dataSource.query('select 3 as three').then((rows) => answers.push(rows)),
    );
    await database.transaction((tx) => database.notifyProgress({ id: 'b', state: 'ready', progress: 1 }, tx));
    while (answers.length === 0) await sleep(10);
    expect(answers).toEqual([[{ three: 3 }]]);
    stop();
  });

  test('the event loop goes on while a query runs', async () => {
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 5);
    await opened.database.dataSource.query('select count(*) from generate_series(1, 3000000)');
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(10);
  });
});
