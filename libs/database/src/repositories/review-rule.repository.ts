import { reviewRuleSchema, type AccessScope, type ReviewRule } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { Database } from '../database.ts';
import { scopeParameters } from '../scope.ts';
import { drawEvaluatedSql, drawTasksSql, reviewRuleSql, saveReviewRuleSql } from '../sql/review-statements.ts';

/** The rule of a collection by which answers are put before people, and the drawing itself. */
export class ReviewRuleRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The default rule when none was saved. */
  async get(scope: AccessScope, collectionId: string): Promise<ReviewRule> {
    const parameters = [...scopeParameters(scope), collectionId];
    const [row] = await this.#database.dataSource.query<{ rule: unknown }[]>(reviewRuleSql, parameters);
    return reviewRuleSchema.parse(row?.rule ?? {});
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND` */
  async save(scope: AccessScope, collectionId: string, rule: ReviewRule): Promise<void> {
    const parameters = [...scopeParameters(scope), collectionId, JSON.stringify(rule)];
    const saved = await this.#database.dataSource.query<unknown[]>(saveReviewRuleSql, parameters);
    if (saved.length === 0) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
  }

  /**
   * Draws tasks by the rule. Running it again draws nobody twice and, for finished days, nobody else.
   * @param threshold the confidence (0-1) below which the collection refuses
   * @returns the number of new tasks
   */
  async draw(
    scope: AccessScope,
    collectionId: string,
    given: { readonly rule: ReviewRule; readonly threshold: number; readonly today: boolean },
  ): Promise<number> {
    const { rule, threshold, today } = given;
    const common = [...scopeParameters(scope), collectionId, rule.seed, rule.secondRaterShare, rule.mostOpen];
    const { dataSource } = this.#database;
    const drawn = await dataSource.query<unknown[]>(drawTasksSql, [
      ...common,
      rule.disliked,
      rule.lowConfidence,
      rule.nearThreshold,
      threshold,
      today,
      rule.samplePerStratum,
    ]);
    const evaluated = await dataSource.query<unknown[]>(drawEvaluatedSql, [...common, rule.evaluatedPerStratum]);
    return drawn.length + evaluated.length;
  }
}
