import type {
  AccessScope,
  LexiconListQuery,
  LexiconState,
  LexiconSynonym,
  LexiconWord,
  SynonymContent,
} from '@mingda/contracts';
import { synonymKey, wordKey } from '@mingda/language';
import { MingdaError } from '@mingda/platform';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import { scopeParameters } from '../scope.ts';
import * as sql from '../sql/lexicon-statements.ts';

/** Entries of each kind that a collection may have: the matcher of a question holds them all in memory. */
const mostWords = 20_000;
const mostSynonyms = 5000;

type WordRow = Omit<LexiconWord, 'createdAt'> & { readonly createdAt: Date; readonly total: number };
type SynonymRow = Omit<LexiconSynonym, 'changedAt'> & { readonly changedAt: Date; readonly total: number };

interface Home {
  readonly collectionId: string;
  readonly by: string;
}

/** The words and synonyms of collections. Every change raises the revision that caches and re-analysis go by. */
export class LexiconEntryRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND` */
  async state(scope: AccessScope, collectionId: string): Promise<LexiconState> {
    const parameters = [...scopeParameters(scope), collectionId];
    const [row] = await this.#database.dataSource.query<LexiconState[]>(sql.lexiconStateSql, parameters);
    if (row === undefined) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
    return row;
  }

  /** In the order of the words. */
  async words(
    scope: AccessScope,
    collectionId: string,
    query: LexiconListQuery,
  ): Promise<{ items: LexiconWord[]; total: number }> {
    const rows = await this.#list<WordRow>(sql.listWordsSql, scope, { collectionId, ...query });
    return { items: rows.map(wordView), total: rows[0]?.total ?? 0 };
  }

  async synonyms(
    scope: AccessScope,
    collectionId: string,
    query: LexiconListQuery,
  ): Promise<{ items: LexiconSynonym[]; total: number }> {
    const rows = await this.#list<SynonymRow>(sql.listSynonymsSql, scope, { collectionId, ...query });
    return { items: rows.map(synonymView), total: rows[0]?.total ?? 0 };
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `LEXICON_FULL` */
  async addWords(
    scope: AccessScope,
    { collectionId, by, words }: Home & { readonly words: readonly string[] },
  ): Promise<{ added: number; known: number }> {
    const byKey = new Map(words.map((word) => [wordKey(word), word]));
    return this.#change(scope, collectionId, async (tx) => {
      const parameters = [scope.tenantId, collectionId, [...byKey.values()], [...byKey.keys()], by];
      const rows = await tx.query<unknown[]>(sql.insertWordsSql, parameters);
      await this.#refuseFull(tx, 'lexicon_word', { collectionId, most: mostWords });
      const added = rows.length;
      return { result: { added, known: words.length - added }, words: added > 0, changed: added > 0 };
    });
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `NOT_FOUND` */
  async deleteWord(scope: AccessScope, collectionId: string, wordId: string): Promise<void> {
    await this.#change(scope, collectionId, async (tx) => {
      const rows = await tx.query<[unknown[], number]>(sql.deleteWordSql, [
        ...scopeParameters(scope),
        collectionId,
        wordId,
      ]);
      if (rows[1] === 0) throw new MingdaError('NOT_FOUND', { subject: wordId });
      return { result: undefined, words: true, changed: true };
    });
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `SYNONYM_EXISTS`, `LEXICON_FULL` */
  async addSynonym(
    scope: AccessScope,
    { collectionId, by, content }: Home & { readonly content: SynonymContent },
  ): Promise<LexiconSynonym> {
    return this.#change(scope, collectionId, async (tx) => {
      const { words, means, key } = stored(content);
      const parameters = [scope.tenantId, collectionId, words, means, key, by];
      const [row] = await tx.query<SynonymRow[]>(sql.insertSynonymSql, parameters);
      if (row === undefined) throw new MingdaError('SYNONYM_EXISTS', { subject: words.join(', ') });
      await this.#refuseFull(tx, 'lexicon_synonym', { collectionId, most: mostSynonyms });
      return { result: synonymView(row), words: false, changed: true };
    });
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `NOT_FOUND`, `SYNONYM_EXISTS` */
  async changeSynonym(
    scope: AccessScope,
    { collectionId, by, content, id }: Home & { readonly id: string; readonly content: SynonymContent },
  ): Promise<LexiconSynonym> {
    return this.#change(scope, collectionId, async (tx) => {
      const { words, means, key } = stored(content);
      const taken = await tx.query<unknown[]>(sql.synonymByKeySql, [collectionId, key, id]);
      if (taken.length > 0) throw new MingdaError('SYNONYM_EXISTS', { subject: words.join(', ') });
      const [rows] = await tx.query<[SynonymRow[], number]>(sql.updateSynonymSql, [
        collectionId,
        id,
        words,
        means,
        key,
        by,
      ]);
      const [row] = rows;
      if (row === undefined) throw new MingdaError('NOT_FOUND', { subject: id });
      return { result: synonymView(row), words: false, changed: true };
    });
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `NOT_FOUND` */
  async deleteSynonym(scope: AccessScope, collectionId: string, id: string): Promise<void> {
    await this.#change(scope, collectionId, async (tx) => {
      const rows = await tx.query<[unknown[], number]>(sql.deleteSynonymSql, [
        ...scopeParameters(scope),
        collectionId,
        id,
      ]);
      if (rows[1] === 0) throw new MingdaError('NOT_FOUND', { subject: id });
      return { result: undefined, words: false, changed: true };
    });
  }

  async #list<R>(
    statement: string,
    scope: AccessScope,
    { collectionId, search, offset, limit }: LexiconListQuery & { readonly collectionId: string },
  ): Promise<R[]> {
    const wanted = wordKey(search ?? '');
    const pattern = wanted === '' ? null : `%${wanted.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    const parameters = [...scopeParameters(scope), collectionId, pattern, offset, limit];
    return this.#database.dataSource.query<R[]>(statement, parameters);
  }

  /** One change of one lexicon, after which its revision is another. @throws MingdaError `COLLECTION_NOT_FOUND` */
  async #change<T>(
    scope: AccessScope,
    collectionId: string,
    work: (tx: EntityManager) => Promise<{ result: T; words: boolean; changed: boolean }>,
  ): Promise<T> {
    return this.#database.transaction(async (tx) => {
      const found = await tx.query<unknown[]>(sql.lockLexiconSql, [...scopeParameters(scope), collectionId]);
      if (found.length === 0) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
      const { result, words, changed } = await work(tx);
      if (changed) await tx.query(sql.raiseLexiconSql, [collectionId, words]);
      return result;
    });
  }

  async #refuseFull(
    tx: EntityManager,
    table: 'lexicon_word' | 'lexicon_synonym',
    { collectionId, most }: { readonly collectionId: string; readonly most: number },
  ): Promise<void> {
    const [row] = await tx.query<{ count: number }[]>(
      `select count(*)::int as count from ${table} where collection_id = $1`,
      [collectionId],
    );
    if ((row?.count ?? 0) > most) throw new MingdaError('LEXICON_FULL', { detail: `at most ${String(most)}` });
  }
}

/** Each word once; the key is the same for the same rule, in whatever order and spelling it was written. */
function stored({ words, means }: SynonymContent): { words: string[]; means: string[]; key: string } {
  const unique = (list: readonly string[]): Map<string, string> => new Map(list.map((it) => [synonymKey(it), it]));
  const from = unique(words);
  const to = unique(means);
  const keyOf = (list: Map<string, string>): string => [...list.keys()].toSorted().join('|');
  return { words: [...from.values()], means: [...to.values()], key: `${keyOf(from)}>${keyOf(to)}` };
}

function wordView({ id, word, createdBy, createdAt }: WordRow): LexiconWord {
  return { id, word, createdBy, createdAt: createdAt.toISOString() };
}

function synonymView(row: SynonymRow): LexiconSynonym {
  const { id, words, means, changedBy, changedAt } = row;
  return { id, words, means, changedBy, changedAt: changedAt.toISOString() };
}
