import type { RealQuestion } from '@mingda/database';
import { createEmbedder, type Embedder } from '@mingda/models';
import { createLogger, loadConfig } from '@mingda/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differentQuestions, sameQuestions } from '../../../test/question-pairs.ts';
import { worthAsking } from './log-candidates.ts';
import { clusterQuestions, representedBy } from './question-clusters.ts';

const asked = (question: string, given: Partial<RealQuestion> = {}): RealQuestion => ({
  question,
  lang: 'zh',
  followsUp: false,
  count: 1,
  refused: 0,
  lowConfidence: 0,
  disliked: 0,
  likedAnswerId: null,
  ...given,
});

const watch = { onProgress: () => undefined };

describe('clusters of real questions, on the product’s models', () => {
  let embedder: Embedder;
  beforeAll(async () => {
    embedder = await createEmbedder(loadConfig({}), createLogger({ logLevel: 'silent' }, 'test'));
    await embedder.ready();
  });
  afterAll(() => embedder?.close());

  const share = async (pairs: readonly (readonly [string, string])[]): Promise<number> => {
    let joined = 0;
    for (const pair of pairs) {
      const clusters = await clusterQuestions(
        embedder,
        pair.map((it) => asked(it)),
        watch,
      );
      if (clusters.length === 1) joined += 1;
    }
    return joined / pairs.length;
  };

  it('never put two different questions of the hand-written pairs together, and every second rewording', async () => {
    for (const language of ['zh', 'en'] as const) {
      expect([language, await share(differentQuestions[language])]).toEqual([language, 0]);
      expect(await share(sameQuestions[language])).toBeGreaterThanOrEqual(0.5);
    }
  });

  it('keep languages apart, count under the first, and are known when the set asks the same', async () => {
    const questions = [
      asked('公司班车几点发车？', { count: 5, refused: 2 }),
      asked('When does the shuttle bus leave?', { disliked: 1 }),
      asked('公司的班车几点发车？', { lowConfidence: 1 }),
      asked('年假有几天？'),
    ];
    const fractions: number[] = [];
    const clusters = await clusterQuestions(embedder, questions, { onProgress: (it) => fractions.push(it) });
    expect(clusters.map((it) => it.members.length)).toEqual([2, 1, 1]);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBeLessThanOrEqual(1);
    const worth = worthAsking(clusters);
    expect(worth.map((it) => [it.leader.question, it.count, it.reasons])).toEqual([
      ['公司班车几点发车？', 6, ['refused', 'low-confidence', 'frequent']],
      ['When does the shuttle bus leave?', 1, ['disliked']],
    ]);
    const isKnown = await representedBy(embedder, ['公司的班车几点发车'], undefined);
    expect(worth.map(isKnown)).toEqual([true, false]);
  });
});
