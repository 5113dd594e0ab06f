import { SPARSE_DIMENSIONS } from '../codec/vector-codec.ts';
import { scopeSql } from '../scope.ts';
import type { FilterSql } from './filter-sql.ts';

/** Up to this many chunks of one model in a collection are compared one by one: exact, and fast enough. */
export const EXACT_CHUNKS = 10_000;
/**
 * Comparing n chunks costs about 2 microseconds each; an index of t chunks of which n may be seen is read for about
 * 1 ms * t / n until enough of them turn up. Up to n * n = this number * t the exact comparison is the cheaper one.
 */
const EXACT_PER_INDEXED = 500;
/** pgvector indexes `vector` up to this length; longer ones are always compared one by one. */
export const INDEXED_DIMENSIONS = 2000;
/** Chunks that the rarest terms of a question may bring in; commoner terms only add to the score. */
const LEXICAL_BUDGET = 5000;

/** An embedding model as the statement needs it; the numbers come from the database and are written into the SQL. */
export interface SearchModel {
  readonly id: number;
  readonly dims: number;
  /** What its index is over: `half` precision where the database builds that fast. Scores are exact either way. */
  readonly indexed: 'full' | 'half';
}

const FIRST_VECTOR_PARAMETER = 5;
/** Of `scoresSql`. */
const FIRST_SCORED_VECTOR_PARAMETER = 7;

/** The parameter of `wordsSql` from which those of a filter count. */
export const WORDS_FILTER_PARAMETER = 7;

/** The parameter of `neighboursSql` from which those of a filter count: the one after the query vectors. */
export const filterParameter = (models: readonly SearchModel[]): number => FIRST_VECTOR_PARAMETER + models.length;

/** Adds the collection `$3` to the scope. */
const within = (table: string): string => `${scopeSql(table)} and ${table}.collection_id = $3`;

/** The expression that a model's index is over, of the column or of a query vector. */
export function indexedExpression({ dims, indexed }: SearchModel, vector: string): string {
  return `${vector}::${indexed === 'half' ? 'halfvec' : 'vector'}(${String(dims)})`;
}

export const indexName = ({ id, indexed }: Pick<SearchModel, 'id' | 'indexed'>): string =>
  `chunk_vector_${indexed === 'half' ? 'half' : 'hnsw'}_${String(id)}`;

/**
 * Scoped search by words. Parameters: `$1`, `$2` scope, `$3` collection, `$4` term hashes, `$5` their weights, `$6` the most chunks,
 * then those of the filter. One row: the collection's chunks, the terms that it knows with their document frequencies, and the best
 * chunks with their scores below zero; none for a collection outside the scope. Arrays come as JSON, as those of `passagesSql` do.
 *
 * The score is BM25: the stored weights hold the term-frequency part, the query vector `q` the idf part
 * ln(1 + (N - df + 0.5) / (df + 0.5)) times the term's weight, and their inner product is the score. Chunks come from the
 * rarest terms alone.
 *
 * A filter is settled over documents first: `allowed`. Where few chunks are left they are all read; where many are, the
 * index is read and each chunk tested. That test is written as `(subquery) is true`, which the planner cannot turn into a join that
 * would have to read all of them.
 */
export function wordsSql(filter?: DocumentFilter): string {
  const searches = lexicalSearches(filter !== undefined);
  return `with term as materialized (
  select t.term, t.df, wanted.weight * ln(1 + (c.chunk_count - t.df + 0.5) / (t.df + 0.5)) as idf
  from collection c
  cross join (
    select term, max(weight) as weight from unnest($4::integer[], $5::double precision[]) as given(term, weight)
    group by term
  ) wanted
  join lexical_term t on t.collection_id = c.id and t.term = wanted.term
  where c.id = $3 and ${scopeSql('t')} and t.df > 0
),
q as materialized (
  select ('{' || coalesce(string_agg(term || ':' || idf, ',' order by term), '') || '}/${String(SPARSE_DIMENSIONS)}')::sparsevec as idf
  from term
),
keys as materialized (
  select array_agg(term) as terms
  from (select term, sum(df) over (order by df, term) as reached, row_number() over (order by df, term) as rank from term) ranked
  where reached <= ${String(LEXICAL_BUDGET)} or rank = 1
)${filter === undefined ? '' : `,\n${allowedSql(filter)}`}${withSearches(searches)}
select c.chunk_count as chunks,
  (select coalesce(json_agg(json_build_array(term, df)), '[]') from term)::text as terms,
  (select coalesce(json_agg(json_build_array(chunk_id::text, below)), '[]') from (
    ${searches.map((search) => `select chunk_id, below from ${search.name}`).join(' union all ')}
  ) found)::text as found
from collection c
where c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3`;
}

