import { innerProduct } from '@mingda/domain';
import type { Language } from '@mingda/language';
import type { Embedder } from '@mingda/models';
import { noAnswerMark, promptExamples, type PromptExample } from '../prompts/prompt-template.ts';

/** Examples that answer; one that refuses is added, or a small model would never refuse. */
const answering = 2;

interface QuestionVector {
  readonly modelKey: string;
  readonly embedding: { readonly vector: Float32Array };
}

/** Chooses from the pool the examples whose questions are nearest to the one that is asked. */
export class ExampleSelector {
  readonly #embedder: Embedder;
  /** Vectors of the pool's questions, made once for each language. */
  readonly #vectors = new Map<Language, Promise<readonly Float32Array[]>>();

  constructor(embedder: Embedder) {
    this.#embedder = embedder;
  }

  /** Most similar first. All are in the given language. */
  async nearest(question: readonly QuestionVector[], lang: Language): Promise<PromptExample[]> {
    const model = this.#embedder.modelFor(lang);
    const asked = question.find(({ modelKey }) => modelKey === model)?.embedding.vector;
    const vectors = asked === undefined ? undefined : await this.#poolVectors(lang, model);
    const ranked = promptExamples[lang]
      .map((example, index) => ({ example, similarity: similarity(asked, vectors?.[index]) }))
      .toSorted((a, b) => b.similarity - a.similarity)
      .map(({ example }) => example);
    const refuses = ({ answer }: PromptExample): boolean => answer === noAnswerMark;
    return [...ranked.filter((it) => !refuses(it)).slice(0, answering), ...ranked.filter(refuses).slice(0, 1)];
  }

  #poolVectors(lang: Language, model: string): Promise<readonly Float32Array[]> {
    const known = this.#vectors.get(lang);
    if (known !== undefined) return known;
    const items = promptExamples[lang].map(({ question }) => ({ text: question }));
    const made = this.#embedder
      .embed({ model, role: 'query', priority: 'live', items })
      .then(({ embeddings }) => embeddings.map(({ vector }) => vector));
    this.#vectors.set(lang, made);
    made.catch(() => this.#vectors.delete(lang));
    return made;
  }
}

/** Both have norm 1; without vectors the order of the pool stays. */
function similarity(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (a === undefined || b === undefined) return 0;
  return innerProduct(a, b);
}
