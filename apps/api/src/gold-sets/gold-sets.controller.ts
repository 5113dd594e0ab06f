import { Controller, Inject, StreamableFile } from '@nestjs/common';
import { routes, type GoldSetDetail, type GoldVersion, type Principal } from '@mingda/contracts';
import { exportGoldSet, GoldSets, ManageGoldSets, type GoldSetStore } from '@mingda/evaluation';
import { create as contentDisposition } from 'content-disposition';
import { GOLD_SET_STORE } from '../engine.providers.ts';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

const mediaTypes = { jsonl: 'application/x-ndjson', csv: 'text/csv; charset=utf-8' } as const;

@Controller()
export class GoldSetsController {
  constructor(
    private readonly goldSets: GoldSets,
    private readonly manage: ManageGoldSets,
    @Inject(GOLD_SET_STORE) private readonly store: GoldSetStore,
  ) {}

  @Operation(routes.listGoldSets)
  async list(@Caller() { scope }: Principal): Promise<ReplyOf<typeof routes.listGoldSets>> {
    return { items: await this.goldSets.list(scope) };
  }

  @Operation(routes.createGoldSet)
  create(
    @Caller() { scope }: Principal,
    @Input() { body }: InputOf<typeof routes.createGoldSet>,
  ): Promise<GoldSetDetail> {
    return this.manage.create(scope, body);
  }

  @Operation(routes.getGoldSet)
  get(@Caller() { scope }: Principal, @Input() { params }: InputOf<typeof routes.getGoldSet>): Promise<GoldSetDetail> {
    return this.manage.detail(scope, params.goldSet);
  }

  @Operation(routes.changeGoldSet)
  change(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.changeGoldSet>,
  ): Promise<GoldSetDetail> {
    return this.manage.change(scope, params.goldSet, body);
  }

  @Operation(routes.deleteGoldSet)
  delete(@Caller() { scope }: Principal, @Input() { params }: InputOf<typeof routes.deleteGoldSet>): Promise<void> {
    return this.manage.delete(scope, params.goldSet);
  }

  @Operation(routes.listGoldVersions)
  async versions(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.listGoldVersions>,
  ): Promise<ReplyOf<typeof routes.listGoldVersions>> {
    return { items: await this.manage.versions(scope, params.goldSet) };
  }

  @Operation(routes.freezeGoldSet)
  freeze(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.freezeGoldSet>,
  ): Promise<GoldVersion> {
    return this.manage.freeze(scope, params.goldSet, body.note);
  }

  @Operation(routes.exportGoldItems)
  async export(
    @Caller() { scope }: Principal,
    @Input() { params, query }: InputOf<typeof routes.exportGoldItems>,
  ): Promise<StreamableFile> {
    const { format, version } = query;
    const content = Buffer.from(await exportGoldSet(this.store, scope, { name: params.goldSet, format, version }));
    const fileName = `${params.goldSet}${version === undefined ? '' : `-v${version}`}.${format}`;
    return new StreamableFile(content, {
      type: mediaTypes[format],
      length: content.length,
      disposition: contentDisposition(fileName, { type: 'attachment' }),
    });
  }
}
