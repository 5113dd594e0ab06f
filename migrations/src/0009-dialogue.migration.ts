import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every saved version stays; a recogniser is made of one version by one embedding model. */
const intents = `
  create table intent_set (
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    version integer not null,
    intents jsonb not null,
    measured jsonb not null,
    changed_by text not null,
    changed_at timestamptz not null default now(),
    primary key (collection_id, version)
  );

  create table intent_model (
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null,
    version integer not null,
    model_key text not null,
    dims integer not null,
    labels integer[] not null,
    vectors bytea not null,
    coefficients bytea not null,
    threshold double precision not null,
    primary key (collection_id, version, model_key),
    foreign key (collection_id, version) references intent_set on delete cascade
  );`;

/** How questions were understood, what conversations remember, and intents with their recognisers. */
export class Dialogues implements MigrationInterface {
  readonly name = '0009-dialogue-1764268920000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table conversation add column memory jsonb');
    await runner.query('alter table answer add column dialogue jsonb');
    await runner.query(intents);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table intent_model');
    await runner.query('drop table intent_set');
    await runner.query('alter table answer drop column dialogue');
    await runner.query('alter table conversation drop column memory');
  }
}
