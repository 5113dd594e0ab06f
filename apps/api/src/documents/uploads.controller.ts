import { Controller, Inject, Req, type StreamableFile } from '@nestjs/common';
import { routes, type Principal } from '@mingda/contracts';
import { AcceptUpload } from '@mingda/ingestion';
import type { Config } from '@mingda/platform';
import type { FastifyRequest } from 'fastify';
import { CONFIG } from '../engine.providers.ts';
import { EventStreams } from '../http/event-streams.ts';
import { apiPrefix, Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Disconnect, Input } from '../http/request.decorators.ts';
import { DocumentLookup } from './document-lookup.ts';
import { DocumentProgress } from './document-progress.ts';
import { uploadedFiles } from './uploaded-files.ts';

@Controller()
export class UploadsController {
  constructor(
    private readonly lookup: DocumentLookup,
    private readonly acceptUpload: AcceptUpload,
    private readonly progress: DocumentProgress,
    private readonly streams: EventStreams,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Files are taken one after the other; those before a bad one stay accepted, and sending them again is harmless. */
  @Operation(routes.uploadDocuments)
  async upload(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.uploadDocuments>,
    @Req() request: FastifyRequest,
  ): Promise<ReplyOf<typeof routes.uploadDocuments>> {
    const { collectionId } = params;
    await this.lookup.collection(scope, collectionId);
    const items: ReplyOf<typeof routes.uploadDocuments>['items'] = [];
    const skipped: ReplyOf<typeof routes.uploadDocuments>['skipped'] = [];
    for await (const file of uploadedFiles(request, this.config.limits.fileBytes)) {
      const taken = await this.acceptUpload.execute(scope, { collectionId, ...file });
      const address = (id: string): string => `${apiPrefix}/collections/${collectionId}/documents/${id}`;
      items.push(...taken.accepted.map((it) => ({ ...it, statusUrl: address(it.documentId) })));
      skipped.push(...taken.skipped);
    }
    return { items, skipped };
  }

  @Operation(routes.watchDocuments)
  async watch(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.watchDocuments>,
    @Disconnect() gone: AbortSignal,
  ): Promise<StreamableFile> {
    await this.lookup.collection(scope, params.collectionId);
    return this.streams.start(gone, async (sink, signal) => {
      sink.open();
      for await (const version of this.progress.watch(scope, params.collectionId, signal)) {
        await sink.send('progress', version);
      }
    });
  }
}
