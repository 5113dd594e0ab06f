import type {
  Answer,
  Collection,
  DocumentView,
  EvaluationReport,
  PassageView,
  Profile,
  Turn,
  VersionState,
} from '@mingda/contracts';
import type { ComparedRun, GoldSet } from '@mingda/evaluation';

export interface SourceFile {
  readonly sourceKey: string;
  readonly fileName: string;
  readonly title?: string;
  readonly content: Uint8Array;
}

/** What became of one file; an archive becomes several documents. */
export interface AcceptedFile {
  readonly accepted: readonly {
    readonly documentId: string;
    readonly sourceKey: string;
    /** False when the collection holds the same bytes under this key already. */
    readonly changed: boolean;
  }[];
  /** Files inside an archive that were not taken in. */
  readonly skipped: readonly {
    readonly sourceKey: string;
    readonly code: string;
    readonly en: string;
    readonly zh: string;
  }[];
}

export interface DocumentPage {
  readonly items: readonly DocumentView[];
  readonly total: number;
}

export interface Question {
  readonly collectionId: string;
  readonly question: string;
  readonly conversationId?: string;
  readonly externalId?: string;
  readonly turns?: readonly Turn[];
}

export interface GoldSetRun {
  readonly collection: Collection;
  readonly goldSet: GoldSet;
  readonly limit?: number;
  readonly metrics?: readonly string[];
}

export interface RunWatch {
  readonly onProgress: (fraction: number, stage: string) => void;
}

/** What the commands work on: the data folder of this machine or a running server; the same functions either way. */
export interface KnowledgeBase {
  /** Anything that changes how a document is indexed, for names that must change with it. */
  readonly indexKey: string;
  collections(): Promise<readonly Collection[]>;
  /** With the default profile when none is given. */
  createCollection(name: string, profile?: Profile): Promise<Collection>;
  accept(collectionId: string, file: SourceFile): Promise<AcceptedFile>;
  documents(collectionId: string, page: { offset: number; limit: number; state: VersionState }): Promise<DocumentPage>;
  ask(question: Question, signal?: AbortSignal): Promise<Answer>;
  search(request: {
    collectionId: string;
    query: string;
    limit: number;
  }): Promise<{ readonly passages: readonly PassageView[] }>;
  /** The answers come from the same path as everyone's; scores are computed here. */
  evaluate(run: GoldSetRun, watch: RunWatch): Promise<EvaluationReport>;
  /** A finished evaluation that was started as a job. @throws MingdaError `EVALUATION_NOT_FOUND` */
  run(evaluationId: string): Promise<ComparedRun>;
  close(): Promise<void>;
}
