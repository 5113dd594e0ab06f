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

  it.each(['2026-02-30', '2026-13-01', '01.03.2026', 'yesterday', '', '2026-03-01T25:00'])('%j is no date', (text) => {
    expect(momentOf(text)).toBeNull();
  });
});
