import { Controller } from '@nestjs/common';
import { routes, type Principal, type ReviewRule } from '@mingda/contracts';
import { ReviewRuleRepository } from '@mingda/database';
import { ReviewAnswers } from '@mingda/improvement';
import { DocumentLookup } from '../documents/document-lookup.ts';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

@Controller()
export class ReviewRulesController {
  constructor(
    private readonly rules: ReviewRuleRepository,
    private readonly reviewAnswers: ReviewAnswers,
    private readonly lookup: DocumentLookup,
  ) {}

  @Operation(routes.getReviewRule)
  async get(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.getReviewRule>,
  ): Promise<ReviewRule> {
    await this.lookup.collection(scope, params.collectionId);
    return this.rules.get(scope, params.collectionId);
  }

  @Operation(routes.setReviewRule)
  async set(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.setReviewRule>,
  ): Promise<ReviewRule> {
    await this.rules.save(scope, params.collectionId, body);
    return body;
  }

  @Operation(routes.fillReviews)
  async fill(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.fillReviews>,
  ): Promise<ReplyOf<typeof routes.fillReviews>> {
    return { created: await this.reviewAnswers.draw(scope, params.collectionId, { today: true }) };
  }
}
