import { ApprovedAnswers, type Converse } from '@mingda/answering';
import {
  FaqMatchRepository,
  FaqRepository,
  GapGroupingRepository,
  GapRepository,
  GapTaskRepository,
  GoldItemRepository,
  GoldSetRepository,
  ReviewExportRepository,
  ReviewRepository,
  ReviewRuleRepository,
  type CollectionRepository,
  type Database,
} from '@mingda/database';
import {
  FixGap,
  GroupQuestions,
  ImportFaq,
  ImproveCollection,
  MeasureGap,
  NoticeAnswers,
  ReviewAnswers,
  WriteFaq,
  type SaveIntents,
} from '@mingda/improvement';
import type { Embedder } from '@mingda/models';
import type { Config, Logger } from '@mingda/platform';
import type { JobQueue } from '@mingda/queue';

interface Given {
  readonly config: Config;
  readonly logger: Logger;
  readonly database: Database;
  readonly collections: CollectionRepository;
  readonly queue: JobQueue;
  readonly embedder: Embedder;
  readonly saveIntents: SaveIntents;
  /** The one answering path, which itself asks for approved answers. */
  readonly converse: () => Converse;
}

export interface ImprovementParts {
  readonly approved: ApprovedAnswers;
  readonly faq: FaqRepository;
  readonly writeFaq: WriteFaq;
  readonly importFaq: ImportFaq;
  readonly gaps: GapRepository;
  readonly gapTasks: GapTaskRepository;
  readonly grouping: GapGroupingRepository;
  readonly fixGap: FixGap;
  readonly measureGap: MeasureGap;
  readonly reviews: ReviewRepository;
  readonly reviewRules: ReviewRuleRepository;
  readonly reviewAnswers: ReviewAnswers;
  readonly reviewExports: ReviewExportRepository;
  readonly notice: NoticeAnswers;
  readonly improveCollection: ImproveCollection;
  /** Queues again what an earlier process left. */
  requeue(): Promise<void>;
}

/** Approved answers, reviews by people, and the gaps that real questions show. */
export function improvementParts(given: Given): ImprovementParts {
  const { config, logger, database, collections, queue, embedder, saveIntents, converse } = given;
  const faq = new FaqRepository(database);
  const gaps = new GapRepository(database);
  const grouping = new GapGroupingRepository(database);
  const reviews = new ReviewRepository(database);
  const reviewRules = new ReviewRuleRepository(database);
  const notice = new NoticeAnswers({ queue, logger });
  const writeFaq = new WriteFaq({ faq, embedder });
  const reviewAnswers = new ReviewAnswers({ collections, reviews, rules: reviewRules });
  return {
    approved: new ApprovedAnswers({ faq: new FaqMatchRepository(database) }),
    faq,
    writeFaq,
    importFaq: new ImportFaq({ collections, faq, writeFaq, expandedBytes: config.limits.expandedBytes }),
    gaps,
    gapTasks: new GapTaskRepository(database),
    grouping,
    fixGap: new FixGap({
      gaps,
      writeFaq,
      goldSets: new GoldSetRepository(database),
      goldItems: new GoldItemRepository(database),
    }),
    measureGap: new MeasureGap({
      database,
      gaps,
      grouping,
      queue,
      ask: (scope, request, signal) => converse().execute(scope, request, { signal }),
    }),
    reviews,
    reviewRules,
    reviewAnswers,
    reviewExports: new ReviewExportRepository(database),
    notice,
    improveCollection: new ImproveCollection({
      scopeOf: (collectionId) => grouping.scopeOf(collectionId),
      writeFaq,
      groupQuestions: new GroupQuestions({ gaps: grouping, embedder }),
      saveIntents,
      reviewAnswers,
      notice,
      logger,
    }),
    async requeue() {
      const { collectionIds, gapIds } = await grouping.unfinished(embedder.languages);
      for (const collectionId of collectionIds) {
        await queue.send('improve-collection', { collectionId }, { key: collectionId });
      }
      for (const gapId of gapIds) await queue.send('measure-gap', { gapId }, { key: gapId });
    },
  };
}
