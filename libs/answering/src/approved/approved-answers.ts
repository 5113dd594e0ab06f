import type { AccessScope, Answer, Citation } from '@mingda/contracts';
import type { FaqMatchRepository, NearPhrasing } from '@mingda/database';
import { detectLanguage, toSimplified } from '@mingda/language';
import type { Embedder } from '@mingda/models';
import type { ReadQuestion } from '@mingda/retrieval';
import type { DraftAnswer } from '../answerer.ts';
import { matchProbability } from './question-match.ts';

/** Nearest phrasings that are looked at closely; the right one is nearly always the first. */
const phrasingsRead = 5;

/** The model is shifted so that its decision lies here. */
const leastConfidence = 0.5;

/** An approved answer in place of one from the documents. */
export interface ApprovedAnswer {
  readonly name: 'approved';
  /** Its confidence says how surely the stored question is the one that was asked: 0.5 at the decision, up to 1. */
  readonly draft: DraftAnswer;
  /** What the answer says whatever the thresholds of the profile: a person has decided. */
  readonly says: Pick<Answer, 'outcome' | 'text' | 'lang' | 'handOver' | 'citations' | 'approved'>;
}

interface Weighed {
  readonly entryId: string;
  readonly text: string;
  readonly probability: number;
}

/** A question as it was asked, and as it was searched with what was said before. */
interface AskedQuestion {
  readonly asked: string;
  readonly question: ReadQuestion;
}

/**
 * Answers that people wrote and approved. They win over whatever the documents say when the question is closely enough the
 * one that they were written for. The question's vector comes from the retrieval, so that this costs no model; only a question
 * that was searched together with the words before it is embedded once more, alone, where the collection has entries at all.
 */
export class ApprovedAnswers {
  readonly #faq: FaqMatchRepository;
  readonly #embedder: Pick<Embedder, 'embed'>;

  constructor(dependencies: { readonly faq: FaqMatchRepository; readonly embedder: Pick<Embedder, 'embed'> }) {
    this.#faq = dependencies.faq;
    this.#embedder = dependencies.embedder;
  }

  /** @returns null when no approved, unexpired entry of the collection was written for this question */
  async find(scope: AccessScope, collectionId: string, given: AskedQuestion): Promise<ApprovedAnswer | null> {
    const weighed = await this.#weigh(scope, collectionId, given);
    const [best] = weighed
      .filter((it) => it.probability >= leastConfidence)
      .toSorted((left, right) => right.probability - left.probability);
    const entry = best === undefined ? null : await this.#faq.entry(scope, best.entryId);
    // Withdrawn or past its date since the first statement.
    if (
      best === undefined ||
      entry === null ||
      !entry.answers ||
      entry.approvedBy === null ||
      entry.approvedAt === null
    )
      return null;
    const cited = await this.#faq.cited(scope, entry.citations);
    return {
      name: 'approved',
      draft: { text: entry.answer, confidence: best.probability, quotes: [], trace: { approved: weighed } },
      says: {
        outcome: 'answered',
        text: entry.answer,
        lang: detectLanguage(entry.answer),
        handOver: false,
        citations: cited.map((it, index): Citation => ({ marker: index + 1, ...it })),
        approved: { entryId: entry.id, question: best.text, by: entry.approvedBy, at: entry.approvedAt },
      },
    };
  }

  async #weigh(scope: AccessScope, collectionId: string, { asked, question }: AskedQuestion): Promise<Weighed[]> {
    const weighed: Weighed[] = [];
    for (const { modelKey, embedding } of question.vectors) {
      const near = (vector: Float32Array) =>
        this.#faq.nearest(scope, collectionId, { modelKey, vector, limit: phrasingsRead });
      const found = await near(embedding.vector);
      weighed.push(...found.map((it) => weigh(question.text, it)));
      if (found.length === 0 || asked === question.text) continue;
      const items = [{ text: toSimplified(asked) }];
      const { embeddings } = await this.#embedder.embed({ model: modelKey, role: 'query', priority: 'live', items });
      const vector = embeddings[0]?.vector;
      if (vector !== undefined) weighed.push(...(await near(vector)).map((it) => weigh(asked, it)));
    }
    return weighed;
  }
}

function weigh(asked: string, { entryId, text, similarity }: NearPhrasing): Weighed {
  return { entryId, text, probability: matchProbability(asked, text, { similarity, lang: detectLanguage(text) }) };
}
