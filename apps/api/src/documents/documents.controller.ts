import { Controller } from '@nestjs/common';
import { routes, type DocumentView, type Principal } from '@mingda/contracts';
import { DocumentRepository } from '@mingda/database';
import { DeleteDocument, RetryDocument, UnlockDocument } from '@mingda/ingestion';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';
import { DocumentLookup } from './document-lookup.ts';

@Controller()
export class DocumentsController {
  constructor(
    private readonly lookup: DocumentLookup,
    private readonly documents: DocumentRepository,
    private readonly retryDocument: RetryDocument,
    private readonly unlockDocument: UnlockDocument,
    private readonly deleteDocument: DeleteDocument,
  ) {}

  @Operation(routes.listDocuments)
  async list(
    @Caller() { scope }: Principal,
    @Input() { params, query }: InputOf<typeof routes.listDocuments>,
  ): Promise<ReplyOf<typeof routes.listDocuments>> {
    await this.lookup.collection(scope, params.collectionId);
    return this.documents.list(scope, params.collectionId, query);
  }

  @Operation(routes.getDocument)
  get(@Caller() { scope }: Principal, @Input() { params }: InputOf<typeof routes.getDocument>): Promise<DocumentView> {
    return this.lookup.document(scope, params);
  }

  @Operation(routes.retryDocument)
  async retry(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.retryDocument>,
  ): Promise<DocumentView> {
    await this.lookup.document(scope, params);
    return this.retryDocument.execute(scope, params.documentId);
  }

  @Operation(routes.unlockDocument)
  async unlock(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.unlockDocument>,
  ): Promise<DocumentView> {
    await this.lookup.document(scope, params);
    return this.unlockDocument.execute(scope, params.documentId, body.password);
  }

  @Operation(routes.deleteDocument)
  async delete(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.deleteDocument>,
  ): Promise<void> {
    await this.lookup.document(scope, params);
    await this.deleteDocument.execute(scope, params.documentId);
  }
}
