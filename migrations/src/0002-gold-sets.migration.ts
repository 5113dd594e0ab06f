import type { MigrationInterface, QueryRunner } from 'typeorm';

const sets = `
  create table gold_set (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid references collection on delete set null,
    name text not null,
    title text not null,
    description text not null default '',
    current_version integer,
    changed boolean not null default false,
    created_at timestamptz not null default now(),
    unique (tenant_id, name)
  );
  create index gold_set_collection on gold_set (collection_id);

  create table gold_set_version (
    tenant_id uuid not null references tenant on delete cascade,
    gold_set_id uuid not null references gold_set on delete cascade,
    version integer not null,
    question_count integer not null,
    questions jsonb not null,
    sha256 text not null,
    note text not null default '',
    created_at timestamptz not null default now(),
    primary key (gold_set_id, version),
    unique (gold_set_id, sha256)
  );`;

const items = `
  create table gold_item (
    id uuid primary key default gen_random_uuid(),
    ordinal bigint generated always as identity,
    tenant_id uuid not null references tenant on delete cascade,
    gold_set_id uuid not null references gold_set on delete cascade,
    key text not null,
    state text not null check (state in ('candidate', 'accepted', 'rejected')),
    origin text not null check (origin in ('manual', 'import', 'log', 'generated', 'gap')),
    origin_ref text,
    question text not null,
    answers text[] not null,
    key_entities text[] not null,
    relevant text[] not null,
    answerable boolean not null,
    lang text not null,
    turns jsonb not null default '[]',
    split text not null check (split in ('tune', 'test')),
    split_chosen boolean not null,
    tags text[] not null,
    intent text,
    tests jsonb,
    evidence jsonb not null default '[]',
    note jsonb,
    revision integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (gold_set_id, key)
  );
  create unique index gold_item_origin on gold_item (gold_set_id, origin, origin_ref) where origin_ref is not null;
  create index gold_item_listed on gold_item (gold_set_id, state, ordinal);`;

const proposals = `
  create table gold_proposal (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    gold_set_id uuid not null references gold_set on delete cascade,
    source text not null check (source in ('log', 'documents')),
    options jsonb not null,
    state text not null default 'queued' check (state in ('queued', 'running', 'finished', 'failed')),
    progress double precision not null default 0 check (progress between 0 and 1),
    proposed integer not null default 0,
    failure jsonb,
    created_at timestamptz not null default now(),
    finished_at timestamptz
  );
  create index gold_proposal_set on gold_proposal (gold_set_id, created_at);`;

/** Gold sets that people keep in the database: their items, frozen versions and searches for candidates. */
export class GoldSets implements MigrationInterface {
  readonly name = '0002-gold-sets-1764201600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [sets, items, proposals]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['gold_proposal', 'gold_item', 'gold_set_version', 'gold_set'])
      await runner.query(`drop table ${table}`);
  }
}