/**
 * Scoped search by vectors, which waits for no words. Parameters: `$1`, `$2` scope, `$3` collection, `$4` the most chunks for each model,
 * then one query vector for each model, in the order given, then those of the filter. Rows: a chunk, its model and its cosine distance.
 *
 * Each model has two searches of which one runs, by the number of chunks that may be seen. The exact one orders by
 * `embedding` as stored, which no index is built on; the other by the indexed expression. With a filter that is read on until enough
 * allowed chunks turned up (pgvector's iterative scan).
 *
 * @param models at least one
 */
export function neighboursSql(models: readonly SearchModel[], filter?: DocumentFilter): string {
  const filtered = filter !== undefined;
  const searches = models.flatMap((model, index) =>
    denseSearches(model, { parameter: FIRST_VECTOR_PARAMETER + index, filtered }).map((it) => ({ ...it, model })),
  );
  return `with size as materialized (
  select m.model_id, m.chunk_count from collection_model m where ${within('m')}
)${filter === undefined ? '' : `,\n${allowedSql(filter)}`}${withSearches(searches)}
${searches.map(({ name, model }) => `select chunk_id as "chunkId", ${String(model.id)} as model, distance from ${name}`).join('\nunion all\n')}`;
}

/**
 * What the search by words does not know of its chunks, and the search by vectors of its own. Parameters: `$1`, `$2` scope, `$3` collection,
 * `$4` the query's idf as a sparse vector, `$5` chunks that its words have found, `$6` those that its vectors have found, then one query
 * vector for each model, in the order given. Rows for `$5` carry the model and the cosine similarity where the query has a vector for it,
 * rows for `$6` the BM25 score; a chunk outside the scope has none. The chunks stand in the condition, not in a join, and the scope is
 * only checked (`is true`): a plan that was kept from when the tables were small would read the whole collection.
 */
export function scoresSql(models: readonly SearchModel[]): string {
  const similarity = models.map(
    (model, index) =>
      `\n    when ${String(model.id)} then 1 - (v.embedding <=> $${String(FIRST_SCORED_VECTOR_PARAMETER + index)}::vector)`,
  );
  const cosine = models.length === 0 ? 'null::double precision' : `case v.model_id${similarity.join('')} end`;
  return `select v.chunk_id as "chunkId", m.key as "modelKey", ${cosine} as dense, null::double precision as lexical
from chunk_vector v
join embedding_model m on m.id = v.model_id
where v.chunk_id = any($5::bigint[]) and (${within('v')}) is true
union all
select l.chunk_id, null, null, 0 - (l.weights <#> $4::sparsevec)
from chunk_lexical l
where l.chunk_id = any($6::bigint[]) and (${within('l')}) is true`;
}

const withSearches = (searches: readonly NamedSearch[]): string =>
  searches.map(({ name, sql }) => `,\n${name} as (\n${sql}\n)`).join('');

export interface DocumentFilter extends Pick<FilterSql, 'sql'> {
  /** Parameter with the collection whose documents of the same source keys the conditions look at instead. */
  readonly describedBy?: string;
}

function allowedSql({ sql, describedBy }: DocumentFilter): string {
  const searched = describedBy === undefined ? 'd' : 'copy';
  const described =
    describedBy === undefined
      ? ''
      : `
  join document d on d.tenant_id = copy.tenant_id and d.collection_id = ${describedBy} and d.source_key = copy.source_key`;
  return `allowed as materialized (
  select ${searched}.id, cv.chunk_count
  from document ${searched} join document_version cv on cv.id = ${searched}.current_version_id${described}
  where ${within(searched)}
    and ${sql}
),
reach as materialized (
  select coalesce(sum(chunk_count), 0) as chunks, array_agg(id) as documents from allowed
)`;
}

/** The same over the chunks of few documents, through the index on their documents whatever the planner expects of the filter. */
const inAllowed = 'c.document_id = any((select documents from reach)::uuid[])';

/** Whether the document of a row's chunk is allowed, as a test that is made row by row. */
const isAllowed = (table: string): string =>
  `((select c.document_id from chunk c where c.id = ${table}.chunk_id) in (select id from allowed)) is true`;

interface NamedSearch {
  readonly name: string;
  readonly sql: string;
}

