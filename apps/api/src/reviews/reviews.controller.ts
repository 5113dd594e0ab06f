import { Controller, StreamableFile } from '@nestjs/common';
import { routes, type ClaimedReview, type Principal, type ReviewSummary, type ReviewTask } from '@mingda/contracts';
import { ReviewRepository } from '@mingda/database';
import { ReviewAnswers } from '@mingda/improvement';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

@Controller()
export class ReviewsController {
  constructor(
    private readonly reviews: ReviewRepository,
    private readonly reviewAnswers: ReviewAnswers,
  ) {}

  @Operation(routes.listReviews)
  list(
    @Caller() { scope }: Principal,
    @Input() { query }: InputOf<typeof routes.listReviews>,
  ): Promise<ReplyOf<typeof routes.listReviews>> {
    return this.reviews.list(scope, query);
  }

  @Operation(routes.claimReview)
  claim(
    @Caller() { scope, name }: Principal,
    @Input() { body }: InputOf<typeof routes.claimReview>,
  ): Promise<ClaimedReview> {
    return this.reviewAnswers.claim(scope, { ...body, rater: body.rater ?? name });
  }

  @Operation(routes.releaseReview)
  release(
    @Caller() { scope, name }: Principal,
    @Input() { params, body }: InputOf<typeof routes.releaseReview>,
  ): Promise<void> {
    return this.reviews.release(scope, params.taskId, body.rater ?? name);
  }

  @Operation(routes.rateReview)
  rate(
    @Caller() { scope, name }: Principal,
    @Input() { params, body }: InputOf<typeof routes.rateReview>,
  ): Promise<ReviewTask> {
    const { rater = name, ...rating } = body;
    return this.reviewAnswers.rate(scope, params.taskId, { rater, rating });
  }

  @Operation(routes.getReviewSummary)
  summary(
    @Caller() { scope }: Principal,
    @Input() { query }: InputOf<typeof routes.getReviewSummary>,
  ): Promise<ReviewSummary> {
    return this.reviewAnswers.summary(scope, query.collectionId);
  }

  @Operation(routes.listDisagreements)
  disagreements(
    @Caller() { scope }: Principal,
    @Input() { query }: InputOf<typeof routes.listDisagreements>,
  ): Promise<ReplyOf<typeof routes.listDisagreements>> {
    return this.reviewAnswers.disagreements(scope, query.collectionId);
  }

  @Operation(routes.exportRatings)
  async exportRatings(
    @Caller() { scope }: Principal,
    @Input() { query }: InputOf<typeof routes.exportRatings>,
  ): Promise<StreamableFile> {
    const lines = await this.reviewAnswers.ratingLines(scope, query.collectionId);
    return new StreamableFile(Buffer.from(lines.join('')), {
      type: 'application/x-ndjson',
      disposition: 'attachment; filename="rated-answers.jsonl"',
    });
  }
}
