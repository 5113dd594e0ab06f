import { routes } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from './invalid-input.error.ts';
import { parseInput, type RawInput } from './request-input.ts';

const collectionId = '0198c0de-0000-7000-8000-000000000001';
const ask = (body: unknown, params: unknown = { collectionId }): unknown =>
  parseInput(routes.ask, { params, query: {}, body } satisfies RawInput);

function issuesOf(work: () => unknown): readonly { path: string }[] {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the input of an operation', () => {
  it('is what the contract makes of it: trimmed, with defaults, numbers from a query', () => {
    expect(ask({ question: '  年假？ ' })).toMatchObject({ params: { collectionId }, body: { question: '年假？' } });
    const list = parseInput(routes.listDocuments, { params: { collectionId }, query: { limit: '5' }, body: undefined });
    expect(list.query).toMatchObject({ limit: 5, offset: 0 });
  });

  it.each([
    ['a question that is no text', { question: 3 }, 'body.question'],
    ['no question', {}, 'body.question'],
    ['10,001 characters', { question: 'x'.repeat(10_001) }, 'body.question'],
    ['white space only', { question: ' \n ' }, 'body.question'],
    ['a conversation id that is none', { question: 'x', conversationId: 'abc' }, 'body.conversationId'],
    ['a body that is no object', ['question'], 'body'],
    ['no body', undefined, 'body'],
  ])('is refused with its path: %s', (_, body, path) => {
    expect(issuesOf(() => ask(body)).map((issue) => issue.path)).toEqual([path]);
  });

  it('takes exactly 10,000 characters', () => {
    expect(() => ask({ question: '问'.repeat(10_000) })).not.toThrow();
  });

  it('is refused when a text holds the character that the database cannot store', () => {
    expect(issuesOf(() => ask({ question: 'a\u0000b' }))).toEqual([
      { path: 'body.question', message: 'must not contain the character U+0000' },
    ]);
  });

  it('does not exist when the address holds no id', () => {
    expect(() => ask({ question: 'x' }, { collectionId: '1 or 1=1' })).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }) as Error,
    );
  });
});
