import { SPARSE_DIMENSIONS } from '../codec/vector-codec.ts';
import { scopeSql } from '../scope.ts';

/** Up to this many chunks of one model in a collection are compared one by one: exact, and fast enough. */
export const EXACT_CHUNKS = 10_000;
/** pgvector indexes `vector` up to this length; longer ones are always compared one by one. */
export const INDEXED_DIMENSIONS = 2000;
/** Chunks that the rarest terms of a question may bring in; commoner terms only add to the score. */
const LEXICAL_BUDGET = 5000;

/** An embedding model as the statement needs it; both numbers come from the database and are written into the SQL. */
export interface SearchModel {
  readonly id: number;
  readonly dims: number;
}

const FIRST_VECTOR_PARAMETER = 6;

/** Adds the collection `$3` to the scope. */
const within = (table: string): string => `${scopeSql(table)} and ${table}.collection_id = $3`;

/**
 * Scoped hybrid search in one statement. Parameters: `$1`, `$2` scope, `$3` collection, `$4` term hashes, `$5` candidates
 * per search, then one query vector for each model, in the order given.
 *
 * The lexical score is BM25: the stored weights hold the term-frequency part, the query vector `q` the idf part
 * ln(1 + (N - df + 0.5) / (df + 0.5)), and their inner product is the score. Candidates come from the rarest terms alone.
 *
 * Each model has two dense searches of which one runs, by its number of chunks in the collection. The exact one orders by
 * `embedding` as stored, which no index is built on; the other by the indexed expression `embedding::vector(n)`.
 */
export function candidatesSql(models: readonly SearchModel[]): string {
  const dense = models.flatMap((model, index) => denseSearches(model, FIRST_VECTOR_PARAMETER + index));
  const similarity = models.map(
    (model, index) =>
      `\n    when ${String(model.id)} then 1 - (v.embedding <=> $${String(FIRST_VECTOR_PARAMETER + index)}::vector)`,
  );
  const cosine = models.length === 0 ? 'null::double precision' : `case v.model_id${similarity.join('')} end`;
  return `with term as materialized (
  select t.term, t.df, ln(1 + (c.chunk_count - t.df + 0.5) / (t.df + 0.5)) as idf
  from collection c join lexical_term t on t.collection_id = c.id
  where c.id = $3 and ${scopeSql('t')} and t.term = any($4::integer[]) and t.df > 0
),
q as materialized (
  select ('{' || coalesce(string_agg(term || ':' || idf, ',' order by term), '') || '}/${String(SPARSE_DIMENSIONS)}')::sparsevec as idf
  from term
),
keys as materialized (
  select array_agg(term) as terms
  from (select term, sum(df) over (order by df, term) as reached, row_number() over (order by df, term) as rank from term) ranked
  where reached <= ${String(LEXICAL_BUDGET)} or rank = 1
),
size as materialized (
  select m.model_id, m.chunk_count from collection_model m where ${within('m')}
),
lexical as (
  select l.chunk_id from chunk_lexical l
  where ${within('l')} and l.terms && (select terms from keys)
  order by l.weights <#> (select idf from q) limit $5
)${dense.map((search) => `,\n${search.name} as (\n${search.sql}\n)`).join('')},
candidate as (
  select chunk_id from lexical${dense.map((search) => `\n  union select chunk_id from ${search.name}`).join('')}
)
select c.id as "chunkId", c.document_id as "documentId", m.key as "modelKey",
  ${cosine} as dense,
  0 - (l.weights <#> (select idf from q)) as lexical
from candidate
join chunk c on c.id = candidate.chunk_id
join chunk_vector v on v.chunk_id = c.id
join chunk_lexical l on l.chunk_id = c.id
join embedding_model m on m.id = v.model_id
where ${within('c')}`;
}

interface NamedSearch {
  readonly name: string;
  readonly sql: string;
}

function denseSearches(model: SearchModel, parameter: number): NamedSearch[] {
  const id = String(model.id);
  const query = `$${String(parameter)}::vector`;
  const size = `(select chunk_count from size where model_id = ${id})`;
  const search = (gate: string, distance: string): string => `  select v.chunk_id from chunk_vector v
  where ${within('v')} and v.model_id = ${id}${gate}
  order by ${distance} limit $5`;
  const exact = `v.embedding <=> ${query}`;
  if (model.dims > INDEXED_DIMENSIONS) return [{ name: `dense_${id}`, sql: search('', exact) }];
  return [
    { name: `dense_${id}_exact`, sql: search(` and ${size} <= ${String(EXACT_CHUNKS)}`, exact) },
    {
      name: `dense_${id}_indexed`,
      sql: search(` and ${size} > ${String(EXACT_CHUNKS)}`, `v.embedding::vector(${String(model.dims)}) <=> ${query}`),
    },
  ];
}

/** `$3` chunk ids. */
export const passagesSql = `select c.id, c.document_id, c.version_id, v.number, d.source_key, d.title, c.ordinal, c.kind, c.heading_path, c.text,
  c.lang, c.tokens, c.page_from, c.page_to, c.char_start, c.char_end, c.boxes, m.key, m.dims, c.sentence_spans, c.sentence_vectors
from chunk c
join document d on d.id = c.document_id
join document_version v on v.id = c.version_id
join embedding_model m on m.id = c.model_id
where ${scopeSql('c')} and c.id = any($3::bigint[])`;

/** `$3` a collection, `$4` term hashes. One row with null for a collection that contains none of them. */
export const statisticsSql = `select c.chunk_count as chunks, t.term, t.df
from collection c
left join lexical_term t on t.collection_id = c.id and ${scopeSql('t')} and t.term = any($4::integer[]) and t.df > 0
where c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3`;

/** `$3` a collection. */
export const collectionModelsSql = `select e.key from collection_model m join embedding_model e on e.id = m.model_id
where ${within('m')} and m.chunk_count > 0 order by e.id`;
