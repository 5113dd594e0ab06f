import { Controller } from '@nestjs/common';
import { defaultProfile, routes, type Collection, type Principal, type SavedProfile } from '@mingda/contracts';
import { CollectionRepository } from '@mingda/database';
import { ProfileGate } from '@mingda/evaluation';
import { DeleteCollection } from '@mingda/ingestion';
import { MingdaError } from '@mingda/platform';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

@Controller()
export class CollectionsController {
  constructor(
    private readonly collections: CollectionRepository,
    private readonly deleteCollection: DeleteCollection,
    private readonly profileGate: ProfileGate,
  ) {}

  @Operation(routes.listCollections)
  async list(@Caller() caller: Principal): Promise<ReplyOf<typeof routes.listCollections>> {
    return { items: await this.collections.list(caller.scope) };
  }

  @Operation(routes.createCollection)
  create(@Caller() caller: Principal, @Input() { body }: InputOf<typeof routes.createCollection>): Promise<Collection> {
    return this.collections.create(caller.scope, { ...body, profile: body.profile ?? defaultProfile });
  }

  @Operation(routes.getCollection)
  async get(
    @Caller() caller: Principal,
    @Input() { params }: InputOf<typeof routes.getCollection>,
  ): Promise<Collection> {
    return found(await this.collections.get(caller.scope, params.collectionId));
  }

  @Operation(routes.updateProfile)
  async updateProfile(
    @Caller() caller: Principal,
    @Input() { params, body }: InputOf<typeof routes.updateProfile>,
  ): Promise<SavedProfile> {
    const { collectionId } = params;
    const saved = await this.profileGate.save(caller.scope, { collectionId, profile: body, doneBy: caller.name });
    return { ...found(await this.collections.get(caller.scope, collectionId)), ...saved };
  }

  @Operation(routes.deleteCollection)
  async delete(
    @Caller() caller: Principal,
    @Input() { params }: InputOf<typeof routes.deleteCollection>,
  ): Promise<void> {
    await this.deleteCollection.execute(caller.scope, params.collectionId);
  }
}

function found(collection: Collection | null): Collection {
  if (collection === null) throw new MingdaError('COLLECTION_NOT_FOUND');
  return collection;
}
