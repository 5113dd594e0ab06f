import { describe, expect, it } from 'vitest';
import { OneHotTokenModels } from '../../test/token-models.ts';
import { BertScorer } from './bert-scorer.ts';
import { drawPairs, fitBaseline } from './fit-baseline.ts';

const sentences = Array.from({ length: 30 }, (_, index) => ({ document: `d${index % 3}`, text: `${index}` }));

describe('drawing pairs', () => {
  it('takes each from two documents', () => {
    const pairs = drawPairs(sentences, { pairs: 500, seed: 7 });
    expect(pairs).toHaveLength(500);
    for (const [a, b] of pairs) expect(Number(a) % 3).not.toBe(Number(b) % 3);
  });

  it('draws the same for a seed and others for another', () => {
    expect(drawPairs(sentences, { pairs: 20, seed: 7 })).toEqual(drawPairs(sentences, { pairs: 20, seed: 7 }));
    expect(drawPairs(sentences, { pairs: 20, seed: 8 })).not.toEqual(drawPairs(sentences, { pairs: 20, seed: 7 }));
  });

  it('refuses a single document instead of searching for ever', () => {
    expect(() =>
      drawPairs(
        [
          { document: 'd', text: 'a' },
          { document: 'd', text: 'b' },
        ],
        { pairs: 1, seed: 1 },
      ),
    ).toThrow(RangeError);
  });
});

describe('a baseline', () => {
  it('is the mean of each part', async () => {
    const scorer = new BertScorer({ models: new OneHotTokenModels() });
    // "a" in "ab": precision 1, recall 1/2; "a" and "b": 0.
    const fitted = await fitBaseline(
      scorer,
      [
        ['a', 'ab'],
        ['a', 'b'],
      ],
      { language: 'en' },
    );
    expect(fitted.precision).toBeCloseTo(0.5, 6);
    expect(fitted.recall).toBeCloseTo(0.25, 6);
    expect(fitted.f1).toBeCloseTo(1 / 3, 6);
  });
});
