import { contradicts, passageTerms, type Statement } from '@mingda/domain';
import type { UserWords } from '@mingda/language';
import type { FoundPassage } from '@mingda/retrieval';
import type { Quote } from '../answerer.ts';

/** What the answer says and what another document says instead, sentence by sentence. */
export interface FoundConflict {
  readonly said: Quote;
  readonly others: readonly Quote[];
}

/** Documents shown beside the answer's own. */
const mostOthers = 3;
/** Share of the question's weight that a statement of another document may lack and still answer the same question. */
const tolerance = 0.1;

interface Searched {
  readonly found: readonly FoundPassage[];
  /** Inverse document frequency of the question's terms. */
  readonly idf: ReadonlyMap<string, number>;
  /** The dictionary that they were read by. */
  readonly words: UserWords;
}

interface PassageStatement extends Statement {
  readonly quote: Quote;
  /** Words of the sentence, its headings and its title. */
  readonly context: readonly ReadonlySet<string>[];
}

/**
 * Looks among the passages found for sentences of other documents that contradict a sentence of the answer, and hold as much of
 * the question as it does: what is said of another product or year is no contradiction.
 */
export function findConflict(quotes: readonly Quote[], searched: Searched): FoundConflict | null {
  const { found, idf, words } = searched;
  const known = new Map<string, PassageStatement[]>();
  const statementsOf = (passage: FoundPassage): PassageStatement[] => {
    const statements = known.get(passage.chunkId) ?? readStatements(passage, words);
    known.set(passage.chunkId, statements);
    return statements;
  };
  for (const quote of quotes) {
    const own = statementsOf(quote.passage).find(
      ({ quote: { start, end } }) => start >= quote.start && end <= quote.end,
    );
    if (own === undefined) continue;
    const others: Quote[] = [];
    const documents = new Set([quote.passage.documentId]);
    for (const passage of found) {
      if (documents.has(passage.documentId) || passage.modelKey !== quote.passage.modelKey) continue;
      const other = statementsOf(passage).find((it) => contradicts(own, it) && holdsAsMuch(it, own, idf));
      if (other === undefined) continue;
      documents.add(passage.documentId);
      others.push(other.quote);
      if (others.length === mostOthers) break;
    }
    if (others.length > 0) return { said: own.quote, others };
  }
  return null;
}

function readStatements(passage: FoundPassage, words: UserWords): PassageStatement[] {
  const { sentences, headings } = passageTerms(passage, words);
  return passage.sentences.map(({ start, end, vector }, at) => ({
    quote: { passage, start, end },
    text: passage.text.slice(start, end),
    terms: sentences[at] ?? new Set<string>(),
    context: [sentences[at] ?? new Set<string>(), headings],
    vector,
  }));
}

function holdsAsMuch(other: PassageStatement, own: PassageStatement, idf: ReadonlyMap<string, number>): boolean {
  let all = 0;
  let missing = 0;
  for (const [term, weight] of idf) {
    all += weight;
    const holds = (it: PassageStatement): boolean => it.context.some((terms) => terms.has(term));
    if (holds(own) && !holds(other)) missing += weight;
  }
  return missing <= tolerance * all;
}
