import type { SourceDocument } from '@mingda/database';
import type { ChatMessage, ChatWriter } from '@mingda/models';
import { describe, expect, it } from 'vitest';
import { findQuote, writeQuestions } from './written-questions.ts';

/** Stands in for a language model at its boundary: says what it was told to say. */
class ScriptedWriter implements Pick<ChatWriter, 'name' | 'stream'> {
  readonly name = 'scripted';
  asked: readonly ChatMessage[] = [];
  readonly #reply: string;

  constructor(reply: string) {
    this.#reply = reply;
  }

  async *stream(messages: readonly ChatMessage[]): AsyncIterable<string> {
    this.asked = messages;
    for (const piece of this.#reply.match(/.{1,7}/gs) ?? []) yield piece;
  }
}

const text = '员工每年享有10天年假，\n未休完的年假可以结转到次年三月底。过期作废，不予补偿。';
const padded = `${text}${'公司另有规定的，从其规定。'.repeat(3)}`;
const document: SourceDocument = {
  documentId: 'd',
  versionId: 'v',
  sourceKey: 'k',
  title: '手册',
  lang: 'zh',
  text: padded,
};

const write = (reply: string) => {
  const writer = new ScriptedWriter(reply);
  const passage = { headingPath: ['年假'], text: padded };
  return writeQuestions(writer as unknown as ChatWriter, { document, passage }).then((made) => ({ made, writer }));
};

describe('questions that a language model writes', () => {
  it('are kept with the document’s own words as their evidence', async () => {
    const { made, writer } = await write(
      '1. {"question":"年假能结转吗？","answer":"可以，到次年三月底。","quote":"年假， 未休完的年假可以结转"}\n',
    );
    expect(made).toEqual([
      {
        question: '年假能结转吗？',
        answer: '可以，到次年三月底。',
        keyEntities: [],
        quote: '年假，\n未休完的年假可以结转',
        maker: 'propose-questions.v1 scripted',
      },
    ]);
    expect(writer.asked[1]?.content).toContain('手册 > 年假');
  });

  it('are left out when the quote is not in the document, or the line is no question', async () => {
    const { made } = await write(
      [
        '好的，以下是问题：',
        '{"question":"年假几天？","answer":"15天","quote":"员工每年享有15天年假"}',
        '{"question":"年假几天？","answer":"10天"}',
        '{"question":"年假几天？","answer":"10天","quote":"员工每年享有10天年假"',
        '{"question":"","answer":"10天","quote":"员工每年享有10天年假"}',
        '{"question":"年假几天？","answer":"10天","quote":"…"}',
      ].join('\n'),
    );
    expect(made).toEqual([]);
  });

  it('a quote is found across white space and never as a pattern', () => {
    expect(findQuote('a (b)* c\nd', '(b)* c d')).toBe('(b)* c\nd');
    expect(findQuote('aaaa', 'a+')).toBeUndefined();
    expect(findQuote('x', '.')).toBeUndefined();
  });
});
