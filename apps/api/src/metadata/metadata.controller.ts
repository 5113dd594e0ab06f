import { Controller } from '@nestjs/common';
import { routes, type DocumentMetadata, type Principal } from '@mingda/contracts';
import { DocumentMetadataRepository } from '@mingda/database';
import { WriteMetadata } from '@mingda/ingestion';
import { MingdaError } from '@mingda/platform';
import { DocumentLookup } from '../documents/document-lookup.ts';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

@Controller()
export class MetadataController {
  constructor(
    private readonly metadata: DocumentMetadataRepository,
    private readonly writeMetadata: WriteMetadata,
    private readonly lookup: DocumentLookup,
  ) {}

  @Operation(routes.listFields)
  async fields(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.listFields>,
  ): Promise<ReplyOf<typeof routes.listFields>> {
    await this.lookup.collection(scope, params.collectionId);
    return { items: await this.metadata.fields(scope, params.collectionId) };
  }

  @Operation(routes.setFields)
  async setFields(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.setFields>,
  ): Promise<ReplyOf<typeof routes.setFields>> {
    await this.lookup.collection(scope, params.collectionId);
    await this.metadata.setFields(scope, params.collectionId, body.items);
    return body;
  }

  @Operation(routes.listTags)
  async tags(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.listTags>,
  ): Promise<ReplyOf<typeof routes.listTags>> {
    await this.lookup.collection(scope, params.collectionId);
    return { items: await this.metadata.tags(scope, params.collectionId) };
  }

  @Operation(routes.getMetadata)
  async get(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.getMetadata>,
  ): Promise<DocumentMetadata> {
    await this.lookup.document(scope, params);
    const found = await this.metadata.get(scope, params.documentId);
    if (found === null) throw new MingdaError('DOCUMENT_NOT_FOUND', { subject: params.documentId });
    return found;
  }

  @Operation(routes.setMetadata)
  async set(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.setMetadata>,
  ): Promise<DocumentMetadata> {
    await this.lookup.document(scope, params);
    return this.writeMetadata.set(scope, params, body);
  }

  @Operation(routes.changeMetadata)
  async change(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.changeMetadata>,
  ): Promise<ReplyOf<typeof routes.changeMetadata>> {
    await this.lookup.collection(scope, params.collectionId);
    return { changed: await this.writeMetadata.change(scope, params.collectionId, body) };
  }
}
