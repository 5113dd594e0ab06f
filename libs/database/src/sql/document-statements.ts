import { scopeSql } from '../scope.ts';

/** Of the blob keys in `$1`, those that no version refers to: equal content shares one blob. */
export const orphanedBlobsSql = `
select distinct key as blob_key from unnest($1::text[]) as key
where not exists (select 1 from document_version v where v.blob_key = key)`;

/** `$1` a blob key. Whoever comes to refer to a blob and whoever removes it take turns, until the transaction ends. */
export const lockBlobSql = `select pg_advisory_xact_lock(hashtextextended($1::text, 7263002))`;

/** Every column of a version but its text. */
const versionColumns = `v.id, v.document_id, v.number, v.file_name, v.media_type, v.bytes, v.content_hash, v.state, v.progress,
  v.failure, v.retry, v.warnings, v.pages, v.chunk_count, v.created_at, v.ready_at`;

const documentColumns = `d.id as document_id, d.collection_id as document_collection_id, d.source_key, d.title as document_title,
  d.lang as document_lang, d.current_version_id, d.created_at as document_created_at, (
    select jsonb_build_object('id', s.id, 'name', s.name, 'url', i.url)
    from source s left join source_item i on i.source_id = s.id and i.key = d.source_item where s.id = d.source_id
  ) as document_source`;

const latestVersion = `
from document d
join lateral (
  select ${versionColumns} from document_version v where v.document_id = d.id order by v.number desc limit 1
) v on true`;

/** `$3` a collection, `$4` a state or null, `$5` a pattern of `ilike` or null. */
const listed = `where ${scopeSql('d')} and d.collection_id = $3
  and ($4::text is null or v.state = $4)
  and ($5::text is null or d.title ilike $5 or d.source_key ilike $5)`;

/** `$6` how many, `$7` from which on. */
export const listDocumentsSql = `
select ${documentColumns}, v.*${latestVersion}
${listed}
order by d.created_at desc, d.id limit $6 offset $7`;

export const countDocumentsSql = `select count(*)::int as total${latestVersion}
${listed}`;

/** `$3` a document. */
export const getDocumentSql = `select ${documentColumns}, v.*${latestVersion}
where ${scopeSql('d')} and d.id = $3`;

/** `$3` a version. The chunks of a superseded version are gone; its text stays. */
export const versionChunksSql = `
select c.id, c.ordinal, c.heading_path, c.text, c.page_from, c.page_to, c.char_start, c.char_end, c.lang, c.tokens, c.off,
  c.verbatim, c.muted, e.edited_by, e.edited_at, coalesce((
    select max(r.documents) from repeated_line r where r.collection_id = c.collection_id and r.hash = any(c.muted_lines)
  ), 0) as repeated_in
from chunk c left join chunk_edit e on e.id = c.edit_id
where ${scopeSql('c')} and c.version_id = $3 order by c.ordinal`;

/**
 * `$1` a tenant, `$2` a collection, `$3` a source key, `$4` a title, `$5` a source and `$6` the key in it, or null. Locks the
 * row, so that two uploads of one key queue up. A document that belongs to no source is taken over.
 */
export const upsertDocumentSql = `
insert into document (tenant_id, collection_id, source_key, title, source_id, source_item) values ($1, $2, $3, $4, $5, $6)
on conflict (collection_id, source_key) do update set source_key = excluded.source_key,
  source_id = coalesce(document.source_id, excluded.source_id),
  source_item = case when document.source_id is null or document.source_id = excluded.source_id
    then excluded.source_item else document.source_item end
returning id, xmax = 0 as inserted, source_id`;
