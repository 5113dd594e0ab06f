import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `lexicon_revision` grows with every change of words and synonyms, `words_revision` is its value at the last change of
 * words. A document keeps the one that its chunks were analysed with: those behind are analysed again.
 */
const lexicon = `
  alter table collection
    add column lexicon_revision integer not null default 0,
    add column words_revision integer not null default 0;
  alter table document add column words_revision integer not null default 0;

  create table lexicon_word (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    word text not null,
    key text not null,
    created_by text not null,
    created_at timestamptz not null default now(),
    unique (collection_id, key)
  );

  create table lexicon_synonym (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    words text[] not null check (words <> '{}'),
    means text[] not null default '{}',
    key text not null,
    changed_by text not null,
    changed_at timestamptz not null default now(),
    unique (collection_id, key)
  );`;

/** Values of `fields` have the type that `document_field` gives their name; dates are ISO instants in UTC. */
const metadata = `
  alter table document
    add column tags text[] not null default '{}',
    add column fields jsonb not null default '{}',
    add column document_date timestamptz,
    add column modified_at timestamptz;
  create index document_tags on document using gin (tags);

  create table document_field (
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    name text not null,
    type text not null check (type in ('text', 'number', 'date', 'boolean')),
    label text not null default '',
    ordinal smallint not null,
    primary key (collection_id, name)
  );`;

/** User dictionaries and synonyms; tags, dates and custom fields of documents. */
export class LexiconAndMetadata implements MigrationInterface {
  readonly name = '0010-lexicon-and-metadata-1764269040000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(lexicon);
    await runner.query(metadata);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table document_field');
    await runner.query(
      'alter table document drop column tags, drop column fields, drop column document_date, drop column modified_at, drop column words_revision',
    );
    await runner.query('drop table lexicon_synonym');
    await runner.query('drop table lexicon_word');
    await runner.query('alter table collection drop column lexicon_revision, drop column words_revision');
  }
}
