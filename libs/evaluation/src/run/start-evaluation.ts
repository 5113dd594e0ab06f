import type { AccessScope, Evaluation } from '@mingda/contracts';
import type { CollectionRepository, Database, EvaluationRepository, NewEvaluation } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import type { JobQueue } from '@mingda/queue';
import type { GoldSets } from '../gold-set/gold-sets.ts';

interface Dependencies {
  readonly database: Database;
  readonly collections: CollectionRepository;
  readonly evaluations: EvaluationRepository;
  readonly queue: JobQueue;
  readonly goldSets: GoldSets;
}

/** Notes an evaluation and its job in one transaction: neither exists without the other. */
export class StartEvaluation {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `GOLD_SET_INVALID` */
  async execute(scope: AccessScope, input: NewEvaluation): Promise<Evaluation> {
    const { database, collections, evaluations, queue, goldSets } = this.#dependencies;
    if ((await collections.get(scope, input.collectionId)) === null) {
      throw new MingdaError('COLLECTION_NOT_FOUND', { subject: input.collectionId });
    }
    await goldSets.read(input.goldSet);
    return database.transaction(async (tx) => {
      const evaluation = await evaluations.create(scope, input, tx);
      await queue.send('run-evaluation', { evaluationId: evaluation.id }, { tx, key: evaluation.id });
      return evaluation;
    });
  }
}
