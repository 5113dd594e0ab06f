import { Controller, Inject, Req } from '@nestjs/common';
import { routes, type Principal, type PushResult } from '@mingda/contracts';
import type { Config } from '@mingda/platform';
import { PushDocuments } from '@mingda/sources';
import type { FastifyRequest } from 'fastify';
import { uploadedFiles } from '../documents/uploaded-files.ts';
import { CONFIG } from '../engine.providers.ts';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';
import { withinCollection } from './within-collection.ts';

/** The door for other programs that keep a push source in step. */
@Controller()
export class PushesController {
  constructor(
    private readonly pushes: PushDocuments,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Files are taken one after the other; those before a bad one stay accepted, and sending them again is harmless. */
  @Operation(routes.pushDocuments)
  async push(
    @Caller() caller: Principal,
    @Input() { params }: InputOf<typeof routes.pushDocuments>,
    @Req() request: FastifyRequest,
  ): Promise<PushResult> {
    const source = await this.pushes.open(narrowed(caller, params.collectionId), params.sourceId);
    const result: PushResult = { items: [], skipped: [] };
    for await (const { sourceKey, ...file } of uploadedFiles(request, this.config.limits.fileBytes)) {
      const { items, skipped } = await this.pushes.put(source, { key: sourceKey, ...file });
      result.items.push(...items);
      result.skipped.push(...skipped);
    }
    return result;
  }

  @Operation(routes.removePushedDocument)
  async removeOne(
    @Caller() caller: Principal,
    @Input() { params, query }: InputOf<typeof routes.removePushedDocument>,
  ): Promise<ReplyOf<typeof routes.removePushedDocument>> {
    const source = await this.pushes.open(narrowed(caller, params.collectionId), params.sourceId);
    return { deleted: await this.pushes.remove(source, [query.key]) };
  }

  @Operation(routes.removePushedDocuments)
  async removeSeveral(
    @Caller() caller: Principal,
    @Input() { params, body }: InputOf<typeof routes.removePushedDocuments>,
  ): Promise<ReplyOf<typeof routes.removePushedDocuments>> {
    const source = await this.pushes.open(narrowed(caller, params.collectionId), params.sourceId);
    return { deleted: await this.pushes.remove(source, body.keys) };
  }
}

function narrowed(caller: Principal, collectionId: string): Principal {
  return { ...caller, scope: withinCollection(caller.scope, collectionId) };
}
