import { Controller, Inject, Req } from '@nestjs/common';
import { routes, type GoldImportReport, type GoldItem, type Principal } from '@mingda/contracts';
import { ImportGoldItems, ManageGoldItems } from '@mingda/evaluation';
import type { Config } from '@mingda/platform';
import type { FastifyRequest } from 'fastify';
import { CONFIG } from '../engine.providers.ts';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';
import { uploadedGoldFile } from './uploaded-gold-file.ts';

@Controller()
export class GoldItemsController {
  constructor(
    private readonly manage: ManageGoldItems,
    private readonly importItems: ImportGoldItems,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Operation(routes.listGoldItems)
  list(
    @Caller() { scope }: Principal,
    @Input() { params, query }: InputOf<typeof routes.listGoldItems>,
  ): Promise<ReplyOf<typeof routes.listGoldItems>> {
    return this.manage.list(scope, params.goldSet, query);
  }

  @Operation(routes.createGoldItem)
  create(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.createGoldItem>,
  ): Promise<GoldItem> {
    return this.manage.create(scope, params.goldSet, body);
  }

  @Operation(routes.changeGoldItem)
  change(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.changeGoldItem>,
  ): Promise<GoldItem> {
    return this.manage.change(scope, params, body);
  }

  @Operation(routes.bulkGoldItems)
  async bulk(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.bulkGoldItems>,
  ): Promise<ReplyOf<typeof routes.bulkGoldItems>> {
    return { changed: await this.manage.bulk(scope, params.goldSet, body) };
  }

  @Operation(routes.importGoldItems)
  async import(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.importGoldItems>,
    @Req() request: FastifyRequest,
  ): Promise<GoldImportReport> {
    return this.importItems.execute(
      scope,
      params.goldSet,
      await uploadedGoldFile(request, this.config.limits.fileBytes),
    );
  }
}
