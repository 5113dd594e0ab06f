import { defaultProfile } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { compareHeldOut, fitSettings, isForFitting, type SearchSettings } from './fit-settings.ts';
import type { RankedQuestion } from './rank-questions.ts';

const present = defaultProfile.retrieval;
const ranked = (id: string, reciprocalRank: number): RankedQuestion => ({
  id,
  hits: { at1: reciprocalRank === 1 ? 1 : 0, at5: 1, at10: 1 },
  reciprocalRank,
  gainAt10: reciprocalRank,
});
const fit = (quality: (settings: SearchSettings) => number) =>
  fitSettings(
    present,
    (settings) => Promise.resolve([ranked('a', quality(settings))]),
    () => undefined,
  );

describe('fitSettings', () => {
  it('finds the weight of meaning, and the weight of the best sentence without the ranker', async () => {
    const { settings, mrr } = await fit(
      ({ ranker, denseWeight, sentenceWeight }) =>
        0.9 - (ranker ? 0.3 : 0) - Math.abs(denseWeight - 0.3) - Math.abs(sentenceWeight - 2) / 10,
    );
    expect(settings).toMatchObject({ ranker: false, denseWeight: 0.3, sentenceWeight: 2 });
    expect(mrr).toBeCloseTo(0.9, 6);
  });

  it('keeps the present settings where nothing is better by enough', async () => {
    expect((await fit(() => 0.5)).settings).toBe(present);
    expect((await fit((it) => (it === present ? 0.5 : 0.501))).settings).toBe(present);
  });

  it('changes nothing but what it fits', async () => {
    const { settings } = await fit(({ denseWeight }) => denseWeight);
    expect(settings).toEqual({ ...present, denseWeight: 0.8 });
  });
});

describe('the held-out half', () => {
  it('is the same every time and about half', () => {
    const ids = Array.from({ length: 400 }, (_, at) => `question-${String(at)}`);
    const share = ids.filter(isForFitting).length / ids.length;
    expect(share > 0.4 && share < 0.6).toBe(true);
    expect(ids.map(isForFitting)).toEqual(ids.map(isForFitting));
  });

  it('tells how far a difference could be chance', () => {
    const before = Array.from({ length: 60 }, (_, at) => ranked(String(at), 0.5));
    const after = before.map((it, at) => ranked(it.id, at % 3 === 0 ? 1 : 0.5));
    const { questions, interval, before: was, after: is } = compareHeldOut(before, after);
    expect([questions, was]).toEqual([60, 0.5]);
    expect(is).toBeCloseTo(2 / 3, 6);
    expect(interval !== null && interval.low > 0 && interval.high < 0.3).toBe(true);
  });
});
