import { Controller, Inject, Req, StreamableFile } from '@nestjs/common';
import { routes, type FaqEntry, type FaqFormat, type FaqImport, type Principal } from '@mingda/contracts';
import { FaqRepository } from '@mingda/database';
import { exportFaq, ImportFaq, WriteFaq } from '@mingda/improvement';
import { MingdaError, type Config } from '@mingda/platform';
import type { FastifyRequest } from 'fastify';
import { DocumentLookup } from '../documents/document-lookup.ts';
import { uploadedFiles } from '../documents/uploaded-files.ts';
import { CONFIG } from '../engine.providers.ts';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

const mediaTypes: Readonly<Record<FaqFormat, string>> = {
  jsonl: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

@Controller()
export class FaqController {
  constructor(
    private readonly faq: FaqRepository,
    private readonly writeFaq: WriteFaq,
    private readonly importFaq: ImportFaq,
    private readonly lookup: DocumentLookup,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Operation(routes.listFaq)
  async list(
    @Caller() { scope }: Principal,
    @Input() { params, query }: InputOf<typeof routes.listFaq>,
  ): Promise<ReplyOf<typeof routes.listFaq>> {
    await this.lookup.collection(scope, params.collectionId);
    return this.faq.list(scope, params.collectionId, query);
  }

  @Operation(routes.createFaq)
  create(
    @Caller() { scope, name }: Principal,
    @Input() { params, body }: InputOf<typeof routes.createFaq>,
  ): Promise<FaqEntry> {
    return this.writeFaq.create(scope, params.collectionId, { content: body, by: name });
  }

  @Operation(routes.importFaq)
  async import(
    @Caller() { scope, name }: Principal,
    @Input() { params, query }: InputOf<typeof routes.importFaq>,
    @Req() request: FastifyRequest,
  ): Promise<FaqImport> {
    await this.lookup.collection(scope, params.collectionId);
    const total: FaqImport = { created: 0, updated: 0, unchanged: 0, rejected: [] };
    for await (const { content } of uploadedFiles(request, this.config.limits.fileBytes)) {
      const file = { content, by: name, approve: query.approve === 'true' };
      const done = await this.importFaq.execute(scope, params.collectionId, file);
      total.created += done.created;
      total.updated += done.updated;
      total.unchanged += done.unchanged;
      total.rejected.push(...done.rejected);
    }
    return total;
  }

  @Operation(routes.exportFaq)
  async export(
    @Caller() { scope }: Principal,
    @Input() { params, query }: InputOf<typeof routes.exportFaq>,
  ): Promise<StreamableFile> {
    await this.lookup.collection(scope, params.collectionId);
    const { format } = query;
    const file = await exportFaq(this.faq, scope, { collectionId: params.collectionId, format });
    return new StreamableFile(file, {
      type: mediaTypes[format],
      disposition: `attachment; filename="approved-answers.${format}"`,
    });
  }

  @Operation(routes.getFaq)
  async get(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.getFaq>,
  ): Promise<ReplyOf<typeof routes.getFaq>> {
    const entry = await this.faq.get(scope, params.entryId);
    if (entry === null) throw new MingdaError('FAQ_NOT_FOUND');
    return { entry, revisions: await this.faq.revisions(scope, params.entryId) };
  }

  @Operation(routes.changeFaq)
  change(
    @Caller() { scope, name }: Principal,
    @Input() { params, body }: InputOf<typeof routes.changeFaq>,
  ): Promise<FaqEntry> {
    const { revision, ...content } = body;
    return this.writeFaq.change(scope, params.entryId, { content, revision, by: name });
  }

  @Operation(routes.setFaqState)
  setState(
    @Caller() { scope, name }: Principal,
    @Input() { params, body }: InputOf<typeof routes.setFaqState>,
  ): Promise<FaqEntry> {
    return this.faq.setState(scope, params.entryId, { state: body.state, by: name });
  }
}
