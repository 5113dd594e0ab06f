import type { AccessScope, Answer, Citation } from '@mingda/contracts';
import type { FaqMatchRepository, NearPhrasing } from '@mingda/database';
import { detectLanguage } from '@mingda/language';
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

/**
 * Answers that people wrote and approved. They win over whatever the documents say when the question is closely enough the
 * one that they were written for. The vector of the question alone comes from the retrieval, so that this costs no model.
 */
export class ApprovedAnswers {
  readonly #faq: FaqMatchRepository;

  constructor(dependencies: { readonly faq: FaqMatchRepository }) {
    this.#faq = dependencies.faq;
  }

  /** @returns null when no approved, unexpired entry of the collection was written for this question */
  async find(scope: AccessScope, collectionId: string, question: ReadQuestion): Promise<ApprovedAnswer | null> {
    const weighed = await this.#weigh(scope, collectionId, question);
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

  async #weigh(scope: AccessScope, collectionId: string, question: ReadQuestion): Promise<Weighed[]> {
    const weighed: Weighed[] = [];
    for (const { modelKey, embedding } of question.vectors) {
      const { vector } = embedding;
      const found = await this.#faq.nearest(scope, collectionId, { modelKey, vector, limit: phrasingsRead });
      weighed.push(...found.map((it) => weigh(question.text, it)));
    }
    return weighed;
  }
}

function weigh(asked: string, { entryId, text, similarity }: NearPhrasing): Weighed {
  return { entryId, text, probability: matchProbability(asked, text, { similarity, lang: detectLanguage(text) }) };
}
