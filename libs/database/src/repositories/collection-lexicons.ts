import { noUserWords, Synonyms, UserWords, type SynonymRule } from '@mingda/language';
import type { Database } from '../database.ts';
import { currentLexiconSql, lexiconContentSql } from '../sql/lexicon-statements.ts';

/** Words and synonyms of a collection, ready for use. */
export interface CollectionLexicon {
  /** What a document that is analysed with these words is marked with. */
  readonly wordsRevision: number;
  readonly words: UserWords;
  readonly synonyms: Synonyms;
}

const noSynonyms = new Synonyms([]);
/** A lexicon of 1,000 entries takes about 200 kB. */
const mostLexicons = 200;

/**
 * Lexicons by collection, kept until their revision changes. They hold no content of documents; who may ask is settled before.
 */
export class CollectionLexicons {
  readonly #database: Database;
  readonly #kept = new Map<string, { readonly revision: number; readonly lexicon: CollectionLexicon }>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** The lexicon at a revision that the caller has read; one statement when that is new here, none otherwise. */
  async at(collectionId: string, revision: number): Promise<CollectionLexicon> {
    if (revision === 0) return { wordsRevision: 0, words: noUserWords, synonyms: noSynonyms };
    const kept = this.#kept.get(collectionId);
    // An older row may have been read just before a change: what is newer serves as well.
    if (kept !== undefined && kept.revision >= revision) return kept.lexicon;
    return this.current(collectionId);
  }

  /** The lexicon of now, for jobs; a draft's copy has that of its collection. */
  async current(collectionId: string): Promise<CollectionLexicon> {
    const { dataSource } = this.#database;
    const [home] = await dataSource.query<{ id: string; revision: number; wordsRevision: number }[]>(
      currentLexiconSql,
      [collectionId],
    );
    if (home === undefined || home.revision === 0) return this.at(collectionId, 0);
    const kept = this.#kept.get(home.id);
    if (kept?.revision === home.revision) return kept.lexicon;
    const [content] = await dataSource.query<[{ words: string[]; synonyms: SynonymRule[] }]>(lexiconContentSql, [
      home.id,
    ]);
    const lexicon = {
      wordsRevision: home.wordsRevision,
      words: new UserWords(content.words),
      synonyms: new Synonyms(content.synonyms),
    };
    this.#kept.delete(home.id);
    this.#kept.set(home.id, { revision: home.revision, lexicon });
    for (const key of this.#kept.keys()) {
      if (this.#kept.size <= mostLexicons) break;
      this.#kept.delete(key);
    }
    return lexicon;
  }
}
