import type { Engine } from '@mingda/engine';

/** Mean bytes of a chunk of one embedding model, without the database's own per row. */
export interface ChunkSpace {
  readonly model: string;
  readonly chunks: number;
  readonly text: number;
  readonly vector: number;
  /** Of the index over the vectors; 0 for a collection that is compared one by one. */
  readonly vectorIndex: number;
  readonly sentenceVectors: number;
  readonly tokenVectors: number;
  /** Terms with their weights. */
  readonly postings: number;
  /** Of the index over the terms, which all models share. */
  readonly postingsIndex: number;
}

/** What a collection's chunks take in the database. Figures of indexes hold where it is the only collection. */
export async function chunkSpace({ database }: Engine, collectionId: string): Promise<ChunkSpace[]> {
  return database.dataSource.query<ChunkSpace[]>(spaceSql, [collectionId]);
}

/** `$1` a collection. */
const spaceSql = `
select e.key as model, count(*)::int as chunks, avg(octet_length(c.text))::int as text,
  avg(pg_column_size(v.embedding))::int as vector,
  (coalesce(max(pg_relation_size(coalesce(
    to_regclass('chunk_vector_half_' || e.id), to_regclass('chunk_vector_hnsw_' || e.id)))), 0) / count(*))::int as "vectorIndex",
  avg(octet_length(c.sentence_vectors))::int as "sentenceVectors",
  coalesce(sum(octet_length(t.vectors) + octet_length(t.scales) + octet_length(t.offsets)) / count(*), 0)::int as "tokenVectors",
  avg(pg_column_size(l.terms) + pg_column_size(l.weights))::int as postings,
  (pg_relation_size('chunk_lexical_terms') / (select count(*) from chunk_lexical))::int as "postingsIndex"
from chunk c
join embedding_model e on e.id = c.model_id
join chunk_vector v on v.chunk_id = c.id
join chunk_lexical l on l.chunk_id = c.id
left join chunk_tokens t on t.chunk_id = c.id
where c.collection_id = $1
group by e.id, e.key
order by e.key`;
