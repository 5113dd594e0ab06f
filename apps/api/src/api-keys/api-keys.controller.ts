import { Controller } from '@nestjs/common';
import { AccessControl } from '@mingda/access';
import { routes, type Principal } from '@mingda/contracts';
import { ApiKeyRepository, CollectionRepository } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

@Controller()
export class ApiKeysController {
  constructor(
    private readonly access: AccessControl,
    private readonly apiKeys: ApiKeyRepository,
    private readonly collections: CollectionRepository,
  ) {}

  @Operation(routes.listApiKeys)
  async list(@Caller() { scope }: Principal): Promise<ReplyOf<typeof routes.listApiKeys>> {
    return { items: await this.apiKeys.list(scope) };
  }

  @Operation(routes.createApiKey)
  async create(
    @Caller() caller: Principal,
    @Input() { body }: InputOf<typeof routes.createApiKey>,
  ): Promise<ReplyOf<typeof routes.createApiKey>> {
    for (const id of body.collectionIds ?? []) {
      if ((await this.collections.get(caller.scope, id)) === null)
        throw new MingdaError('COLLECTION_NOT_FOUND', { subject: id });
    }
    const { key, secret } = await this.access.createIntegrationKey(caller, body);
    return { ...key, secret };
  }

  @Operation(routes.revokeApiKey)
  async revoke(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.revokeApiKey>,
  ): Promise<void> {
    if (!(await this.apiKeys.revoke(scope, params.keyId))) throw new MingdaError('NOT_FOUND');
  }
}
