import { scopeSql } from '../scope.ts';

/** `$3` a collection. Documents whose current version answers, with what their chunks hold. */
const current = `
from document d join document_version v on v.id = d.current_version_id
where ${scopeSql('d')} and d.collection_id = $3`;

/** Over source keys, contents, cutting and number of edits: equal for two collections that hold the same. */
export const contentDigestSql = `
select count(*)::int as count, coalesce(sum(v.chunk_count), 0)::int as chunks,
  encode(sha256(convert_to(coalesce(string_agg(concat_ws(E'\\x1f', d.source_key, v.title, v.content_hash, v.cut_by, nullif(d.edits, 0)), E'\\x1e'
    order by d.source_key collate "C"), ''), 'UTF8')), 'hex') as sha256,
  encode(sha256(convert_to(coalesce(string_agg(concat_ws(E'\\x1f', v.id, v.indexed_at), E'\\x1e'
    order by v.id), ''), 'UTF8')), 'hex') as stamp
${current}`;

/** `$4` how chunks should be cut. */
export const cutStateSql = `
select count(*)::int as total, count(*) filter (where v.cut_by is null or v.cut_by = $4)::int as current
${current}`;

/** `$4` how chunks should be cut. Versions that were never cut by a known setting are cut again as well. */
export const otherwiseCutSql = `
select v.id as "versionId"
${current} and v.cut_by is distinct from $4
order by d.created_at, d.id`;

/** `$4` a moment: chunks that were published since, by uploads and not by cutting the same version again. */
export const changedChunksSql = `
select coalesce(sum(v.chunk_count), 0)::int as chunks, coalesce(sum(v.chunk_count) filter (where v.ready_at > $4), 0)::int as changed
${current}`;

/** `$4` the hidden copy. Originals that the copy still lacks, or holds in another version. */
export const missingInShadowSql = `
select d.id as "originalId", d.source_key as "sourceKey", v.title, v.file_name as "fileName", v.media_type as "mediaType",
  v.bytes::float8 as bytes, v.content_hash as "contentHash", v.blob_key as "blobKey"
${current} and not exists (
  select 1 from document s
  join lateral (
    select w.content_hash, w.title, w.state from document_version w where w.document_id = s.id order by w.number desc limit 1
  ) latest on true
  where s.collection_id = $4 and s.source_key = d.source_key and latest.content_hash = v.content_hash
    and latest.title = v.title and latest.state <> 'failed')
order by d.created_at, d.id`;

/** `$4` the hidden copy. Its documents that the collection no longer has. */
export const goneFromSourceSql = `
select s.id from document s
where ${scopeSql('s')} and s.collection_id = $4
  and not exists (select 1 from document d where d.collection_id = $3 and d.source_key = s.source_key)`;

/** `$3` a collection: how far the ingestion of its latest versions is. */
export const ingestionStateSql = `
select count(*)::int as total,
  count(*) filter (where v.state in ('ready', 'ready-with-warnings'))::int as ready,
  count(*) filter (where v.state in ('failed', 'cancelled'))::int as failed
from document d
join lateral (
  select w.state from document_version w where w.document_id = d.id order by w.number desc limit 1
) v on true
where ${scopeSql('d')} and d.collection_id = $3`;

/** Takes the row only while the run goes on, so that nothing is written into one that was cancelled. */
export const saveOutcomesSql = `
insert into evaluation_outcome (evaluation_id, question_id, tenant_id, collection_id, outcome, reused)
select e.id, given.question_id, e.tenant_id, e.collection_id, given.outcome, given.reused
from evaluation e cross join jsonb_to_recordset($2::jsonb) as given(question_id text, outcome jsonb, reused boolean)
where e.id = $1 and e.state = 'running'
on conflict (evaluation_id, question_id) do update set outcome = excluded.outcome, reused = excluded.reused`;

export const cachedOutcomesSql = `
update outcome_cache c set used_at = now()
where c.tenant_id = $1 and ($2::uuid[] is null or c.collection_id = any($2)) and c.key = any($3::text[])
returning c.key, c.outcome`;

/** `$1` tenant, `$2` collection, `$3` rows. */
export const cacheOutcomesSql = `
insert into outcome_cache (tenant_id, key, collection_id, outcome)
select $1::uuid, given.key, $2::uuid, given.outcome from jsonb_to_recordset($3::jsonb) as given(key text, outcome jsonb)
on conflict (tenant_id, key) do update set outcome = excluded.outcome, used_at = now()`;

/** `$1` tenant, `$2` how many stay. */
export const trimCacheSql = `
delete from outcome_cache c where c.tenant_id = $1 and c.used_at < (
  select used_at from outcome_cache where tenant_id = $1 order by used_at desc offset $2 limit 1)`;
