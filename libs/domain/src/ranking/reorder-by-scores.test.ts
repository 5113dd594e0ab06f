import { describe, expect, it } from 'vitest';
import { reorderByScores } from './reorder-by-scores.ts';

const passages = [
  { id: 'a', score: 1 },
  { id: 'b', score: 0.6 },
  { id: 'c', score: 0.5 },
  { id: 'd', score: 0.1 },
];

describe('passages ordered by other scores', () => {
  it('go where these put them and take over the score of the place', () => {
    expect(reorderByScores(passages, [0.2, 0.9, 0.1, 0.8])).toEqual([
      { id: 'b', score: 1 },
      { id: 'd', score: 0.6 },
      { id: 'a', score: 0.5 },
      { id: 'c', score: 0.1 },
    ]);
  });

  it('stay where no score says anything', () => {
    expect(reorderByScores(passages, [0.2, null, 0.9]).map(({ id }) => id)).toEqual(['c', 'b', 'a', 'd']);
    expect(reorderByScores(passages, [])).toEqual(passages);
  });

  it('keep their order among equals', () => {
    expect(reorderByScores(passages, [0.5, 0.5, 0.5, 0.5])).toEqual(passages);
  });
});
