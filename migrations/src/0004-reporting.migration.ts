import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Values that only the product may read back: encrypted with a key that is not in the database. */
const secrets = `
  create table secret (
    id uuid primary key,
    tenant_id uuid not null references tenant on delete cascade,
    key_id text not null,
    nonce bytea not null check (octet_length(nonce) = 12),
    sealed bytea not null check (octet_length(sealed) > 16),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  );
  create index secret_tenant on secret (tenant_id);`;

const channels = `
  create table report_channel (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    name text not null,
    kind text not null check (kind in ('email', 'webhook', 'wecom', 'dingtalk', 'feishu', 'slack')),
    settings jsonb not null,
    secret_id uuid not null references secret,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (tenant_id, name)
  );`;

const schedules = `
  create table report_schedule (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    name text not null,
    gold_set text not null,
    question_limit integer check (question_limit > 0),
    cron text not null,
    time_zone text not null,
    language text not null check (language in ('zh', 'en')),
    formats text[] not null check (cardinality(formats) > 0),
    channel_ids uuid[] not null,
    floors jsonb not null,
    enabled boolean not null,
    next_due_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (tenant_id, name)
  );
  create index report_schedule_collection on report_schedule (collection_id);`;

const runs = `
  create table report_run (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    schedule_id uuid not null references report_schedule on delete cascade,
    due_at timestamptz not null,
    missed integer not null default 0,
    state text not null default 'waiting' check (state in ('waiting', 'starting', 'running', 'finished', 'failed')),
    evaluation_id uuid references evaluation on delete set null,
    headline jsonb,
    failure jsonb,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    unique (schedule_id, due_at)
  );
  create unique index report_run_one_at_a_time on report_run (schedule_id) where state in ('starting', 'running');
  create index report_run_evaluation on report_run (evaluation_id);

  create table report_alert (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    schedule_id uuid not null references report_schedule on delete cascade,
    run_id uuid not null references report_run on delete cascade,
    metric text not null,
    source text not null check (source in ('floor', 'band')),
    value double precision not null,
    threshold double precision not null,
    opened_at timestamptz not null default now(),
    recovered_at timestamptz,
    recovered_value double precision
  );
  create unique index report_alert_open on report_alert (schedule_id, metric) where recovered_at is null;

  create table report_delivery (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    run_id uuid not null references report_run on delete cascade,
    channel_id uuid not null references report_channel on delete cascade,
    kind text not null check (kind in ('report', 'alert')),
    notices jsonb not null default '[]',
    state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
    tries integer not null default 0,
    failure jsonb,
    next_try_at timestamptz,
    created_at timestamptz not null default now(),
    sent_at timestamptz,
    unique (run_id, channel_id, kind)
  );`;

const tables = ['report_delivery', 'report_alert', 'report_run', 'report_schedule', 'report_channel', 'secret'];

/** Scheduled reports: when, what is told to whom, what became of it. */
export class Reporting implements MigrationInterface {
  readonly name = '0004-reporting-1764201720000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [secrets, channels, schedules, runs]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`drop table ${table}`);
  }
}
