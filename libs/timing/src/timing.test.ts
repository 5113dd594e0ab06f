import { describe, expect, test } from 'vitest';
import { Timing } from './timing.ts';

const at = (iso: string): Date => new Date(iso);
const times = (timing: Timing, from: string, count: number): string[] =>
  timing.preview(at(from), count).map((it) => it.toISOString());

describe('due times', () => {
  test('are read in the time zone of the schedule', () => {
    const monday = new Timing({ cron: '0 9 * * 1', timeZone: 'Asia/Shanghai' });
    expect(times(monday, '2026-11-25T00:00:00Z', 2)).toEqual(['2026-11-30T01:00:00.000Z', '2026-12-07T01:00:00.000Z']);
    expect(monday.next(at('2026-11-30T01:00:00Z')).toISOString()).toBe('2026-12-07T01:00:00.000Z');
  });

  test('that do not exist when clocks go forward come right after the gap, once', () => {
    const night = new Timing({ cron: '30 2 * * *', timeZone: 'Europe/Berlin' });
    expect(times(night, '2026-03-28T12:00:00Z', 2)).toEqual(['2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z']);
  });

  test('that come twice when clocks go back are due once, in lists of hours as well', () => {
    for (const cron of ['30 2 * * *', '30 2,14 * * *']) {
      const night = new Timing({ cron, timeZone: 'Europe/Berlin' });
      const due = times(night, '2026-10-24T22:00:00Z', 6).filter((it) => it.startsWith('2026-10-25T0'));
      expect(due).toEqual(['2026-10-25T00:30:00.000Z']);
    }
    const hourly = new Timing({ cron: '30 * * * *', timeZone: 'America/New_York' });
    expect(times(hourly, '2026-11-01T05:00:00Z', 2)).toEqual(['2026-11-01T05:30:00.000Z', '2026-11-01T06:30:00.000Z']);
  });

  test('that nobody fired are counted behind the latest', () => {
    const daily = new Timing({ cron: '0 9 * * *', timeZone: 'UTC' });
    const first = at('2026-11-20T09:00:00Z');
    expect(daily.since(first, at('2026-11-20T09:00:00Z'))).toEqual({ latest: first, missed: 0 });
    expect(daily.since(first, at('2026-11-23T08:59:59Z'))).toEqual({ latest: at('2026-11-22T09:00:00Z'), missed: 2 });
    const often = new Timing({ cron: '*/5 * * * *', timeZone: 'UTC' });
    const long = often.since(at('2020-01-01T00:00:00Z'), at('2026-11-23T10:02:00Z'));
    expect(long).toEqual({ latest: at('2026-11-23T10:00:00Z'), missed: 1000 });
  });
});

describe('what is refused, with its code', () => {
  test.each([
    ['* * * * * *', 'UTC'],
    ['61 * * * *', 'UTC'],
    ['', 'UTC'],
    ['monday', 'UTC'],
    ['0 9 * * 1; drop table', 'UTC'],
    ['0 9 * * *', 'Mars/Olympus'],
  ])('%j in %s', (cron, timeZone) => {
    expect(() => new Timing({ cron, timeZone })).toThrow(/SCHEDULE_INVALID/);
  });

  test('a day that never comes, and firings closer than five minutes', () => {
    expect(() => new Timing({ cron: '0 0 30 2 *', timeZone: 'UTC' }).next(new Date())).toThrow(/SCHEDULE_INVALID/);
    const from = at('2026-11-20T09:00:00Z');
    expect(() => new Timing({ cron: '*/4 * * * *', timeZone: 'UTC' }).requireSpacing(from)).toThrow(/every 5 minutes/);
    expect(() => new Timing({ cron: '0,1 9 * * *', timeZone: 'UTC' }).requireSpacing(from)).toThrow(/every 5 minutes/);
    new Timing({ cron: '*/5 * * * *', timeZone: 'UTC' }).requireSpacing(from);
  });
});
