import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where documents come from by themselves, and when they are looked for. */
const sources = `
  create table source (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    name text not null,
    kind text not null check (kind in ('folder', 'git', 'web', 's3', 'imap', 'push')),
    key_prefix text not null,
    settings jsonb not null,
    secret_id uuid references secret on delete set null,
    secret_names text[] not null default '{}',
    cron text,
    time_zone text,
    enabled boolean not null,
    next_due_at timestamptz,
    listing_state jsonb,
    removing boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (collection_id, name),
    check ((cron is null) = (time_zone is null))
  );
  create unique index source_key_prefix on source (collection_id, key_prefix) where key_prefix <> '';
  create index source_secret on source (secret_id) where secret_id is not null;`;

/** What a source held when it was last read: the run that met it first and the attempt that listed it last. */
const items = `
  create table source_item (
    source_id uuid not null references source on delete cascade,
    key text not null,
    tenant_id uuid not null,
    collection_id uuid not null,
    fingerprint text not null default '',
    url text,
    failure jsonb,
    first_run uuid,
    seen uuid,
    vanished boolean not null default false,
    primary key (source_id, key)
  );

  create index source_item_vanished on source_item (source_id) where vanished;

  alter table document add column source_id uuid references source on delete set null;
  alter table document add column source_item text;
  create index document_source on document (source_id, source_item) where source_id is not null;`;

const runs = `
  create table source_run (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    source_id uuid not null references source on delete cascade,
    trigger text not null check (trigger in ('manual', 'schedule', 'change')),
    state text not null default 'waiting'
      check (state in ('waiting', 'running', 'needs-confirmation', 'finished', 'failed', 'cancelled')),
    attempt uuid,
    deleting boolean not null default false,
    listed integer not null default 0,
    changed integer not null default 0,
    accepted integer not null default 0,
    vanished integer not null default 0,
    deleted integer not null default 0,
    failed integer not null default 0,
    failure jsonb,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz
  );
  create unique index source_run_one_at_a_time on source_run (source_id)
    where state in ('waiting', 'running', 'needs-confirmation');
  create index source_run_newest on source_run (source_id, created_at);

  create table source_run_failure (
    id bigint generated always as identity primary key,
    run_id uuid not null references source_run on delete cascade,
    tenant_id uuid not null,
    collection_id uuid not null,
    key text not null,
    failure jsonb not null
  );
  create index source_run_failure_run on source_run_failure (run_id, id);`;

/** Sources that documents are kept in step with. */
export class Sources implements MigrationInterface {
  readonly name = '0006-sources-1764201900000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [sources, items, runs]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table document drop column source_item, drop column source_id');
    for (const table of ['source_run_failure', 'source_run', 'source_item', 'source']) {
      await runner.query(`drop table ${table}`);
    }
  }
}
