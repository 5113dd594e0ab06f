import { scopeSql } from '../scope.ts';

/** Whether the profile of `home` stores token vectors. */
const storesTokensSql = `coalesce((home.profile -> 'chunking' ->> 'tokenVectors')::boolean, false) as "tokenVectors"`;

/** `$3` a document: its current version, with what its chunks are made of. */
export const editableDocumentSql = `
select d.id as "documentId", d.collection_id as "collectionId", d.tenant_id as "tenantId", v.id as "versionId", d.title,
  v.lang, v.text, d.edits as seen, d.muted_lines::float8[] as "mutedLines", ${storesTokensSql}
from document d join document_version v on v.id = d.current_version_id join collection home on home.id = d.collection_id
where ${scopeSql('d')} and d.id = $3`;

/** `$3` a version. */
export const editableChunksSql = `
select c.id, c.ordinal, c.kind, c.heading_path as "headingPath", c.text, c.char_start as "charStart", c.char_end as "charEnd",
  c.page_from as "pageFrom", c.page_to as "pageTo", c.tokens, c.boxes, c.sentence_spans as spans, c.edit_id as "editId",
  c.verbatim, c.off, c.muted, c.muted_lines::float8[] as "mutedLines"
from chunk c where ${scopeSql('c')} and c.version_id = $3 order by c.ordinal`;

const editColumns = `e.id, e.state, e.heading_path as "headingPath", e.original, e.char_start as "charStart", e.originals, e.pieces,
  e.edited_by as "editedBy", e.edited_at as "editedAt"`;

/** `$3` a document, in the order of the text. */
export const documentEditsSql = `
select ${editColumns} from chunk_edit e where ${scopeSql('e')} and e.document_id = $3 order by e.char_start, e.id`;

/**
 * `$1` a version, for the ingestion job, which has no caller. A document of a hidden copy has the edits of the document
 * that it is a copy of.
 */
export const editsForVersionSql = `
with mine as (
  select d.id, d.edits, coalesce(o.id, d.id) as source_id
  from document_version v
  join document d on d.id = v.document_id
  join collection c on c.id = d.collection_id
  left join document o on o.collection_id = c.shadow_of and o.source_key = d.source_key
  where v.id = $1
)
select mine.edits as seen, ${editColumns}
from mine left join chunk_edit e on e.document_id = mine.source_id
order by e.char_start, e.id`;

/** `$3` a document. The latest hundred, newest first. */
export const editHistorySql = `
select h.id, h.action, h.before, h.after, h.edited_by as "editedBy", h.edited_at as "editedAt"
from chunk_edit_history h where ${scopeSql('h')} and h.document_id = $3 order by h.id desc limit 100`;

/** `$1` a document: its count of edits and its current version, locked until the transaction ends, and its collection's wish. */
export const documentForEditSql = `
select d.edits, d.current_version_id as "versionId", ${storesTokensSql}
from document d join collection home on home.id = d.collection_id where d.id = $1 for update of d`;

/** `$1` chunks. */
export const chunkTermsSql = `
select term, count(*)::int as count
from chunk_lexical l cross join unnest(l.terms) as term where l.chunk_id = any($1::bigint[]) group by term`;

/** `$1` chunks. */
export const chunkModelsSql = `
select model_id as id, count(*)::int as count from chunk where id = any($1::bigint[]) and off is null group by model_id`;

/** `$1` chunks. @returns a row for each that was there */
export const deleteTheseChunksSql = `delete from chunk where id = any($1::bigint[]) returning id`;

/** `$1` a version, `$2` an ordinal. Far away first: a row must not meet its neighbour on the way. */
export const liftOrdinalsSql = `update chunk set ordinal = ordinal + 1000000000 where version_id = $1 and ordinal >= $2`;
/** `$1` a version, `$2` by how much. */
export const lowerOrdinalsSql = `update chunk set ordinal = ordinal - 1000000000 + $2::int where version_id = $1 and ordinal >= 1000000000`;

/** `$1` id, `$2` tenant, `$3` collection, `$4` document, then what the edit says. */
export const insertEditSql = `
insert into chunk_edit (id, tenant_id, collection_id, document_id, heading_path, original, char_start, originals, pieces, edited_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;

/** `$1` edits. */
export const deleteEditsSql = `delete from chunk_edit where id = any($1::uuid[]) returning id`;

export const insertEditHistorySql = `
insert into chunk_edit_history (tenant_id, collection_id, document_id, edit_id, action, before, after, edited_by)
values ($1, $2, $3, $4, $5, $6, $7, $8)`;

/** `$1` a document, `$2` the hashes of the lines that its chunks leave out. */
export const muteDocumentSql = `update document set muted_lines = $2 where id = $1`;

/** `$1` a document. */
export const countEditSql = `update document set edits = edits + 1 where id = $1`;

/** `$1` a version, `$2` by how many chunks. */
export const touchVersionSql = `update document_version set chunk_count = chunk_count + $2, indexed_at = now() where id = $1`;

/** `$3` a document: its current version counts as cut by no known setting, so that it is cut again. */
export const forgetCutSql = `
update document_version v set cut_by = null
from document d where ${scopeSql('d')} and d.id = $3 and v.id = d.current_version_id`;

/** `$1` a document, `$2` the edits that found their text, as `id`, `headingPath`, `charStart` and `originals`. */
export const applyEditsSql = `
update chunk_edit e set state = 'applied', heading_path = given."headingPath", char_start = given."charStart", originals = given.originals
from jsonb_to_recordset($2::jsonb) as given(id uuid, "headingPath" text[], "charStart" integer, originals jsonb)
where e.document_id = $1 and e.id = given.id`;

/** `$1` a document, `$2` the edits that did not. */
export const loseEditsSql = `update chunk_edit set state = 'lost' where document_id = $1 and id = any($2::uuid[])`;
