import { describe, expect, it } from 'vitest';
import { momentOf } from './moment-of.ts';

describe('days and instants of filters and fields', () => {
  it('a day is all of it, in UTC', () => {
    expect(momentOf('2026-02-28')).toEqual({ from: '2026-02-28T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' });
  });

  it('an instant is itself, whatever zone it is written in', () => {
    expect(momentOf('2026-03-01T08:00:00+08:00')).toEqual({
      from: '2026-03-01T00:00:00.000Z',
      to: '2026-03-01T00:00:00.001Z',
    });
  });

  it('what lies beyond the years of four digits is none, and the last day ends with its last instant', () => {
    expect(momentOf('9999-12-31')?.to).toBe('9999-12-31T23:59:59.999Z');
    expect(momentOf('0001-01-01')?.from).toBe('0001-01-01T00:00:00.000Z');
    expect(momentOf('0000-12-31')).toBeNull();
    expect(momentOf('0001-01-01T00:00:00+08:00')).toBeNull();
    expect(momentOf('9999-12-31T23:00:00-08:00')).toBeNull();
  });

  it.each(['2026-02-30', '2026-13-01', '01.03.2026', 'yesterday', '', '2026-03-01T25:00'])('%j is no date', (text) => {
    expect(momentOf(text)).toBeNull();
  });
});
