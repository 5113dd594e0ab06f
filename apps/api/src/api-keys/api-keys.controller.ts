import { Controller } from '@nestjs/common';
import { AccessControl } from '@mingda/access';
import { routes, type Principal } from '@mingda/contracts';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

@Controller()
export class ApiKeysController {
  constructor(private readonly access: AccessControl) {}

  @Operation(routes.listApiKeys)
  async list(@Caller() caller: Principal): Promise<ReplyOf<typeof routes.listApiKeys>> {
    return { items: await this.access.listKeys(caller) };
  }

  @Operation(routes.createApiKey)
  async create(
    @Caller() caller: Principal,
    @Input() { body }: InputOf<typeof routes.createApiKey>,
  ): Promise<ReplyOf<typeof routes.createApiKey>> {
    const { key, secret } = await this.access.createIntegrationKey(caller, body);
    return { ...key, secret };
  }

  @Operation(routes.revokeApiKey)
  async revoke(@Caller() caller: Principal, @Input() { params }: InputOf<typeof routes.revokeApiKey>): Promise<void> {
    await this.access.revokeKey(caller, params.keyId);
  }
}
