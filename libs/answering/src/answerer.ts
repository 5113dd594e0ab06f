import type { AccessScope, Profile } from '@mingda/contracts';
import type { FoundPassage, ReadQuestion } from '@mingda/retrieval';

/** A quoted range of a found passage, relative to the passage's text. */
export interface Quote {
  readonly passage: FoundPassage;
  readonly start: number;
  readonly end: number;
}

/** What an answerer makes of the passages, before the profile's threshold decides. */
export interface DraftAnswer {
  readonly text: string;
  /** Estimated probability (0-1) that the text answers the question. */
  readonly confidence: number;
  readonly quotes: readonly Quote[];
  /** Shipped models that chose it, with their versions, for the trace. */
  readonly models?: readonly string[];
  /** What the answerer weighed, for the trace. */
  readonly trace: unknown;
}

export interface AnswererInput {
  /** The question as it was asked. */
  readonly asked: string;
  /** The question as it was searched. */
  readonly question: ReadQuestion;
  readonly found: readonly FoundPassage[];
  /** Where the token vectors of the passages are stored; absent where the collection's profile stores none. */
  readonly storedIn?: AccessScope | undefined;
  /** Inverse document frequency of each term of the question in the collection. */
  readonly idf: ReadonlyMap<string, number>;
  readonly profile: Profile['answering'];
  readonly onText?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** Passages in, a drafted answer with its quotes out; null when nothing can be said at all. */
export interface Answerer {
  readonly name: string;
  /** Told of the question while its passages are searched, to make ready what needs it alone. */
  prepare?(coming: Pick<AnswererInput, 'question' | 'idf'>): void;
  /** Told which chunks lead before their passages are read and ordered: most of the best will be among them. */
  foresee?(coming: {
    readonly leading: readonly Pick<FoundPassage, 'chunkId' | 'modelKey'>[];
    readonly storedIn: AccessScope | undefined;
  }): void;
  /** Told of the passages as soon as they are found, to begin to read what is stored of them. */
  expect?(coming: Pick<AnswererInput, 'found' | 'storedIn'>): void;
  answer(input: AnswererInput): Promise<DraftAnswer | null>;
}
