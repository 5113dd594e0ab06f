import { noUserWords } from '@mingda/language';
import type { ChatMessage, ChatOptions, ChatWriter, Embedder } from '@mingda/models';
import type { FoundPassage } from '@mingda/retrieval';
import type { AnswererInput } from '../src/answerer.ts';

/** A stand-in for the language model: writes the pieces it was given and remembers what it was asked. */
export class ScriptedWriter implements ChatWriter {
  readonly name = 'scripted';
  readonly contextTokens: number;
  messages: readonly ChatMessage[] = [];
  options: ChatOptions | undefined;
  readonly #pieces: readonly string[];

  constructor(pieces: readonly string[], contextTokens = 8192) {
    this.#pieces = pieces;
    this.contextTokens = contextTokens;
  }

  async *stream(messages: readonly ChatMessage[], options: ChatOptions): AsyncGenerator<string> {
    this.messages = messages;
    this.options = options;
    for (const piece of this.#pieces) yield piece;
  }

  /** One token a character. */
  countTokens(texts: readonly string[]): Promise<readonly number[]> {
    return Promise.resolve(texts.map(({ length }) => length));
  }

  async ready(): Promise<void> {}
  async close(): Promise<void> {}
}

/** An embedder that is asked for nothing but the name of its model: questions of these tests carry no vectors. */
export const silentEmbedder = { modelFor: () => 'none' } as unknown as Embedder;

export function passage(chunkId: string, text: string, title = '请假制度'): FoundPassage {
  return {
    chunkId,
    documentId: 'd',
    versionId: 'v',
    versionNumber: 1,
    sourceKey: 'hr/leave.md',
    title,
    ordinal: 0,
    kind: 'paragraph',
    headingPath: [],
    text,
    lang: 'zh',
    tokens: text.length,
    pageFrom: null,
    pageTo: null,
    charStart: 0,
    charEnd: text.length,
    boxes: [],
    modelKey: 'zh',
    sentences: [],
    terms: new Set(),
    alsoIn: [],
    score: 1,
    dense: 1,
    lexical: 1,
    cross: null,
  };
}

export function input(asked: string, found: readonly FoundPassage[], more: Partial<AnswererInput> = {}): AnswererInput {
  return {
    asked,
    question: {
      text: asked,
      lang: 'zh',
      words: noUserWords,
      terms: [],
      vectors: [],
      contextStrength: 0,
      corrections: [],
    },
    found,
    idf: new Map(),
    profile: {} as AnswererInput['profile'],
    ...more,
  };
}
