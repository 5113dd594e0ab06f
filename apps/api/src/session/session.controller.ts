import { Controller } from '@nestjs/common';
import { routes, type Principal } from '@mingda/contracts';
import { Operation, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller } from '../http/request.decorators.ts';
import { version } from '../version.ts';

@Controller()
export class SessionController {
  @Operation(routes.getSession)
  get(@Caller() caller: Principal): ReplyOf<typeof routes.getSession> {
    return { kind: caller.kind, name: caller.name, version };
  }
}
