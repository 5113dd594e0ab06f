import type { MigrationInterface, QueryRunner } from 'typeorm';

const tenancy = `
  create table tenant (
    id uuid primary key default gen_random_uuid(),
    name text not null unique,
    created_at timestamptz not null default now()
  );

  create table api_key (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    name text not null,
    kind text not null check (kind in ('admin', 'integration')),
    hash text not null unique,
    prefix text not null,
    collection_ids uuid[],
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    revoked_at timestamptz
  );
  create index api_key_tenant on api_key (tenant_id);

  create table collection (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    name text not null,
    description text not null default '',
    profile jsonb not null,
    profile_version integer not null default 1,
    document_count integer not null default 0,
    chunk_count integer not null default 0,
    created_at timestamptz not null default now(),
    unique (tenant_id, name)
  );

  create table collection_profile (
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    version integer not null,
    profile jsonb not null,
    created_at timestamptz not null default now(),
    primary key (collection_id, version)
  );`;

const documents = `
  create table document (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    source_key text not null,
    title text not null,
    lang text not null default '',
    current_version_id uuid,
    created_at timestamptz not null default now(),
    unique (collection_id, source_key)
  );

  create table document_version (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    document_id uuid not null references document on delete cascade,
    number integer not null,
    title text not null,
    file_name text not null,
    media_type text not null,
    bytes bigint not null,
    content_hash text not null,
    blob_key text not null,
    state text not null default 'queued' check (state in ('queued', 'parsing', 'chunking', 'embedding', 'writing',
      'ready', 'ready-with-warnings', 'failed', 'superseded')),
    progress double precision not null default 0 check (progress between 0 and 1),
    failure jsonb,
    warnings jsonb not null default '[]',
    pages jsonb not null default '[]',
    lang text not null default '',
    text text,
    chunk_count integer not null default 0,
    created_at timestamptz not null default now(),
    ready_at timestamptz,
    unique (document_id, number)
  );
  create index document_version_collection on document_version (collection_id);
  create index document_version_blob on document_version (blob_key);
  create index document_version_unfinished on document_version (created_at)
    where state not in ('ready', 'ready-with-warnings', 'failed', 'superseded');
  alter table document add constraint document_current_version
    foreign key (current_version_id) references document_version on delete set null;`;

const passages = `
  create table embedding_model (
    id smallint generated always as identity primary key,
    key text not null unique,
    dims integer not null check (dims between 1 and 16000)
  );

  create table chunk (
    id bigint generated always as identity primary key,
    tenant_id uuid not null,
    collection_id uuid not null,
    document_id uuid not null references document on delete cascade,
    version_id uuid not null references document_version on delete cascade,
    ordinal integer not null,
    kind text not null,
    heading_path text[] not null,
    text text not null,
    char_start integer not null,
    char_end integer not null,
    page_from integer,
    page_to integer,
    boxes jsonb not null,
    lang text not null,
    tokens integer not null,
    model_id smallint not null references embedding_model,
    sentence_spans integer[] not null,
    sentence_vectors bytea not null,
    unique (version_id, ordinal)
  );
  alter table chunk alter column sentence_vectors set storage external;
  create index chunk_document on chunk (document_id);
  create index chunk_collection on chunk (collection_id);

  create table chunk_vector (
    chunk_id bigint primary key references chunk on delete cascade,
    tenant_id uuid not null,
    collection_id uuid not null,
    model_id smallint not null references embedding_model,
    embedding vector not null
  ) with (toast_tuple_target = 8160);
  create index chunk_vector_collection on chunk_vector (collection_id, model_id);

  create table chunk_lexical (
    chunk_id bigint primary key references chunk on delete cascade,
    tenant_id uuid not null,
    collection_id uuid not null,
    terms integer[] not null,
    weights sparsevec(1000000000) not null
  ) with (toast_tuple_target = 8160);
  create index chunk_lexical_collection on chunk_lexical (collection_id);
  create index chunk_lexical_terms on chunk_lexical using gin (terms) with (fastupdate = off);

  create table lexical_term (
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    term integer not null check (term between 1 and 1000000000),
    df integer not null,
    primary key (collection_id, term)
  ) with (fillfactor = 70);

  create table collection_model (
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    model_id smallint not null references embedding_model,
    chunk_count integer not null,
    primary key (collection_id, model_id)
  );`;

const questions = `
  create table conversation (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    created_at timestamptz not null default now()
  );
  create index conversation_collection on conversation (collection_id);

  create table answer (
    id uuid primary key,
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    conversation_id uuid not null references conversation on delete cascade,
    external_id text,
    question text not null,
    outcome text not null check (outcome in ('answered', 'refused')),
    text text not null,
    lang text not null,
    confidence double precision not null,
    hand_over boolean not null,
    citations jsonb not null,
    answerer text not null,
    profile_version integer not null,
    timings jsonb not null,
    trace jsonb not null,
    thumb text check (thumb in ('up', 'down')),
    rating smallint check (rating between 1 and 5),
    comment text,
    feedback_key_id uuid references api_key on delete set null,
    feedback_at timestamptz,
    created_at timestamptz not null default now()
  );
  create index answer_conversation on answer (conversation_id, created_at);
  create index answer_collection on answer (collection_id, created_at);

  create table evaluation (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    gold_set text not null,
    question_limit integer,
    state text not null default 'queued' check (state in ('queued', 'running', 'finished', 'failed')),
    progress double precision not null default 0 check (progress between 0 and 1),
    failure jsonb,
    counts jsonb,
    metrics jsonb,
    report jsonb,
    created_at timestamptz not null default now(),
    finished_at timestamptz
  );
  create index evaluation_collection on evaluation (collection_id, created_at);`;

/**
 * Vector indexes are made for each model when a collection first grows beyond what is compared one by one: until then
 * nobody reads them, and they are four fifths of the cost of publishing on the embedded database.
 */
const defaultModels = `
  insert into embedding_model (key, dims) values ('bge-small-zh-v1.5-int8', 512), ('bge-small-en-v1.5-int8', 384);`;

const tables = [
  'evaluation',
  'answer',
  'conversation',
  'collection_model',
  'lexical_term',
  'chunk_lexical',
  'chunk_vector',
  'chunk',
  'embedding_model',
  'document_version',
  'document',
  'collection_profile',
  'collection',
  'api_key',
  'tenant',
];

/** Everything that the first release stores. */
export class Foundation implements MigrationInterface {
  readonly name = '0001-foundation-1763942400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create extension if not exists vector');
    for (const part of [tenancy, documents, passages, questions, defaultModels]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table document drop constraint document_current_version');
    for (const table of tables) await runner.query(`drop table ${table}`);
  }
}
