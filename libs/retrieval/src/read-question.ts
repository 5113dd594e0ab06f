import type { Embedding, Turn } from '@mingda/contracts';
import { analyze, detectLanguage, termHash, toSimplified, type Language } from '@mingda/language';
import type { Embedder } from '@mingda/models';

export interface QuestionTerm {
  readonly term: string;
  readonly hash: number;
}

/** A question as the search sees it. */
export interface ReadQuestion {
  /** What is searched for: the question, with the user's last words before it when it only makes sense after them. */
  readonly text: string;
  readonly lang: Language;
  readonly terms: readonly QuestionTerm[];
  /** By the embedding model of the question's language, with its token vectors. */
  readonly vectors: readonly { readonly modelKey: string; readonly embedding: Embedding }[];
}

/** Longest part of a question that is searched; the models' window ends near it. */
const longestQuery = 2000;

/** Words that point back at what was said before. */
const pointsBack =
  /^(那|那么|它|他|她|这个|那个|这些|那些|还有|然后|and |what about|how about|it |its |they |that |those |this )|[它她他](?:的|们)?|这个|那个/iu;
const shortQuestion = { zh: 12, en: 30 } as const;

/**
 * Analyses a question and embeds it with the model of its language. A model of one language gives high similarities to
 * everything it cannot read, so passages of another language are found by their words alone, unless both languages
 * share a multilingual model.
 */
export async function readQuestion(
  embedder: Embedder,
  request: { collectionId: string; text: string; turns: readonly Turn[]; signal: AbortSignal | undefined },
): Promise<ReadQuestion> {
  const text = withContext(request.text, request.turns).slice(0, longestQuery);
  const lang = detectLanguage(request.text);
  const models = [embedder.modelFor(lang)];
  const replies = await Promise.all(
    models.map((model) =>
      embedder.embed({
        model,
        role: 'query',
        priority: 'live',
        items: [{ text: toSimplified(text) }],
        tokens: true,
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      }),
    ),
  );
  const terms = [...new Set(analyze(text).map((it) => it.term))];
  return {
    text,
    lang,
    terms: terms.map((term) => ({ term, hash: termHash(request.collectionId, term) })),
    vectors: models.map((modelKey, index) => ({ modelKey, embedding: replies[index]?.embeddings[0] })),
  };
}

/** A follow-up that points back, or is too short to stand alone, is searched together with the user's turn before it. */
function withContext(question: string, turns: readonly Turn[]): string {
  const before = turns.findLast((turn) => turn.role === 'user');
  if (before === undefined) return question;
  const short = question.length <= shortQuestion[detectLanguage(question)];
  return short || pointsBack.test(question) ? `${before.text} ${question}` : question;
}