function lexicalSearches(filtered: boolean): NamedSearch[] {
  const below = 'l.weights <#> (select idf from q)';
  const order = 'order by below limit $6';
  // Terms are hashed with their collection: only their own index is worth reading, also in a plan that was made for any collection.
  const indexed = `  select l.chunk_id, ${below} as below from chunk_lexical l
  where (${within('l')}) is true and l.terms && (select terms from keys)`;
  if (!filtered) return [{ name: 'lexical', sql: `${indexed}\n  ${order}` }];
  const reach = '(select chunks from reach)';
  return [
    {
      name: 'lexical_few',
      sql: `  select l.chunk_id, ${below} as below from chunk c join chunk_lexical l on l.chunk_id = c.id
  where ${within('c')} and ${reach} <= ${String(EXACT_CHUNKS)} and ${inAllowed}
    and l.terms && (select array_agg(term) from term)
  ${order}`,
    },
    {
      name: 'lexical_many',
      sql: `${indexed} and ${reach} > ${String(EXACT_CHUNKS)}
    and ${isAllowed('l')}
  ${order}`,
    },
  ];
}

function denseSearches(
  model: SearchModel,
  { parameter, filtered }: { parameter: number; filtered: boolean },
): NamedSearch[] {
  const id = String(model.id);
  const query = `$${String(parameter)}::vector`;
  const seen = filtered ? '(select chunks from reach)' : `(select chunk_count from size where model_id = ${id})`;
  // An index that was rebuilt while it was empty counts -1 until it is analysed.
  const few = `greatest(${String(EXACT_CHUNKS)}, sqrt(${String(EXACT_PER_INDEXED)} * (
    select greatest(reltuples, 0) from pg_class where oid = to_regclass('${indexName(model)}'))))`;
  const exact = (gate: string): string => {
    const from = filtered
      ? `chunk c join chunk_vector v on v.chunk_id = c.id
  where ${within('c')} and ${inAllowed}`
      : `chunk_vector v
  where ${within('v')}`;
    return `  select v.chunk_id, v.embedding <=> ${query} as distance from ${from} and v.model_id = ${id}${gate}
  order by distance limit $4`;
  };
  if (model.dims > INDEXED_DIMENSIONS) return [{ name: `dense_${id}`, sql: exact('') }];
  return [
    { name: `dense_${id}_exact`, sql: exact(` and ${seen} <= ${few}`) },
    {
      name: `dense_${id}_indexed`,
      sql: `  select v.chunk_id, v.embedding <=> ${query} as distance from chunk_vector v
  where ${within('v')} and v.model_id = ${id} and ${seen} > ${few}${filtered ? `\n    and ${isAllowed('v')}` : ''}
  order by ${indexedExpression(model, 'v.embedding')} <=> ${indexedExpression(model, query)} limit $4`,
    },
  ];
}

/**
 * `$3` chunk ids. Long arrays come as JSON and bytes as base64: the driver takes everything as text, and these are shorter, or read
 * with less work, than the text of an array or a bytea.
 */
export const passagesSql = `select c.id, c.document_id, c.version_id, v.number, d.source_key, d.title, c.ordinal, c.kind, c.heading_path, c.text,
  c.lang, c.tokens, c.page_from, c.page_to, c.char_start, c.char_end, c.boxes, m.key, m.dims, array_to_json(c.sentence_spans)::text as sentence_spans,
  encode(c.sentence_vectors, 'base64') as sentence_vectors, array_to_json(l.terms)::text as terms,
  case when not c.verbatim then e.edited_by end as edited_by, case when not c.verbatim then e.edited_at end as edited_at
from chunk c
join document d on d.id = c.document_id
join document_version v on v.id = c.version_id
join embedding_model m on m.id = c.model_id
join chunk_lexical l on l.chunk_id = c.id
left join chunk_edit e on e.id = c.edit_id
where ${scopeSql('c')} and c.id = any($3::bigint[]) and c.off is null`;

/** `$3` a collection, `$4` term hashes. One row with null for a collection that contains none of them. */
export const statisticsSql = `select c.chunk_count as chunks, t.term, t.df
from collection c
left join lexical_term t on t.collection_id = c.id and ${scopeSql('t')} and t.term = any($4::integer[]) and t.df > 0
where c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3`;

/** `$3` a collection. */
export const collectionModelsSql = `select e.key from collection_model m join embedding_model e on e.id = m.model_id
where ${within('m')} and m.chunk_count > 0 order by e.id`;
