import type { Profile } from '@mingda/contracts';
import {
  ExclusiveWork,
  type CollectionRepository,
  type Database,
  type DocumentRepository,
  type EvaluationRepository,
  type GateRepository,
  type ImportJobRepository,
  type IndexStateRepository,
  type OutcomeRepository,
  type ProfileRepository,
  type ShadowRepository,
  type TokenVectorRepository,
} from '@mingda/database';
import {
  GateInspector,
  ProfileGate,
  RunEvaluation,
  StartEvaluation,
  type GoldSets,
  type RunGoldSet,
} from '@mingda/evaluation';
import {
  PrepareDraft,
  ReindexCollection,
  type DeleteCollection,
  type DeleteDocument,
  type DocumentPasswords,
  type IngestDocument,
  type SweepRepeats,
} from '@mingda/ingestion';
import type { CrossEncoder, Embedder } from '@mingda/models';
import type { Config, Logger } from '@mingda/platform';
import type { JobQueue } from '@mingda/queue';
import type { QuestionTargets } from '@mingda/retrieval';
import { runFacts } from './run-facts.ts';
import { runSubjects } from './run-subjects.ts';

interface Parts {
  readonly config: Config;
  readonly logger: Logger;
  readonly database: Database;
  readonly queue: JobQueue;
  readonly embedder: Embedder;
  readonly crossEncoder: CrossEncoder | undefined;
  readonly repositories: {
    readonly collections: CollectionRepository;
    readonly documents: DocumentRepository;
    readonly evaluations: EvaluationRepository;
    readonly profiles: ProfileRepository;
    readonly shadows: ShadowRepository;
    readonly indexes: IndexStateRepository;
    readonly outcomes: OutcomeRepository;
    readonly gates: GateRepository;
    readonly imports: ImportJobRepository;
    readonly tokenVectors: TokenVectorRepository;
  };
  readonly targets: QuestionTargets;
  readonly goldSets: GoldSets;
  readonly runGoldSet: RunGoldSet;
  readonly ingestDocument: IngestDocument;
  readonly deleteDocument: DeleteDocument;
  readonly deleteCollection: DeleteCollection;
  readonly chunks: { readonly sweepRepeats: Pick<SweepRepeats, 'execute'> };
  readonly passwords: DocumentPasswords;
  /** Name of the language model's answerer; absent without one. */
  readonly writer: string | undefined;
}

export interface Quality {
  readonly startEvaluation: StartEvaluation;
  readonly runEvaluation: RunEvaluation;
  readonly gateInspector: GateInspector;
  readonly profileGate: ProfileGate;
  readonly reindexCollection: ReindexCollection;
}

/** Runs, drafts and the gate of one process. */
export function openQuality(parts: Parts): Quality {
  const { database, queue, goldSets, repositories } = parts;
  const { collections, evaluations, profiles, indexes, outcomes, gates, tokenVectors } = repositories;
  const cutBy = (profile: Profile): string => parts.targets.cutBy(profile);
  const { sweepRepeats } = parts.chunks;
  const prepareDraft = new PrepareDraft({ ...repositories, ...parts });
  const subjects = runSubjects({ profiles, indexes, targets: parts.targets, prepareDraft, sweepRepeats, cutBy });
  const startEvaluation = new StartEvaluation({ database, collections, profiles, evaluations, queue, goldSets });
  const gateInspector = new GateInspector({ profiles, gates, evaluations, indexes, cutBy });
  return {
    startEvaluation,
    gateInspector,
    runEvaluation: new RunEvaluation({
      evaluations,
      outcomes,
      subjects,
      turns: new ExclusiveWork(database),
      runGoldSet: parts.runGoldSet,
      goldSets,
      facts: runFacts(parts),
    }),
    profileGate: new ProfileGate({
      profiles,
      gates,
      inspector: gateInspector,
      startEvaluation,
      goldSets,
      queue,
      cutBy,
      tidy: (scope, collectionId) => subjects.tidy(scope, collectionId),
    }),
    reindexCollection: new ReindexCollection({ ...parts, collections, indexes, tokenVectors }),
  };
}
