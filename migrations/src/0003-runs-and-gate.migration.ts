import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A run remembers what it measured, keeps each outcome as it comes, and may be cancelled. `evaluation_outcome` is for
 * taking up a run after a crash and is emptied with its end; `outcome_cache` lets unchanged parts be used again.
 */
const runs = `
  alter table evaluation
    add column gold_set_version integer,
    add column profile_version integer,
    add column reuse boolean not null default false,
    add column metric_names text[],
    add column configuration jsonb,
    add column digest text,
    add column started_at timestamptz;
  alter table evaluation drop constraint evaluation_state_check;
  alter table evaluation add constraint evaluation_state_check
    check (state in ('queued', 'running', 'finished', 'failed', 'cancelled'));

  create table evaluation_outcome (
    evaluation_id uuid not null references evaluation on delete cascade,
    question_id text not null,
    tenant_id uuid not null,
    collection_id uuid not null,
    outcome jsonb not null,
    reused boolean not null,
    primary key (evaluation_id, question_id)
  );

  create table outcome_cache (
    tenant_id uuid not null references tenant on delete cascade,
    key text not null,
    collection_id uuid not null references collection on delete cascade,
    outcome jsonb not null,
    used_at timestamptz not null default now(),
    primary key (tenant_id, key)
  );
  create index outcome_cache_used on outcome_cache (tenant_id, used_at);
  create index outcome_cache_collection on outcome_cache (collection_id);`;

/** How a version was cut, and when its chunks were last written: a changed profile cuts the same version again. */
const indexing = `
  alter table document_version add column cut_by text, add column indexed_at timestamptz;
  update document_version set indexed_at = ready_at;

  alter table collection add column shadow_of uuid references collection on delete cascade;
  create index collection_shadow on collection (shadow_of) where shadow_of is not null;`;

const profiles = `
  alter table collection_profile
    add column state text not null default 'retired' check (state in ('draft', 'published', 'retired')),
    add column saved_by text not null default '',
    add column published_at timestamptz;
  update collection_profile p set state = 'published', published_at = p.created_at
    from collection c where c.id = p.collection_id and c.profile_version = p.version;
  create unique index collection_profile_draft on collection_profile (collection_id) where state = 'draft';
  create unique index collection_profile_published on collection_profile (collection_id) where state = 'published';

  create table gate_policy (
    collection_id uuid primary key references collection on delete cascade,
    tenant_id uuid not null references tenant on delete cascade,
    gold_set text not null,
    question_limit integer,
    margins jsonb not null,
    confidence double precision not null,
    min_questions integer not null,
    changed_share double precision not null,
    baseline_id uuid references evaluation on delete set null,
    updated_at timestamptz not null default now()
  );

  create table profile_publication (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    version integer not null,
    action text not null check (action in ('published', 'passed', 'overridden', 'rolled-back')),
    done_by text not null,
    reason text,
    evaluation_id uuid references evaluation on delete set null,
    verdict jsonb,
    created_at timestamptz not null default now()
  );
  create index profile_publication_collection on profile_publication (collection_id, created_at);`;

/** Reproducible runs, drafts of profiles and the gate that a draft passes before it answers. */
export class RunsAndGate implements MigrationInterface {
  readonly name = '0003-runs-and-gate-1764201660000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [runs, indexing, profiles]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table profile_publication, gate_policy, outcome_cache, evaluation_outcome');
    await runner.query('drop index collection_profile_draft, collection_profile_published');
    await runner.query(`delete from collection_profile where state = 'draft'`);
    await runner.query(
      'alter table collection_profile drop column state, drop column saved_by, drop column published_at',
    );
    await runner.query('delete from collection where shadow_of is not null');
    await runner.query('alter table collection drop column shadow_of');
    await runner.query('alter table document_version drop column cut_by, drop column indexed_at');
    await runner.query(`delete from evaluation where state = 'cancelled'`);
    await runner.query('alter table evaluation drop constraint evaluation_state_check');
    await runner.query(`alter table evaluation add constraint evaluation_state_check
      check (state in ('queued', 'running', 'finished', 'failed'))`);
    await runner.query(`alter table evaluation drop column gold_set_version, drop column profile_version, drop column reuse,
      drop column metric_names, drop column configuration, drop column digest, drop column started_at`);
  }
}
