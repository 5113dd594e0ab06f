import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import type { Engine } from '@mingda/engine';
import { ApiKeysController } from './api-keys/api-keys.controller.ts';
import { ChunksController } from './chunks/chunks.controller.ts';
import { CollectionsController } from './collections/collections.controller.ts';
import { DocumentLookup } from './documents/document-lookup.ts';
import { DocumentProgress } from './documents/document-progress.ts';
import { DocumentsController } from './documents/documents.controller.ts';
import { UploadsController } from './documents/uploads.controller.ts';
import { VersionsController } from './documents/versions.controller.ts';
import { engineProviders } from './engine.providers.ts';
import { ComparisonController } from './evaluations/comparison.controller.ts';
import { EvaluationsController } from './evaluations/evaluations.controller.ts';
import { GateController } from './gate/gate.controller.ts';
import { GoldItemsController } from './gold-sets/gold-items.controller.ts';
import { GoldProposalsController } from './gold-sets/gold-proposals.controller.ts';
import { GoldSetsController } from './gold-sets/gold-sets.controller.ts';
import { ConversationsController } from './dialogue/conversations.controller.ts';
import { IntentsController } from './dialogue/intents.controller.ts';
import { FaqController } from './faq/faq.controller.ts';
import { GapsController } from './gaps/gaps.controller.ts';
import { HealthController } from './health/health.controller.ts';
import { Readiness } from './health/readiness.ts';
import { AuthGuard } from './http/auth.guard.ts';
import { EventStreams } from './http/event-streams.ts';
import { ProblemFilter } from './http/problem.filter.ts';
import { ImportsController } from './imports/imports.controller.ts';
import { LexiconController } from './lexicon/lexicon.controller.ts';
import { MetadataController } from './metadata/metadata.controller.ts';
import { AnswersController } from './questions/answers.controller.ts';
import { QuestionCoverageController } from './question-coverage/question-coverage.controller.ts';
import { QuestionsController } from './questions/questions.controller.ts';
import { ReviewRulesController } from './reviews/review-rules.controller.ts';
import { ReviewsController } from './reviews/reviews.controller.ts';
import { SatisfactionController } from './reviews/satisfaction.controller.ts';
import { ChannelsController } from './schedules/channels.controller.ts';
import { SchedulesController } from './schedules/schedules.controller.ts';
import { SessionController } from './session/session.controller.ts';
import { PushesController } from './sources/pushes.controller.ts';
import { SourcesController } from './sources/sources.controller.ts';

@Module({})
export class ApiModule {
  /** The HTTP door of an opened engine. */
  static forEngine(engine: Engine): DynamicModule {
    return {
      module: ApiModule,
      controllers: [
        SessionController,
        CollectionsController,
        DocumentsController,
        UploadsController,
        VersionsController,
        ImportsController,
        ChunksController,
        QuestionsController,
        AnswersController,
        EvaluationsController,
        ComparisonController,
        GateController,
        GoldItemsController,
        GoldProposalsController,
        GoldSetsController,
        QuestionCoverageController,
        LexiconController,
        MetadataController,
        ConversationsController,
        IntentsController,
        FaqController,
        GapsController,
        ReviewRulesController,
        ReviewsController,
        SatisfactionController,
        ApiKeysController,
        SchedulesController,
        ChannelsController,
        SourcesController,
        PushesController,
        HealthController,
      ],
      providers: [
        ...engineProviders(engine),
        { provide: APP_GUARD, useClass: AuthGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        EventStreams,
        Readiness,
        DocumentLookup,
        DocumentProgress,
      ],
    };
  }
}
