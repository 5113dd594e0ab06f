import { describe, expect, it } from 'vitest';
import { cronOf, dueInWords, presetOf, weekdayName } from './cron-presets.ts';

describe('presets', () => {
  it.each([
    ['30 9 * * *', 'daily', '09:30'],
    ['0 18 * * 1-5', 'weekdays', '18:00'],
    ['0 9 * * 0', 'weekly', '09:00'],
    ['5 7 1 * *', 'monthly', '07:05'],
  ])('%s is %s at %s, and back', (cron, kind, time) => {
    const preset = presetOf(cron);
    expect(preset).toMatchObject({ kind, time });
    expect(cronOf(preset)).toBe(cron);
  });

  it.each(['*/15 * * * *', '0 9 1 * 1', '99 9 * * *', '@daily', '', '0 9 * * 1,3'])('%j is typed by hand', (cron) => {
    expect(presetOf(cron).kind).toBe('custom');
    expect(cronOf(presetOf(cron))).toBeUndefined();
  });

  it('names days and due times in the language and zone asked for', () => {
    expect(weekdayName(0, 'en')).toBe('Sunday');
    expect(weekdayName(1, 'zh-CN')).toBe('星期一');
    expect(dueInWords('2026-11-30T01:00:00Z', 'zh-CN', 'Asia/Shanghai')).toContain('星期一');
    expect(dueInWords('2026-11-30T01:00:00Z', 'en', 'Asia/Shanghai')).toMatch(/Monday.*9:00/);
  });
});
