import { Injectable } from '@nestjs/common';
import type { AccessScope, Evaluation } from '@mingda/contracts';
import { CollectionRepository, Database, EvaluationRepository, type NewEvaluation } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import { JobQueue } from '@mingda/queue';
import { GoldSets } from './gold-sets.ts';

/** Notes an evaluation and its job in one transaction: neither exists without the other. */
@Injectable()
export class StartEvaluation {
  constructor(
    private readonly database: Database,
    private readonly queue: JobQueue,
    private readonly collections: CollectionRepository,
    private readonly evaluations: EvaluationRepository,
    private readonly goldSets: GoldSets,
  ) {}

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `GOLD_SET_INVALID` */
  async execute(scope: AccessScope, input: NewEvaluation): Promise<Evaluation> {
    const collection = await this.collections.get(scope, input.collectionId);
    if (collection === null) throw new MingdaError('COLLECTION_NOT_FOUND');
    await this.goldSets.read(input.goldSet);
    return this.database.transaction(async (tx) => {
      const evaluation = await this.evaluations.create(scope, input, tx);
      await this.queue.send('run-evaluation', { evaluationId: evaluation.id }, { tx, key: evaluation.id });
      return evaluation;
    });
  }
}
