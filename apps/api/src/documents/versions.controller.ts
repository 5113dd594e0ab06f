import { Controller, Header, Inject, StreamableFile } from '@nestjs/common';
import { routes, type Principal, type VersionText } from '@mingda/contracts';
import { DocumentRepository } from '@mingda/database';
import type { BlobStore } from '@mingda/files';
import { MingdaError } from '@mingda/platform';
import { create as contentDisposition } from 'content-disposition';
import { BLOBS } from '../engine.providers.ts';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';
import { DocumentLookup } from './document-lookup.ts';

@Controller()
export class VersionsController {
  constructor(
    private readonly lookup: DocumentLookup,
    private readonly documents: DocumentRepository,
    @Inject(BLOBS) private readonly blobs: BlobStore,
  ) {}

  @Operation(routes.listVersions)
  async list(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.listVersions>,
  ): Promise<ReplyOf<typeof routes.listVersions>> {
    const document = await this.lookup.document(scope, params);
    return { items: await this.documents.versions(scope, document.id) };
  }

  @Operation(routes.getVersionText)
  async text(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.getVersionText>,
  ): Promise<VersionText> {
    const version = await this.lookup.version(scope, params);
    const text = await this.documents.text(scope, version.id);
    if (text === null) throw new MingdaError('DOCUMENT_NOT_FOUND');
    return text;
  }

  /** Always an attachment, and sandboxed where a browser opens it all the same: an uploaded page must not run as ours. */
  @Operation(routes.downloadVersion)
  @Header('content-security-policy', "sandbox; default-src 'none'")
  async download(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.downloadVersion>,
  ): Promise<StreamableFile> {
    const version = await this.lookup.version(scope, params);
    const key = await this.documents.blobKey(scope, version.id);
    if (key === null) throw new MingdaError('DOCUMENT_NOT_FOUND');
    return new StreamableFile(await this.blobs.open(key), {
      type: version.mediaType,
      length: version.bytes,
      disposition: contentDisposition(version.fileName, { type: 'attachment' }),
    });
  }
}
