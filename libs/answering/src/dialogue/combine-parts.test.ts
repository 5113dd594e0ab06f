import { randomUUID } from 'node:crypto';
import type { Answer, Citation } from '@mingda/contracts';
import { expect, test } from 'vitest';
import { combineParts } from './combine-parts.ts';

const timings = { totalMs: 2, embedMs: 1, searchMs: 1, answerMs: 0 };
const citation = (marker: number, title: string): Citation => ({
  marker,
  chunkId: String(marker),
  documentId: randomUUID(),
  versionId: randomUUID(),
  versionNumber: 1,
  sourceKey: title,
  title,
  headingPath: [],
  pageFrom: null,
  pageTo: null,
  charStart: 0,
  charEnd: 1,
  quote: title,
});
const answer = (more: Partial<Answer>): Answer => ({
  id: randomUUID(),
  conversationId: randomUUID(),
  externalId: null,
  question: 'a question',
  outcome: 'answered',
  text: 'a text',
  lang: 'en',
  confidence: 0.9,
  handOver: false,
  citations: [],
  answerer: 'extractive',
  profileVersion: 1,
  timings,
  createdAt: new Date().toISOString(),
  ...more,
});

test('citations are numbered through, and each part keeps its own, those of a contradiction too', () => {
  const conflict = { statements: [1, 2].map((marker) => ({ marker, date: null })) };
  const together = combineParts([
    answer({ text: 'one', citations: [citation(1, 'A'), citation(2, 'B')] }),
    answer({ text: 'two', outcome: 'refused', confidence: 0.1 }),
    answer({ text: 'three', citations: [citation(1, 'C'), citation(2, 'A')], conflict, handOver: true }),
  ]);
  expect(together.citations.map((it) => [it.marker, it.title])).toEqual([
    [1, 'A'],
    [2, 'B'],
    [3, 'C'],
    [4, 'A'],
  ]);
  expect(together.parts.map((it) => it.markers)).toEqual([[1, 2], [], [3, 4]]);
  expect(together.parts[2]?.conflict?.statements.map((it) => it.marker)).toEqual([3, 4]);
  expect(together.parts[0]).not.toHaveProperty('conflict');
  expect(together).toMatchObject({ outcome: 'answered', text: '1. one\n2. two\n3. three', handOver: true });
  expect(together.confidence).toBe(0.9);
});

test('a part says which intent it was taken for', () => {
  const { parts } = combineParts([answer({ dialogue: { state: 'asking', intent: 'weather' } }), answer({})]);
  expect(parts.map((it) => it.intent)).toEqual(['weather', undefined]);
});
