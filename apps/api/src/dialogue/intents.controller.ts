import { Controller } from '@nestjs/common';
import { IntentRouter } from '@mingda/answering';
import { routes, type IntentSet, type Principal, type TriedIntent } from '@mingda/contracts';
import { SaveIntents } from '@mingda/improvement';
import { DocumentLookup } from '../documents/document-lookup.ts';
import { Operation, type InputOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

@Controller()
export class IntentsController {
  constructor(
    private readonly saveIntents: SaveIntents,
    private readonly router: IntentRouter,
    private readonly lookup: DocumentLookup,
  ) {}

  @Operation(routes.getIntents)
  get(@Caller() { scope }: Principal, @Input() { params }: InputOf<typeof routes.getIntents>): Promise<IntentSet> {
    return this.saveIntents.current(scope, params.collectionId);
  }

  @Operation(routes.saveIntents)
  save(
    @Caller() { scope, name }: Principal,
    @Input() { params, body }: InputOf<typeof routes.saveIntents>,
  ): Promise<IntentSet> {
    return this.saveIntents.execute(scope, params.collectionId, { ...body, by: name });
  }

  @Operation(routes.tryIntent)
  async try(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.tryIntent>,
  ): Promise<TriedIntent> {
    await this.lookup.collection(scope, params.collectionId);
    const found = await this.router.recognise(scope, params.collectionId, await this.saveIntents.embed(body.text));
    if (found === null) return { intent: null, nearest: null, score: 0, threshold: 0 };
    const { intent, accepted, score, threshold } = found;
    return { intent: accepted ? intent.name : null, nearest: intent.name, score, threshold };
  }
}
