import { Controller } from '@nestjs/common';
import {
  routes,
  type CollectionImport,
  type DocumentView,
  type FailedImportList,
  type ImportOverview,
  type Principal,
} from '@mingda/contracts';
import { ImportRepository } from '@mingda/database';
import { ImportBoard } from '@mingda/ingestion';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

@Controller()
export class ImportsController {
  constructor(
    private readonly board: ImportBoard,
    private readonly imports: ImportRepository,
  ) {}

  @Operation(routes.getImports)
  overview(@Caller() { scope }: Principal): Promise<ImportOverview> {
    return this.board.overview(scope);
  }

  @Operation(routes.pauseAllImports)
  pauseAll(@Caller() { scope }: Principal): Promise<ImportOverview> {
    return this.board.setAllPaused(scope, true);
  }

  @Operation(routes.resumeAllImports)
  resumeAll(@Caller() { scope }: Principal): Promise<ImportOverview> {
    return this.board.setAllPaused(scope, false);
  }

  @Operation(routes.listFailedImports)
  failed(
    @Caller() { scope }: Principal,
    @Input() { query }: InputOf<typeof routes.listFailedImports>,
  ): Promise<FailedImportList> {
    return this.imports.failed(scope, query);
  }

  @Operation(routes.retryFailedImports)
  async retryFailed(
    @Caller() { scope }: Principal,
    @Input() { body }: InputOf<typeof routes.retryFailedImports>,
  ): Promise<ReplyOf<typeof routes.retryFailedImports>> {
    return { changed: await this.imports.retryFailed(scope, body) };
  }

  @Operation(routes.dismissFailedImports)
  async dismissFailed(
    @Caller() { scope }: Principal,
    @Input() { body }: InputOf<typeof routes.dismissFailedImports>,
  ): Promise<ReplyOf<typeof routes.dismissFailedImports>> {
    return { changed: await this.imports.dismissFailed(scope, body) };
  }

  @Operation(routes.getCollectionImport)
  collection(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.getCollectionImport>,
  ): Promise<CollectionImport> {
    return this.board.collection(scope, params.collectionId);
  }

  @Operation(routes.pauseImport)
  pause(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.pauseImport>,
  ): Promise<CollectionImport> {
    return this.board.setPaused(scope, params.collectionId, true);
  }

  @Operation(routes.resumeImport)
  resume(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.resumeImport>,
  ): Promise<CollectionImport> {
    return this.board.setPaused(scope, params.collectionId, false);
  }

  @Operation(routes.cancelImport)
  async cancel(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.cancelImport>,
  ): Promise<ReplyOf<typeof routes.cancelImport>> {
    return { changed: await this.board.cancelAll(scope, params.collectionId) };
  }

  @Operation(routes.cancelDocument)
  cancelDocument(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.cancelDocument>,
  ): Promise<DocumentView> {
    return this.board.cancel(scope, params.collectionId, params.documentId);
  }
}
