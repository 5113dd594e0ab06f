/**
 * Publishing of one collection is one at a time, and so is everything else that changes its term statistics: two
 * transactions that update the same terms would wait for each other.
 */
export const lockCollectionSql = `select pg_advisory_xact_lock(hashtextextended($1::text, 1))`;

/** The same lock, for the collection of version `$1`. */
export const lockCollectionOfVersionSql = `
select pg_advisory_xact_lock(hashtextextended(v.collection_id::text, 1)) from document_version v where v.id = $1`;

/** Locks document and version until the transaction ends: one that is called off meanwhile is seen as such. */
export const versionForPublishSql = `
select v.tenant_id, v.collection_id, v.document_id, v.state, v.number, coalesce(current.number, 0) as current_number, d.edits
from document_version v
join document d on d.id = v.document_id
left join document_version current on current.id = d.current_version_id
where v.id = $1 for update of d, v`;

/** Chunks of a document that contain each of its terms. */
export const documentTermsSql = `
select term, count(*)::int as count
from chunk c join chunk_lexical l on l.chunk_id = c.id cross join unnest(l.terms) as term
where c.document_id = $1 group by term`;

export const documentModelsSql = `select model_id as id, count(*)::int as count from chunk
where document_id = $1 and off is null group by model_id`;

export const deleteChunksSql = `delete from chunk where document_id = $1`;

/** `$1` tenant, `$2` collection, `$3` terms, `$4` by how much. */
export const raiseTermsSql = `
insert into lexical_term (tenant_id, collection_id, term, df)
select $1, $2, term, df from unnest($3::integer[], $4::integer[]) as more(term, df) order by term
on conflict (collection_id, term) do update set df = lexical_term.df + excluded.df`;

/** `$1` collection, `$2` terms, `$3` by how much. */
export const lowerTermsSql = `
update lexical_term t set df = t.df - less.df
from unnest($2::integer[], $3::integer[]) as less(term, df)
where t.collection_id = $1 and t.term = less.term`;

/** `$1` collection, `$2` terms. */
export const dropTermsSql = `delete from lexical_term where collection_id = $1 and term = any($2::integer[]) and df <= 0`;

/** `$1` tenant, `$2` collection, `$3` model, `$4` by how much, negative for fewer. */
export const changeModelCountSql = `
insert into collection_model (tenant_id, collection_id, model_id, chunk_count) values ($1, $2, $3, $4)
on conflict (collection_id, model_id) do update set chunk_count = collection_model.chunk_count + excluded.chunk_count`;

/** `$1` collection; `$2`, `$3` by how many chunks and documents. */
export const changeCollectionCountSql = `
update collection set chunk_count = chunk_count + $2, document_count = document_count + $3 where id = $1`;

export const supersedeOthersSql = `
update document_version set state = 'superseded'
where document_id = $1 and id <> $2 and state in ('ready', 'ready-with-warnings')`;

export const supersedeSql = `update document_version set state = 'superseded', progress = 1 where id = $1`;

export const finishVersionSql = `
update document_version set state = $2, progress = 1, failure = null, retry = null, title = $3, lang = $4, text = $5, pages = $6,
  warnings = $7, chunk_count = $8, cut_by = $9, indexed_at = now(), ready_at = coalesce(ready_at, now())
where id = $1`;

/**
 * `$5` the revision of the words that its chunks were analysed with, `$6` the hashes of its lines, `$7` whether they are
 * counted, `$8` those that its chunks leave out.
 */
export const finishDocumentSql = `
update document set title = $2, lang = $3, current_version_id = $4, words_revision = $5, lines = $6, lines_counted = $7,
  muted_lines = $8
where id = $1`;

/** `($1, $2, ...), ($n, ...)` for a multi-row insert. */
function placeholders(rows: number, columns: number): string {
  const row = (first: number): string =>
    `(${Array.from({ length: columns }, (_, index) => `$${String(first + index)}`).join(', ')})`;
  return Array.from({ length: rows }, (_, index) => row(1 + index * columns)).join(', ');
}

export const chunkColumns = [
  'tenant_id',
  'collection_id',
  'document_id',
  'version_id',
  'ordinal',
  'kind',
  'heading_path',
  'text',
  'char_start',
  'char_end',
  'page_from',
  'page_to',
  'boxes',
  'lang',
  'tokens',
  'model_id',
  'sentence_spans',
  'sentence_vectors',
  'edit_id',
  'verbatim',
  'off',
  'muted',
  'muted_lines',
] as const;
export const vectorColumns = ['chunk_id', 'tenant_id', 'collection_id', 'model_id', 'embedding'] as const;
export const tokenColumns = ['chunk_id', 'tenant_id', 'collection_id', 'offsets', 'scales', 'vectors'] as const;
export const lexicalColumns = ['chunk_id', 'tenant_id', 'collection_id', 'terms', 'weights'] as const;

export function insertRowsSql(table: string, columns: readonly string[], rows: number): string {
  return `insert into ${table} (${columns.join(', ')}) values ${placeholders(rows, columns.length)}`;
}
