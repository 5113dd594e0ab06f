import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Token vectors of chunks, where the collection's profile stores them: for each token of the text its place (two int32),
 * its scale (float32) and its vector (int8, as many as the chunk's model has dimensions), each column one run of
 * little-endian numbers. They do not shrink, so that to try and compress them would only cost time.
 */
const tokens = `
  create table chunk_tokens (
    chunk_id bigint primary key references chunk on delete cascade,
    tenant_id uuid not null,
    collection_id uuid not null,
    offsets bytea not null,
    scales bytea not null,
    vectors bytea not null
  );
  alter table chunk_tokens
    alter column offsets set storage external,
    alter column scales set storage external,
    alter column vectors set storage external;
  create index chunk_tokens_collection on chunk_tokens (collection_id);
`;

/** Token vectors of passages that are made at ingestion. */
export class ChunkTokens implements MigrationInterface {
  readonly name = '0012-chunk-tokens-1764282120000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tokens);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table chunk_tokens');
  }
}
