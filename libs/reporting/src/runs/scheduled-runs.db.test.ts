import { setTimeout as sleep } from 'node:timers/promises';
import { testDatabases, type OpenedDatabase } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportWorld, type ReportWorld } from '../../test/report-world.ts';
import { sampleReport } from '../../test/sample-report.ts';
import { reportWork } from '../report-work.ts';

const at = (iso: string): Date => new Date(iso);

describe.each(testDatabases())('schedules ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let world: ReportWorld;
  beforeAll(async () => {
    opened = await open();
    world = await reportWorld(opened.database);
  });
  afterAll(async () => {
    await world?.close();
    await opened?.drop();
  });

  const nextDue = async (id: string): Promise<string | null> =>
    (await world.reporting.manageSchedules.list(world.scope)).find((it) => it.id === id)?.nextDueAt ?? null;
  const evaluationsOf = async (): Promise<number> => (await world.evaluations.list(world.scope)).length;
  const fire = (id: string): Promise<void> => world.reporting.fireSchedule.execute(id);

  test('are due at the next time of their cron expression and not before', async () => {
    world.now = at('2026-11-20T08:00:00Z');
    const id = await world.schedule();
    expect(await nextDue(id)).toBe('2026-11-20T09:00:00.000Z');
    await fire(id);
    expect(await world.runs(id)).toEqual([]);
    world.now = at('2026-11-20T09:00:00Z');
    await fire(id);
    await fire(id);
    expect(await world.runs(id)).toMatchObject([{ dueAt: '2026-11-20T09:00:00.000Z', missed: 0, state: 'waiting' }]);
    expect(await nextDue(id)).toBe('2026-11-21T09:00:00.000Z');
  });

  test('fire each due time once, however many processes come at the same moment', async () => {
    world.now = at('2026-11-20T08:00:00Z');
    const ids = await Promise.all(Array.from({ length: 4 }, () => world.schedule()));
    const other = await world.another();
    world.now = at('2026-11-20T09:00:01Z');
    await Promise.all(
      ids.flatMap((id) => [fire(id), other.fireSchedule.execute(id), fire(id), other.fireSchedule.execute(id)]),
    );
    for (const id of ids) expect(await world.runs(id)).toHaveLength(1);
  });

  test('make up once for what was due while nothing ran', async () => {
    world.now = at('2026-11-20T08:00:00Z');
    const id = await world.schedule();
    world.now = at('2026-11-23T10:00:00Z');
    await fire(id);
    expect(await world.runs(id)).toMatchObject([{ dueAt: '2026-11-23T09:00:00.000Z', missed: 3 }]);
    expect(await nextDue(id)).toBe('2026-11-24T09:00:00.000Z');
  });

  test('that are switched off do not fire', async () => {
    world.now = at('2026-11-20T08:00:00Z');
    const id = await world.schedule({ enabled: false });
    expect(await nextDue(id)).toBeNull();
    world.now = at('2026-11-21T10:00:00Z');
    await fire(id);
    expect(await world.runs(id)).toEqual([]);
  });

  test('neither overlap nor lose a due time that comes while a run goes', async () => {
    world.now = at('2026-11-20T08:00:00Z');
    const id = await world.schedule({ cron: '0 * * * *' });
    const before = await evaluationsOf();
    world.now = at('2026-11-20T09:00:00Z');
    await fire(id);
    await world.reporting.advanceReport.execute(id);
    world.now = at('2026-11-20T10:00:00Z');
    await fire(id);
    await world.reporting.advanceReport.execute(id);
    world.now = at('2026-11-20T11:00:00Z');
    await fire(id);
    await Promise.all([world.reporting.advanceReport.execute(id), world.reporting.advanceReport.execute(id)]);
    expect(await world.runs(id)).toMatchObject([
      { dueAt: '2026-11-20T10:00:00.000Z', missed: 1, state: 'waiting' },
      { dueAt: '2026-11-20T09:00:00.000Z', missed: 0, state: 'running' },
    ]);
    expect(await evaluationsOf()).toBe(before + 1);
    await world.measure(id, sampleReport());
    expect(await world.runs(id)).toMatchObject([{ state: 'running' }, { state: 'finished' }]);
    await world.measure(id, sampleReport());
    expect((await world.runs(id)).map(({ state }) => state)).toEqual(['finished', 'finished']);
    expect(await evaluationsOf()).toBe(before + 2);
  });

  test('go on where a process died: before, while and after the evaluation was started', async () => {
    world.now = new Date();
    const id = await world.schedule();
    await world.reporting.manageSchedules.runNow(world.scope, id);
    const before = await evaluationsOf();
    const query = (sql: string): Promise<unknown> => opened.database.dataSource.query(sql, [id]);
    // Claimed, nothing started.
    await query("update report_run set state = 'starting', started_at = now() where schedule_id = $1");
    await world.reporting.advanceReport.execute(id);
    expect(await world.runs(id)).toMatchObject([{ state: 'running' }]);
    expect(await evaluationsOf()).toBe(before + 1);
    // Started, not noted: the evaluation is found again instead of being made twice.
    const [{ evaluationId }] = await world.runs(id);
    await query("update report_run set state = 'starting', evaluation_id = null where schedule_id = $1");
    await (await world.another()).advanceReport.execute(id);
    expect(await world.runs(id)).toMatchObject([{ state: 'running', evaluationId }]);
    expect(await evaluationsOf()).toBe(before + 1);
    await world.measure(id, sampleReport());
    await world.reporting.advanceReport.execute(id);
    expect(await world.runs(id)).toMatchObject([{ state: 'finished', evaluationId }]);
  });

  test('survive a clock that jumps: forward they catch up once, back they fire nothing twice and do not fall silent', async () => {
    world.now = at('2026-11-20T08:00:00Z');
    const id = await world.schedule();
    world.now = at('2027-11-20T12:00:00Z');
    await fire(id);
    expect(await world.runs(id)).toMatchObject([{ dueAt: '2027-11-20T09:00:00.000Z', missed: 365 }]);
    expect(await nextDue(id)).toBe('2027-11-21T09:00:00.000Z');
    world.now = at('2026-11-20T08:59:59Z');
    await fire(id);
    expect(await world.runs(id)).toHaveLength(1);
    expect(await nextDue(id)).toBe('2026-11-20T09:00:00.000Z');
    await opened.database.dataSource.query("update report_run set state = 'finished' where schedule_id = $1", [id]);
    world.now = at('2026-11-20T09:00:00Z');
    await fire(id);
    world.now = at('2026-11-20T08:59:59Z');
    await fire(id);
    world.now = at('2026-11-20T09:00:00Z');
    await fire(id);
    expect((await world.runs(id)).map(({ dueAt }) => dueAt)).toEqual([
      '2027-11-20T09:00:00.000Z',
      '2026-11-20T09:00:00.000Z',
    ]);
  });

  test('fire once on the day when clocks go back', async () => {
    world.now = at('2026-10-24T12:00:00Z');
    const id = await world.schedule({ cron: '30 2 * * *', timeZone: 'Europe/Berlin' });
    for (const time of ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-25T02:00:00Z']) {
      world.now = at(time);
      await fire(id);
    }
    expect(await world.runs(id)).toMatchObject([{ dueAt: '2026-10-25T00:30:00.000Z', missed: 0 }]);
    expect(await nextDue(id)).toBe('2026-10-26T01:30:00.000Z');
  });

  test('fire by themselves through the queue, worked by two programs, once', async () => {
    const other = await world.another();
    world.now = new Date();
    const id = await world.schedule();
    // Due a second ago by the row; both programs are told so.
    await opened.database.dataSource.query(
      "update report_schedule set next_due_at = now() - interval '1 second' where id = $1",
      [id],
    );
    const programs = [
      { reporting: world.reporting, queue: world.queues[0] },
      { reporting: other, queue: world.queues[world.queues.length - 1] },
    ];
    for (const { reporting, queue } of programs) {
      const [fireWork, advanceWork] = reportWork(reporting);
      await queue.work(fireWork.name, { concurrency: 2 }, fireWork.run);
      await queue.work(advanceWork.name, { concurrency: 2 }, advanceWork.run);
    }
    await Promise.all([world.reporting.resumeReports.execute(), other.resumeReports.execute()]);
    while ((await world.runs(id))[0]?.state !== 'running') await sleep(50);
    expect(await world.runs(id)).toHaveLength(1);
    expect(at((await nextDue(id)) ?? '').getTime()).toBeGreaterThan(Date.now());
  });

  test('are refused with what is wrong, and nothing is stored', async () => {
    const count = async (): Promise<number> => (await world.reporting.manageSchedules.list(world.scope)).length;
    const before = await count();
    await expect(world.schedule({ cron: 'every day' })).rejects.toMatchObject({ code: 'SCHEDULE_INVALID' });
    await expect(world.schedule({ timeZone: 'Nowhere' })).rejects.toMatchObject({ code: 'SCHEDULE_INVALID' });
    await expect(world.schedule({ goldSet: 'none' })).rejects.toMatchObject({ code: 'GOLD_SET_INVALID' });
    const channelIds = ['0198c0de-0000-7000-8000-000000000001'];
    await expect(world.schedule({ channelIds })).rejects.toMatchObject({ code: 'CHANNEL_NOT_FOUND' });
    const [{ name }] = await world.reporting.manageSchedules.list(world.scope);
    await expect(world.schedule({ name })).rejects.toMatchObject({ code: 'SCHEDULE_EXISTS' });
    expect(await count()).toBe(before);
  });

  test('of another tenant or collection are not there', async () => {
    const id = await world.schedule();
    const { manageSchedules } = world.reporting;
    const elsewhere = { tenantId: world.scope.tenantId, collectionIds: ['0198c0de-0000-7000-8000-000000000002'] };
    const stranger = { tenantId: '0198c0de-0000-7000-8000-000000000003' };
    for (const scope of [elsewhere, stranger]) {
      expect(await manageSchedules.list(scope)).toEqual([]);
      await expect(manageSchedules.runs(scope, id)).rejects.toMatchObject({ code: 'SCHEDULE_NOT_FOUND' });
      await expect(manageSchedules.runNow(scope, id)).rejects.toMatchObject({ code: 'SCHEDULE_NOT_FOUND' });
      await expect(manageSchedules.delete(scope, id)).rejects.toMatchObject({ code: 'SCHEDULE_NOT_FOUND' });
    }
    await manageSchedules.delete(world.scope, id);
    await expect(manageSchedules.runs(world.scope, id)).rejects.toMatchObject({ code: 'SCHEDULE_NOT_FOUND' });
  });
});
