import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Documents that contradict each other on what was asked. */
export class AnswerConflicts implements MigrationInterface {
  readonly name = '0011-answer-conflict-1764272520000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table answer add column conflict jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table answer drop column conflict');
  }
}
