import { testDatabases, type OpenedDatabase } from '@mingda/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../test/receiver.ts';
import { reportWorld, type ReportWorld } from '../../test/report-world.ts';
import { sampleReport } from '../../test/sample-report.ts';

const url = (receiver: Receiver): string => `${receiver.url}/hook/very-secret-path`;

describe.each(testDatabases())('reports and alerts ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let world: ReportWorld;
  let receiver: Receiver;
  beforeAll(async () => {
    opened = await open();
    world = await reportWorld(opened.database);
  });
  afterAll(async () => {
    await world?.close();
    await opened?.drop();
  });
  beforeEach(async () => {
    receiver = await startReceiver();
    await opened.database.dataSource.query('delete from evaluation');
  });
  afterEach(() => receiver.close());

  let names = 0;
  const channel = async (): Promise<string> => {
    names += 1;
    const input = {
      kind: 'webhook',
      name: `hook ${names}`,
      url: url(receiver),
      signingKey: 'key of the hook',
    } as const;
    return (await world.reporting.manageChannels.create(world.scope, input)).id;
  };
  const run = async (scheduleId: string, report: Parameters<ReportWorld['measure']>[1]): Promise<void> => {
    world.now = new Date(world.now.getTime() + 60_000);
    await world.reporting.manageSchedules.runNow(world.scope, scheduleId);
    await world.reporting.advanceReport.execute(scheduleId);
    await world.measure(scheduleId, report);
  };
  const deliver = async (scheduleId: string): Promise<void> => {
    const [{ deliveries }] = await world.runs(scheduleId);
    const due = Math.max(world.now.getTime(), ...deliveries.map(({ nextTryAt }) => Date.parse(nextTryAt ?? '') || 0));
    world.now = new Date(due);
    for (const { id } of deliveries) await world.reporting.deliverReport.execute(id);
  };
  const received = (): { event: string; sentences: string[]; title: string }[] =>
    receiver.posts.map((post) => JSON.parse(post.body) as never);

  test('a finished run says what changed and is sent once to every channel, files included', async () => {
    const id = await world.schedule({ channelIds: [await channel(), await channel()], language: 'zh' });
    await run(id, sampleReport({ wrong: 8 }));
    await deliver(id);
    await run(id, sampleReport({ wrong: 4 }));
    receiver.posts.length = 0;
    await deliver(id);
    await deliver(id);
    expect(receiver.posts).toHaveLength(2);
    const [first] = receiver.posts.map(
      (post) =>
        JSON.parse(post.body) as { sentences: string[]; files: { name: string }[]; metrics: { accuracy: number } },
    );
    expect(first.sentences[0]).toContain('准确率从 80.0% 升至 90.0%');
    expect(first.files.map(({ name }) => name)).toEqual([
      'mingda-leave-2026-11-23.zh.pdf',
      'mingda-leave-2026-11-23.json',
    ]);
    expect(first.metrics.accuracy).toBe(0.9);
    const [latest] = await world.runs(id);
    expect(latest.headline?.[0].en).toContain('Accuracy rose from 80.0% to 90.0%');
    expect(latest.deliveries).toMatchObject([
      { kind: 'report', state: 'sent', tries: 1, failure: null },
      { kind: 'report', state: 'sent', tries: 1, failure: null },
    ]);
  });

  test('a receiver that is away is tried again later under the same name, one that says no is not', async () => {
    const id = await world.schedule({ channelIds: [await channel()], formats: ['json'] });
    await run(id, sampleReport());
    receiver.answers.push({ status: 503, body: 'maintenance' }, { status: 429, headers: { 'retry-after': '1000' } });
    await deliver(id);
    const state = async () => (await world.runs(id))[0].deliveries[0];
    expect(await state()).toMatchObject({ state: 'waiting', tries: 1, failure: { code: 'DELIVERY_UNAVAILABLE' } });
    expect(new Date((await state()).nextTryAt ?? '').getTime() - world.now.getTime()).toBe(30_000);
    const posted = receiver.posts.length;
    await world.reporting.deliverReport.execute((await state()).id);
    expect(receiver.posts).toHaveLength(posted);
    await deliver(id);
    expect(new Date((await state()).nextTryAt ?? '').getTime() - world.now.getTime()).toBe(1_000_000);
    await deliver(id);
    expect(await state()).toMatchObject({ state: 'sent', tries: 3, failure: null, nextTryAt: null });
    expect(new Set(receiver.posts.map((post) => post.headers['x-mingda-delivery'])).size).toBe(1);

    await run(id, sampleReport());
    receiver.answers.push({ status: 404, body: 'no such hook' });
    await deliver(id);
    expect(await state()).toMatchObject({
      state: 'failed',
      failure: { code: 'DELIVERY_REFUSED', subject: 'HTTP 404: no such hook' },
    });
    const failed = (await state()).id;
    await deliver(id);
    expect((await state()).state).toBe('failed');
    expect(await world.reporting.manageSchedules.retryDelivery(world.scope, failed)).toMatchObject({
      state: 'waiting',
    });
    await expect(world.reporting.manageSchedules.retryDelivery(world.scope, failed)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await deliver(id);
    expect((await state()).state).toBe('sent');
  });

  test('a delivery is given up in the end, with its last error', async () => {
    const id = await world.schedule({ channelIds: [await channel()], formats: ['json'] });
    await run(id, sampleReport());
    for (let time = 0; time < 12; time += 1) {
      receiver.answers.push({ status: 500 });
      await deliver(id);
    }
    expect((await world.runs(id))[0].deliveries).toMatchObject([
      { state: 'failed', tries: 9, failure: { code: 'DELIVERY_UNAVAILABLE' } },
    ]);
  });

  test('an alert is told once, and again when the metric has recovered', async () => {
    const id = await world.schedule({ channelIds: [await channel()], floors: { accuracy: 0.85 }, formats: ['json'] });
    for (const wrong of [2, 10, 12, 3, 3]) {
      await run(id, sampleReport({ wrong }));
      await deliver(id);
    }
    const alerts = received().filter(({ event }) => event === 'alert');
    expect(alerts.map(({ sentences }) => sentences)).toEqual([
      ['Accuracy is 75.0%, below the floor of 85.0% that was set for it.'],
      ['Accuracy has recovered: 92.5% (the limit was 85.0%).'],
    ]);
    expect(received().filter(({ event }) => event === 'report')).toHaveLength(5);
    const schedule = (await world.reporting.manageSchedules.list(world.scope)).find((it) => it.id === id);
    expect(schedule?.alerts).toEqual([]);
  });

  test('the usual band is made of runs of the same questions alone', async () => {
    const id = await world.schedule({ channelIds: [await channel()], formats: ['json'] });
    for (let time = 0; time < 6; time += 1) await run(id, sampleReport({ wrong: 2 }));
    await run(id, sampleReport({ wrong: 30, sha256: 'b'.repeat(64) }));
    expect((await world.runs(id))[0].deliveries.map(({ kind }) => kind)).toEqual(['report']);
    await run(id, sampleReport({ wrong: 30 }));
    await deliver(id);
    expect(received().find(({ event }) => event === 'alert')?.sentences[0]).toMatch(
      /^Accuracy is 25\.0%, unusually low/,
    );
    const schedule = (await world.reporting.manageSchedules.list(world.scope)).find((it) => it.id === id);
    expect(schedule?.alerts).toMatchObject([{ metric: 'accuracy', source: 'band' }, { metric: 'wrongAnswerRate' }]);
  });

  test('a run that fails is told once, not every night, and so is that it works again', async () => {
    const id = await world.schedule({ channelIds: [await channel()], formats: ['json'] });
    for (const report of [null, null, sampleReport()]) {
      await run(id, report);
      await deliver(id);
    }
    const alerts = received().filter(({ event }) => event === 'alert');
    expect(alerts.map(({ sentences }) => sentences)).toEqual([
      ['The evaluation could not be made: No model.'],
      ['The evaluation works again.'],
    ]);
    expect((await world.runs(id)).map(({ state }) => state)).toEqual(['finished', 'failed', 'failed']);
  });

  test('what is secret of a channel never comes out, in no reply and in no row', async () => {
    const id = await channel();
    const { manageChannels } = world.reporting;
    const stored = [
      await manageChannels.list(world.scope),
      await opened.database.dataSource.query('select * from report_channel'),
      await opened.database.dataSource.query("select id, encode(sealed, 'escape') from secret"),
    ];
    expect(JSON.stringify(stored)).not.toMatch(/very-secret-path|key of the hook/);
    // A change that leaves the secrets out keeps them.
    await manageChannels.update(world.scope, id, { kind: 'webhook', name: 'renamed' });
    await manageChannels.test(world.scope, id, 'en');
    expect(receiver.posts[0]).toMatchObject({ path: '/hook/very-secret-path' });
    expect(receiver.posts[0].headers['x-mingda-signature']).toMatch(/^v1=[0-9a-f]{64}$/);
    await manageChannels.delete(world.scope, id);
    await expect(manageChannels.test(world.scope, id, 'en')).rejects.toMatchObject({ code: 'CHANNEL_NOT_FOUND' });
    const stranger = { tenantId: '0198c0de-0000-7000-8000-000000000003' };
    expect(await manageChannels.list(stranger)).toEqual([]);
  });

  test('a mail password does not follow to another server', async () => {
    const { manageChannels } = world.reporting;
    const email = {
      kind: 'email' as const,
      name: 'mail',
      settings: {
        host: 'mail.example.com',
        port: 465,
        security: 'tls' as const,
        allowSelfSigned: false,
        user: 'u',
        from: 'a@example.com',
        to: ['b@example.com'],
      },
    };
    const { id } = await manageChannels.create(world.scope, { ...email, password: 'p' });
    await manageChannels.update(world.scope, id, { ...email, name: 'mail 2' });
    const moved = { ...email, settings: { ...email.settings, host: 'evil.example' } };
    await expect(manageChannels.update(world.scope, id, moved)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  test('a channel that is deleted leaves its schedules', async () => {
    const [kept, gone] = [await channel(), await channel()];
    const id = await world.schedule({ channelIds: [kept, gone] });
    await world.reporting.manageChannels.delete(world.scope, gone);
    const schedule = (await world.reporting.manageSchedules.list(world.scope)).find((it) => it.id === id);
    expect(schedule?.channelIds).toEqual([kept]);
  });
});
