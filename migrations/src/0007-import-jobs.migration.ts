import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Versions may be called off, and say while they wait for another try when and why. */
const versions = `
  alter table document_version add column retry jsonb;
  alter table document_version drop constraint document_version_state_check;
  alter table document_version add constraint document_version_state_check
    check (state in ('queued', 'parsing', 'chunking', 'embedding', 'writing', 'ready', 'ready-with-warnings', 'failed',
      'cancelled', 'superseded'));
  drop index document_version_unfinished;
  create index document_version_ready on document_version (tenant_id, ready_at) where ready_at is not null;`;

/**
 * What is to be imported, one row for each version until it is done: who works on it and until when that is believed,
 * when it may be tried, what went wrong. A row with `dead_at` waits for a person.
 */
const jobs = `
  create table tenant_import (
    tenant_id uuid primary key references tenant on delete cascade,
    paused boolean not null default false,
    served_at timestamptz
  );

  create table collection_import (
    collection_id uuid primary key references collection on delete cascade,
    tenant_id uuid not null references tenant on delete cascade,
    paused boolean not null default false,
    served_at timestamptz
  );

  create table import_job (
    version_id uuid primary key references document_version on delete cascade,
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    bytes bigint not null,
    attempts integer not null default 0,
    interruptions integer not null default 0,
    not_before timestamptz not null default now(),
    worker_id uuid,
    lease_id uuid,
    lease_until timestamptz,
    failure jsonb,
    first_failed_at timestamptz,
    last_failed_at timestamptz,
    dead_at timestamptz,
    created_at timestamptz not null default now(),
    check ((lease_id is null) = (lease_until is null)),
    check (dead_at is null or (failure is not null and lease_id is null))
  );
  create index import_job_waiting on import_job (collection_id, interruptions, created_at) where dead_at is null;
  create index import_job_leased on import_job (worker_id) where lease_id is not null;
  create index import_job_dead on import_job (tenant_id, last_failed_at) where dead_at is not null;`;

/** Takes over what the queue before held, and what had failed. */
const takeOver = `
  insert into tenant_import (tenant_id) select distinct tenant_id from document_version;
  insert into collection_import (collection_id, tenant_id)
    select distinct collection_id, tenant_id from document_version;
  insert into import_job (version_id, tenant_id, collection_id, bytes, attempts, failure, first_failed_at,
    last_failed_at, dead_at, created_at)
  select id, tenant_id, collection_id, bytes, (state = 'failed')::int, failure,
    case when state = 'failed' then created_at end, case when state = 'failed' then created_at end,
    case when state = 'failed' then created_at end, created_at
  from document_version
  where state in ('queued', 'parsing', 'chunking', 'embedding', 'writing')
    or (state = 'failed' and failure is not null);`;

/** Fair imports that can be paused, called off and tried again. */
export class ImportJobs implements MigrationInterface {
  readonly name = '0007-import-jobs-1764201960000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [versions, jobs, takeOver]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['import_job', 'collection_import', 'tenant_import']) await runner.query(`drop table ${table}`);
    await runner.query(`
      drop index document_version_ready;
      update document_version set state = 'failed' where state = 'cancelled';
      alter table document_version drop constraint document_version_state_check;
      alter table document_version add constraint document_version_state_check
        check (state in ('queued', 'parsing', 'chunking', 'embedding', 'writing', 'ready', 'ready-with-warnings',
          'failed', 'superseded'));
      alter table document_version drop column retry;
      create index document_version_unfinished on document_version (created_at)
        where state not in ('ready', 'ready-with-warnings', 'failed', 'superseded')`);
  }
}
