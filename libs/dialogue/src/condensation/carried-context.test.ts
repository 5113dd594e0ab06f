import { describe, expect, it } from 'vitest';
import { carriedTerms, contextStrength, latestTurns, mixVectors, pointsBack } from './carried-context.ts';

const turns = [
  { role: 'user', text: '推荐一家酒店' },
  { role: 'assistant', text: '推荐您住北京贵都大酒店。' },
  { role: 'user', text: '有没有健身房？' },
  { role: 'assistant', text: '有健身房和会议室。' },
] as const;

describe('whether a question points back', () => {
  it.each([
    '它的电话是多少？',
    '那里怎么去最方便呢',
    '这家酒店的周边有哪些餐馆啊',
    '价格呢',
    'And how much does it cost to apply?',
    'What about sick leave?',
    'Are they paid as well in the first year?',
  ])('%s', (question) => expect(pointsBack(question)).toBe(true));
  it.each(['公司的年休假制度从什么时候开始执行', 'How many days of annual leave do employees get?'])(
    'not: %s',
    (question) => expect(pointsBack(question)).toBe(false),
  );
});

describe('how far a question belongs to the turns before', () => {
  it('wholly when it points back, whatever the vectors say', () => {
    expect(contextStrength('它的电话是多少？', [0.1])).toBe(1);
  });
  it('not at all when it is about something else, and by likeness between', () => {
    const question = '公司的年休假制度从什么时候开始执行';
    expect(contextStrength(question, [0.3, 0.2])).toBe(0);
    expect(contextStrength(question, [0.3, 0.55])).toBeCloseTo(0.5, 5);
    expect(contextStrength(question, [0.9])).toBe(1);
    expect(contextStrength(question, [])).toBe(0);
  });
});

describe('words of the turns before', () => {
  it('count less the older they are, and never those of the question itself', () => {
    const weights = new Map(
      carriedTerms(turns, { own: new Set(['会议室']), strength: 1 }).map((it) => [it.term, it.weight]),
    );
    expect(weights.get('健身房')).toBeCloseTo(0.3, 5);
    expect(weights.get('北京')).toBeCloseTo(0.15, 5);
    expect(weights.has('会议室')).toBe(false);
  });
  it('of an answer are as old as its question, where the next one was not answered', () => {
    const weights = new Map(
      carriedTerms(turns.slice(0, 3), { own: new Set(), strength: 1 }).map((it) => [it.term, it.weight]),
    );
    expect(weights.get('健身房')).toBeCloseTo(0.2, 5);
    expect(weights.get('北京')).toBeCloseTo(0.15, 5);
    const further = [...turns.slice(0, 3), { role: 'user', text: '价格呢' }] as const;
    expect(carriedTerms(further, { own: new Set(), strength: 1 }).map((it) => it.term)).not.toContain('北京');
  });
  it('are told as they were said, and only where they are words', () => {
    const said = carriedTerms([{ role: 'user', text: '员工的年假，and the Policies for TH-3029C' }], {
      own: new Set(),
      strength: 1,
    }).map((it) => [it.term, it.said]);
    expect(said).toContainEqual(['年假', '年假']);
    expect(said).toContainEqual(['polici', 'Policies']);
    expect(said).toContainEqual(['th-3029c', 'TH-3029C']);
    expect(said).toContainEqual(['工的', undefined]);
    expect(said).toContainEqual(['3029c', undefined]);
  });
  it('are none for a new topic', () => {
    expect(carriedTerms(turns, { own: new Set(), strength: 0 })).toEqual([]);
    const unread = {
      role: 'user',
      get text(): string {
        throw new Error('read for nothing');
      },
    } as const;
    expect(carriedTerms([unread], { own: new Set(), strength: 0 })).toEqual([]);
  });
  it('come from the latest turn of each speaker', () => {
    expect(latestTurns(turns)).toEqual({ user: '有没有健身房？', assistant: '有健身房和会议室。' });
    expect(latestTurns(turns.slice(0, 3))).toEqual({ user: '有没有健身房？' });
    expect(latestTurns([])).toEqual({});
  });
});

describe('the mixed vector', () => {
  it('has norm 1 and leans towards what was said', () => {
    const mixed = mixVectors(Float32Array.of(1, 0), [Float32Array.of(0, 1)], 1);
    expect(Math.hypot(...mixed)).toBeCloseTo(1, 5);
    expect(mixed[1]).toBeGreaterThan(0.2);
    expect(mixed[1]).toBeLessThan(mixed[0]);
  });
  it('is the question alone for a new topic', () => {
    expect(mixVectors(Float32Array.of(1, 0), [Float32Array.of(0, 1)], 0)).toEqual(Float32Array.of(1, 0));
  });
});
