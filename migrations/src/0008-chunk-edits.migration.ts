import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `pieces` stand in the place of `originals`, a run of machine-made chunks whose text is `original`. An edit whose text
 * is not in the current version is `lost`: it is kept and shown, and applies again when the text comes back.
 */
const edits = `
  create table chunk_edit (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null,
    collection_id uuid not null,
    document_id uuid not null references document on delete cascade,
    state text not null default 'applied' check (state in ('applied', 'lost')),
    heading_path text[] not null,
    original text not null,
    char_start integer not null,
    originals jsonb not null,
    pieces jsonb not null,
    edited_by text not null,
    edited_at timestamptz not null default now()
  );
  create index chunk_edit_document on chunk_edit (document_id);

  create table chunk_edit_history (
    id bigint generated always as identity primary key,
    tenant_id uuid not null,
    collection_id uuid not null,
    document_id uuid not null references document on delete cascade,
    edit_id uuid,
    action text not null,
    before text[] not null,
    after text[] not null,
    edited_by text not null,
    edited_at timestamptz not null default now()
  );
  create index chunk_edit_history_document on chunk_edit_history (document_id, id);

  alter table document add column edits integer not null default 0;
  alter table chunk
    add column edit_id uuid references chunk_edit on delete set null,
    add column verbatim boolean not null default true,
    add column off text check (off in ('person', 'repeated')),
    add column muted integer[] not null default '{}',
    add column muted_lines bigint[] not null default '{}';
  create index chunk_edited on chunk (edit_id) where edit_id is not null;`;

/**
 * `document.lines` are the hashes of its current version's lines; `repeated_line` counts the documents that have each.
 * A copy of another document carries its lines without being counted (`lines_counted`). The holder is the one document
 * in which a repeated line is still searched; the chunks of the others leave out `muted_lines`.
 */
const repeats = `
  alter table document
    add column lines bigint[] not null default '{}',
    add column lines_counted boolean not null default false,
    add column muted_lines bigint[] not null default '{}';
  create table repeated_line (
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    hash bigint not null,
    documents integer not null,
    holder_id uuid,
    primary key (collection_id, hash)
  ) with (fillfactor = 80);
  create index repeated_line_unheld on repeated_line (collection_id) where holder_id is null and documents >= 5;`;

/** Chunks that people change, and lines that many documents repeat. */
export class ChunkEdits implements MigrationInterface {
  readonly name = '0008-chunk-edits-1764268800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(edits);
    await runner.query(repeats);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table repeated_line');
    await runner.query(
      'alter table chunk drop column edit_id, drop column verbatim, drop column off, drop column muted, drop column muted_lines',
    );
    await runner.query(
      'alter table document drop column lines, drop column lines_counted, drop column muted_lines, drop column edits',
    );
    await runner.query('drop table chunk_edit_history');
    await runner.query('drop table chunk_edit');
  }
}
