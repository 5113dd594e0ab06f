import type { AccessScope, LexiconImport, LexiconSynonym, SynonymContent } from '@mingda/contracts';
import type { LexiconEntryRepository } from '@mingda/database';
import { csvRows } from '@mingda/evaluation';
import { MingdaError, toMingdaError } from '@mingda/platform';
import type { JobQueue } from '@mingda/queue';
import { lexiconCsv, lexiconRows } from './lexicon-table.ts';

interface Dependencies {
  readonly entries: LexiconEntryRepository;
  readonly queue: Pick<JobQueue, 'send'>;
}

interface Writing {
  readonly collectionId: string;
  readonly by: string;
}

/** Entries read at once for an export. */
const page = 200;

/** Changes words and synonyms of a collection. New words are applied to stored chunks by a job; synonyms need none. */
export class ManageLexicon {
  readonly #entries: LexiconEntryRepository;
  readonly #queue: Dependencies['queue'];

  constructor({ entries, queue }: Dependencies) {
    this.#entries = entries;
    this.#queue = queue;
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `LEXICON_FULL` */
  async addWords(scope: AccessScope, writing: Writing & { words: readonly string[] }) {
    const result = await this.#entries.addWords(scope, writing);
    if (result.added > 0) await this.#analyse(writing.collectionId);
    return result;
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `NOT_FOUND` */
  async deleteWord(scope: AccessScope, collectionId: string, wordId: string): Promise<void> {
    await this.#entries.deleteWord(scope, collectionId, wordId);
    await this.#analyse(collectionId);
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `SYNONYM_EXISTS`, `LEXICON_FULL` */
  addSynonym(scope: AccessScope, writing: Writing & { content: SynonymContent }): Promise<LexiconSynonym> {
    return this.#entries.addSynonym(scope, writing);
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `NOT_FOUND`, `SYNONYM_EXISTS` */
  changeSynonym(
    scope: AccessScope,
    writing: Writing & { id: string; content: SynonymContent },
  ): Promise<LexiconSynonym> {
    return this.#entries.changeSynonym(scope, writing);
  }

  /**
   * Adds what a CSV table holds; what is there already stays, and a row that cannot be used is reported.
   * @throws MingdaError `COLLECTION_NOT_FOUND`, `LEXICON_IMPORT_INVALID`, `LEXICON_FULL`
   */
  async import(scope: AccessScope, writing: Writing & { content: Uint8Array }): Promise<LexiconImport> {
    const rows = lexiconRows(tableOf(writing.content));
    const result: LexiconImport = { words: 0, synonyms: 0, unchanged: 0, rejected: [] };
    const words: string[] = [];
    for (const row of rows) {
      if ('reason' in row) result.rejected.push(row);
      else if ('word' in row) words.push(row.word);
      else if (await this.#addKnown(scope, { ...writing, content: row.synonym })) result.synonyms += 1;
      else result.unchanged += 1;
    }
    if (words.length > 0) {
      const { added, known } = await this.addWords(scope, { ...writing, words });
      result.words = added;
      result.unchanged += known;
    }
    return result;
  }

  async export(scope: AccessScope, collectionId: string): Promise<Buffer> {
    const words = await all((query) => this.#entries.words(scope, collectionId, query));
    const synonyms = await all((query) => this.#entries.synonyms(scope, collectionId, query));
    return lexiconCsv(
      words.map((it) => it.word),
      synonyms,
    );
  }

  /** @returns false when the rule is there already */
  async #addKnown(scope: AccessScope, writing: Writing & { content: SynonymContent }): Promise<boolean> {
    try {
      await this.#entries.addSynonym(scope, writing);
      return true;
    } catch (error) {
      if (error instanceof MingdaError && error.code === 'SYNONYM_EXISTS') return false;
      throw error;
    }
  }

  async #analyse(collectionId: string): Promise<void> {
    await this.#queue.send('analyse-collection', { collectionId }, { key: collectionId });
  }
}

async function all<T>(
  read: (query: { offset: number; limit: number }) => Promise<{ items: T[]; total: number }>,
): Promise<T[]> {
  const items: T[] = [];
  for (;;) {
    const next = await read({ offset: items.length, limit: page });
    items.push(...next.items);
    if (next.items.length < page) return items;
  }
}

function tableOf(content: Uint8Array) {
  try {
    const text = textOf(content);
    if (text.trim() === '') throw new MingdaError('LEXICON_IMPORT_INVALID', { detail: 'the file is empty' });
    return csvRows(text);
  } catch (error) {
    if (error instanceof MingdaError && error.code === 'LEXICON_IMPORT_INVALID') throw error;
    const { detail } = toMingdaError(error);
    throw new MingdaError('LEXICON_IMPORT_INVALID', { detail: detail ?? 'not a CSV table', cause: error });
  }
}

function textOf(bytes: Uint8Array): string {
  if (bytes.includes(0)) throw new MingdaError('LEXICON_IMPORT_INVALID', { detail: 'not a text file' });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Spreadsheet programs in China write CSV as GB 18030.
    return new TextDecoder('gb18030').decode(bytes);
  }
}
