import { Controller } from '@nestjs/common';
import { routes, type ChunkEdits, type ChunkPreview, type DocumentView, type Principal } from '@mingda/contracts';
import { EditChunks, PreviewChunks, ReprocessDocument } from '@mingda/ingestion';
import { DocumentLookup } from '../documents/document-lookup.ts';
import { Operation, type InputOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

@Controller()
export class ChunksController {
  constructor(
    private readonly lookup: DocumentLookup,
    private readonly editChunks: EditChunks,
    private readonly previewChunks: PreviewChunks,
    private readonly reprocessDocument: ReprocessDocument,
  ) {}

  @Operation(routes.listChunkEdits)
  async list(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.listChunkEdits>,
  ): Promise<ChunkEdits> {
    const { id } = await this.lookup.document(scope, params);
    return this.editChunks.list(scope, id);
  }

  @Operation(routes.changeChunks)
  async change(
    @Caller() { scope, name }: Principal,
    @Input() { params, body }: InputOf<typeof routes.changeChunks>,
  ): Promise<ChunkEdits> {
    const { id } = await this.lookup.document(scope, params);
    return this.editChunks.execute(scope, id, { change: body, by: name });
  }

  @Operation(routes.reprocessDocument)
  async reprocess(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.reprocessDocument>,
  ): Promise<DocumentView> {
    const { id } = await this.lookup.document(scope, params);
    return this.reprocessDocument.execute(scope, id);
  }

  @Operation(routes.previewChunks)
  preview(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.previewChunks>,
  ): Promise<ChunkPreview> {
    return this.previewChunks.execute(scope, params.collectionId, body);
  }
}
