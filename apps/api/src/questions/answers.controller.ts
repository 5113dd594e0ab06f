import { Controller } from '@nestjs/common';
import { ExplainAnswer } from '@mingda/answering';
import { routes, type Answer, type Explanation, type Principal, type Replay } from '@mingda/contracts';
import { AnswerRepository } from '@mingda/database';
import { NoticeAnswers } from '@mingda/improvement';
import { MingdaError } from '@mingda/platform';
import { Operation, type InputOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

@Controller()
export class AnswersController {
  constructor(
    private readonly answers: AnswerRepository,
    private readonly notice: NoticeAnswers,
    private readonly explanations: ExplainAnswer,
  ) {}

  @Operation(routes.getAnswer)
  async get(@Caller() { scope }: Principal, @Input() { params }: InputOf<typeof routes.getAnswer>): Promise<Answer> {
    const answer = await this.answers.get(scope, params.answerId);
    if (answer === null) throw new MingdaError('ANSWER_NOT_FOUND');
    return answer;
  }

  @Operation(routes.giveFeedback)
  async giveFeedback(
    @Caller() { scope, keyId }: Principal,
    @Input() { params, body }: InputOf<typeof routes.giveFeedback>,
  ): Promise<void> {
    const known = await this.answers.feedback(scope, params.answerId, { keyId, feedback: body });
    if (!known) throw new MingdaError('ANSWER_NOT_FOUND');
    const collectionId = await this.answers.collectionOf(scope, params.answerId);
    if (collectionId !== null) this.notice.changed(collectionId);
  }

  @Operation(routes.explainAnswer)
  explain(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.explainAnswer>,
  ): Promise<Explanation> {
    return this.explanations.explain(scope, params.answerId);
  }

  @Operation(routes.replayAnswer)
  replay(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.replayAnswer>,
  ): Promise<Replay> {
    return this.explanations.replay(scope, params.answerId, body);
  }
}
