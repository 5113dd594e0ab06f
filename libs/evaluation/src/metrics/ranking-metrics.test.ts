import { readFileSync } from 'node:fs';
import type { MetricName } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { goldQuestion, outcomeOf } from '../../test/outcomes.ts';
import { computeMetrics, chooseMetrics, metricTable } from './metric-table.ts';
import { normalizedGain } from './ranking.ts';

interface Ranked {
  readonly ranked: readonly string[];
  /** Relevant documents with their gain, 1 to 3. */
  readonly gains: Readonly<Record<string, number>>;
  readonly values: Readonly<Record<string, number>>;
}

const file = new URL('../../test/parity/rankings.json', import.meta.url);
const { rankings } = JSON.parse(readFileSync(file, 'utf8')) as { readonly rankings: readonly Ranked[] };
const names = Object.keys(rankings[0].values).filter((name) => name in metricTable) as MetricName[];
const ranked = (documents: readonly string[], relevant: readonly string[]) =>
  outcomeOf(goldQuestion({ relevant: [...relevant] }), { retrieved: documents });

describe('ranking metrics against a known implementation', () => {
  const outcomes = rankings.map((it) => ranked(it.ranked, Object.keys(it.gains)));

  it('knows what is compared', () => {
    expect(names).toHaveLength(9);
    expect(outcomes).toHaveLength(200);
  });

  it.each(names)('%s agrees on each of the 200 random rankings, and on their mean', (name) => {
    for (const [index, outcome] of outcomes.entries())
      expect(metricTable[name].perQuestion(outcome)).toBeCloseTo(rankings[index].values[name], 8);
    const mean = rankings.reduce((sum, it) => sum + it.values[name], 0) / rankings.length;
    expect(computeMetrics(outcomes, chooseMetrics([name]))[name]).toBeCloseTo(mean, 8);
  });

  it('agrees on graded relevance', () => {
    expect(rankings.filter((it) => Object.values(it.gains).some((gain) => gain > 1)).length).toBeGreaterThan(50);
    for (const { ranked: documents, gains, values } of rankings)
      expect(normalizedGain(documents, new Map(Object.entries(gains)), 10)).toBeCloseTo(values['gradedNdcgAt10'], 8);
  });
});

describe('ranking metrics by hand', () => {
  it('finds the second relevant document at rank 2', () => {
    const outcome = ranked(['a', 'b', 'c'], ['b', 'z']);
    const value = (name: MetricName) => metricTable[name].perQuestion(outcome);
    expect([value('recallAt1'), value('recallAt5'), value('setRecallAt10'), value('mrr')]).toEqual([0, 1, 0.5, 0.5]);
    // (1 / log2 3) / (1 / log2 2 + 1 / log2 3)
    expect(value('ndcgAt10')).toBeCloseTo(0.6309297536 / 1.6309297536, 9);
  });

  it('ranks a document by its best chunk: the same key again takes no rank', () => {
    const outcome = ranked(['a', 'a', 'a', 'a', 'a', 'b'], ['b']);
    expect(metricTable.mrr.perQuestion(outcome)).toBe(0.5);
    expect(metricTable.recallAt5.perQuestion(outcome)).toBe(1);
  });

  it('counts a relevant document named twice once', () => {
    expect(metricTable.setRecallAt10.perQuestion(ranked(['a'], ['a', 'a']))).toBe(1);
  });

  it('sees nothing beyond rank 10', () => {
    const outcome = ranked(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', 'b'], ['b']);
    for (const name of names) expect(metricTable[name].perQuestion(outcome)).toBe(0);
  });

  it('scores an empty ranking 0, a question without a relevant document not at all', () => {
    for (const name of names) {
      expect(metricTable[name].perQuestion(ranked([], ['a']))).toBe(0);
      expect(metricTable[name].perQuestion(ranked(['a'], []))).toBeNull();
      expect(
        metricTable[name].perQuestion(
          outcomeOf(goldQuestion({ relevant: ['a'], answerable: false }), { retrieved: ['a'] }),
        ),
      ).toBeNull();
    }
  });

  it('scores a failed retrieval 0 and an unwanted one not at all', () => {
    const question = goldQuestion({ relevant: ['a'] });
    const failure = { code: 'INFERENCE_TIMEOUT', en: '', zh: '' };
    expect(metricTable.recallAt10.perQuestion(outcomeOf(question, { retrieved: null, failure }))).toBe(0);
    expect(metricTable.recallAt10.perQuestion(outcomeOf(question, { retrieved: null }))).toBeNull();
  });
});
