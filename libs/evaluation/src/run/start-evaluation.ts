import type { AccessScope, Evaluation } from '@mingda/contracts';
import type {
  CollectionRepository,
  Database,
  EvaluationRepository,
  NewEvaluation,
  ProfileRepository,
} from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import type { JobQueue } from '@mingda/queue';
import type { GoldSets } from '../gold-set/gold-sets.ts';
import { chooseMetrics } from '../metrics/metric-table.ts';

interface Dependencies {
  readonly database: Database;
  readonly collections: CollectionRepository;
  readonly profiles: ProfileRepository;
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

  /**
   * The version of a stored gold set is settled here, so that questions changed while the run waits are not in it.
   * @throws MingdaError `COLLECTION_NOT_FOUND`, `PROFILE_VERSION_NOT_FOUND`, `GOLD_SET_INVALID`, `INVALID_INPUT` for
   * unknown metrics
   */
  async execute(scope: AccessScope, input: NewEvaluation): Promise<Evaluation> {
    const { database, collections, profiles, evaluations, queue, goldSets } = this.#dependencies;
    const { collectionId, profileVersion } = input;
    if ((await collections.get(scope, collectionId)) === null) {
      throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
    }
    if (profileVersion !== undefined && (await profiles.at(scope, collectionId, profileVersion)) === null) {
      throw new MingdaError('PROFILE_VERSION_NOT_FOUND', { subject: String(profileVersion) });
    }
    chooseMetrics(input.metrics);
    const { version } = await goldSets.read(scope, { name: input.goldSet, version: input.goldSetVersion });
    const settled = { ...input, goldSetVersion: version };
    return database.transaction(async (tx) => {
      const evaluation = await evaluations.create(scope, settled, tx);
      await queue.send('run-evaluation', { evaluationId: evaluation.id }, { tx, key: evaluation.id });
      return evaluation;
    });
  }

  /**
   * Measures again what an earlier run was configured to measure: the same profile, questions and metrics, on the
   * documents of now. Nothing is taken from the earlier run.
   * @throws MingdaError `EVALUATION_NOT_FOUND` and those of `execute`
   */
  async again(scope: AccessScope, evaluationId: string): Promise<Evaluation> {
    const earlier = await this.#dependencies.evaluations.get(scope, evaluationId);
    if (earlier === null) throw new MingdaError('EVALUATION_NOT_FOUND', { subject: evaluationId });
    const { collectionId, goldSet, goldSetVersion, profileVersion, limit, configuration } = earlier;
    return this.execute(scope, {
      collectionId,
      goldSet,
      goldSetVersion: goldSetVersion ?? undefined,
      profileVersion: profileVersion ?? undefined,
      limit: limit ?? undefined,
      metrics: configuration?.metrics,
    });
  }
}
