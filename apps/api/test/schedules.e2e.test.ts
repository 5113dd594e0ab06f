import { routes, type Collection, type ReportRun, type ScheduleInput } from '@mingda/contracts';
import { testDatabases } from '@mingda/testing';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runApi, upload, uuid, type RunningTestApi } from './running-api.ts';

describe.each(testDatabases())('scheduled reports over HTTP on the $kind database', (kind) => {
  let api: RunningTestApi;
  let collection: Collection;
  let input: ScheduleInput;
  beforeAll(async () => {
    api = await runApi(kind);
    collection = await api.call(routes.createCollection, { body: { name: 'kb' } });
    const content = await readFile(join(import.meta.dirname, 'gold-sets', 'leave', 'documents', 'leave.md'), 'utf8');
    const params = { collectionId: collection.id };
    await api.call(routes.uploadDocuments, { params, body: upload({ name: 'leave.md', content }) });
    input = {
      name: 'weekly',
      collectionId: collection.id,
      goldSet: 'leave',
      limit: null,
      cron: '0 9 * * 1',
      timeZone: 'Asia/Shanghai',
      language: 'zh',
      formats: ['pdf'],
      channelIds: [],
      floors: {},
      enabled: true,
    };
  });
  afterAll(() => api?.close());

  it('preview, create, change and delete, each refused with its code when wrong', async () => {
    const { next } = await api.call(routes.previewSchedule, { body: { cron: '0 9 * * 1', timeZone: 'Asia/Shanghai' } });
    expect(next.map((due) => new Date(due).getUTCDay())).toEqual([1, 1, 1]);
    const wrong = { cron: 'monday', timeZone: 'UTC' };
    expect(await api.refuse(routes.previewSchedule, { body: wrong })).toMatchObject({ code: 'SCHEDULE_INVALID' });
    const created = await api.call(routes.createSchedule, { body: input });
    expect(await api.refuse(routes.createSchedule, { body: input })).toMatchObject({ code: 'SCHEDULE_EXISTS' });
    expect(await api.refuse(routes.createSchedule, { body: { ...input, formats: [] } })).toMatchObject({
      code: 'INVALID_INPUT',
    });
    const params = { scheduleId: created.id };
    const off = await api.call(routes.updateSchedule, { params, body: { ...input, enabled: false } });
    expect(off).toMatchObject({ enabled: false, nextDueAt: null });
    await api.call(routes.deleteSchedule, { params });
    expect(await api.refuse(routes.deleteSchedule, { params })).toMatchObject({ code: 'SCHEDULE_NOT_FOUND' });
    expect(await api.refuse(routes.runSchedule, { params: { scheduleId: uuid } })).toMatchObject({
      code: 'SCHEDULE_NOT_FOUND',
    });
  });

  it('run as jobs to a report whose files can be fetched', async () => {
    const { id } = await api.call(routes.createSchedule, { body: { ...input, name: 'now' } });
    const params = { scheduleId: id };
    let run: ReportRun = await api.call(routes.runSchedule, { params });
    while (run.state !== 'finished' && run.state !== 'failed') {
      await new Promise((resolve) => setTimeout(resolve, 200));
      [run] = (await api.call(routes.listReportRuns, { params })).items;
    }
    expect(run).toMatchObject({ state: 'finished', failure: null });
    expect(run.headline?.[0].zh).toContain('第一次评测');
    const starts = { pdf: '%PDF-', xlsx: 'PK', html: '<!doctype', md: '# ', json: '{' };
    for (const [format, start] of Object.entries(starts)) {
      const address = { params: { evaluationId: run.evaluationId ?? '', format }, query: '?language=zh' };
      const reply = await api.send(routes.downloadReport, address);
      expect(reply.headers.get('content-disposition')).toMatch(/^attachment; filename="?mingda-leave-/);
      expect(
        Buffer.from(await reply.arrayBuffer())
          .subarray(0, start.length)
          .toString(),
      ).toBe(start);
    }
    const gone = { params: { evaluationId: uuid, format: 'pdf' } };
    expect(await api.refuse(routes.downloadReport, gone)).toMatchObject({ code: 'EVALUATION_NOT_FOUND' });
  });

  it('send through channels whose addresses inside are refused and whose secrets stay', async () => {
    const body = { kind: 'slack', name: 'chat', url: 'http://127.0.0.1:9/very-secret' };
    const { id } = await api.call(routes.createChannel, { body });
    const params = { channelId: id };
    expect(await api.refuse(routes.testChannel, { params, body: { language: 'zh' } })).toMatchObject({
      code: 'TARGET_FORBIDDEN',
    });
    const list = await api.send(routes.listChannels);
    expect(await list.text()).not.toContain('very-secret');
    expect(await api.refuse(routes.createChannel, { body })).toMatchObject({ code: 'CHANNEL_EXISTS' });
    expect(await api.refuse(routes.createChannel, { body: { kind: 'slack', name: 'x' } })).toMatchObject({
      code: 'INVALID_INPUT',
    });
    const file = { ...body, name: 'y', url: 'file:///etc/passwd' };
    expect(await api.refuse(routes.createChannel, { body: file })).toMatchObject({ code: 'INVALID_INPUT' });
    await api.call(routes.deleteChannel, { params });
    expect(await api.refuse(routes.testChannel, { params, body: { language: 'en' } })).toMatchObject({
      code: 'CHANNEL_NOT_FOUND',
    });
  });

  it('are the business of administrators alone', async () => {
    const { secret } = await api.call(routes.createApiKey, { body: { name: 'helpdesk' } });
    for (const route of [routes.listSchedules, routes.listChannels, routes.createSchedule, routes.createChannel]) {
      expect(
        await api.refuse(route, { token: secret, ...(route.method === 'POST' ? { body: input } : {}) }),
      ).toMatchObject({ code: 'FORBIDDEN' });
    }
  });
});
