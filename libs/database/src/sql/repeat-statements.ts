/**
 * Statements about lines that documents of one collection repeat. They serve ingestion and its jobs, which have no
 * caller: each names one collection and stays in it. The collection's lock must be held by those that write.
 */

/** `$1` a document. */
export const documentLinesSql = `
select d.lines::float8[] as lines, d.lines_counted as counted from document d where d.id = $1`;

/** `$1` collection, `$2` document, `$3` its version. Another document that holds the same bytes and is counted. */
export const countedCopySql = `
select o.id from document_version mine
join document_version v on v.blob_key = mine.blob_key and v.collection_id = $1
join document o on o.current_version_id = v.id
where mine.id = $3 and o.id <> $2 and o.lines_counted limit 1`;

/** `$1` tenant, `$2` collection, `$3` hashes. */
export const raiseLinesSql = `
insert into repeated_line (tenant_id, collection_id, hash, documents)
select $1, $2, hash, 1 from unnest($3::bigint[]) as more(hash) order by hash
on conflict (collection_id, hash) do update set documents = repeated_line.documents + 1`;

/** `$1` collection, `$2` hashes. */
export const lowerLinesSql = `update repeated_line set documents = documents - 1 where collection_id = $1 and hash = any($2::bigint[])`;

/** `$1` collection, `$2` hashes. */
export const dropLinesSql = `delete from repeated_line where collection_id = $1 and hash = any($2::bigint[]) and documents <= 0`;

/** `$1` collection, `$2` hashes, `$3` a document that does not have them any more. */
export const leaveLinesSql = `
update repeated_line set holder_id = null where collection_id = $1 and hash = any($2::bigint[]) and holder_id = $3
returning hash`;

/** `$1` collection, `$2` hashes, `$3` the document that asks. A line has a holder once it is known to be repeated. */
export const knownRepeatsSql = `
select r.hash::float8 as hash from repeated_line r
where r.collection_id = $1 and r.hash = any($2::bigint[]) and r.holder_id is not null and r.holder_id <> $3
order by r.hash`;

/** Lines of a large collection must also be in this share of its documents. */
const leastShare = 0.02;

/** Number of documents from which on a line is repeated; `$2` what the profile says. */
const repeatedFrom = `greatest(5, $2::integer, ceil(${String(leastShare)} * c.document_count))`;

/** `$1` collection, `$2` from how many documents on: lines that many documents have and none is named to keep. */
export const unheldLinesSql = `
select exists (
  select 1 from repeated_line r join collection c on c.id = r.collection_id
  where r.collection_id = $1 and r.holder_id is null and r.documents >= 5 and r.documents >= ${repeatedFrom}
) as unheld`;

/** `$1` collection, `$2` from how many documents on. The document whose key comes first keeps each line. */
export const holdLinesSql = `
with pick as (
  select distinct on (r.hash) r.hash, d.id
  from repeated_line r
  join collection c on c.id = r.collection_id
  join document d on d.collection_id = r.collection_id and d.lines_counted and r.hash = any(d.lines)
  where r.collection_id = $1 and r.holder_id is null and r.documents >= 5 and r.documents >= ${repeatedFrom}
  order by r.hash, d.source_key collate "C", d.id
)
update repeated_line r set holder_id = pick.id from pick where r.collection_id = $1 and r.hash = pick.hash`;

/**
 * `$1` collection, `$2` from how many documents on. A line is no longer repeated when half of that are left, so that one
 * document more or less moves nothing.
 */
export const releaseLinesSql = `
update repeated_line r set holder_id = null from collection c
where r.collection_id = $1 and c.id = r.collection_id and r.holder_id is not null and r.documents < ${repeatedFrom} / 2`;

/** `$1` collection, `$2` an id or null: documents after it whose chunks do not leave out what they should. */
export const otherwiseMutedSql = `
with repeated as materialized (
  select r.hash, r.holder_id from repeated_line r where r.collection_id = $1 and r.holder_id is not null
)
select d.id, should.hashes::float8[] as hashes
from document d
cross join lateral (
  select coalesce(array_agg(h.hash order by h.hash), '{}') as hashes
  from repeated h where h.hash = any(d.lines) and h.holder_id <> d.id
) should
where d.collection_id = $1 and ($2::uuid is null or d.id > $2) and d.muted_lines <> should.hashes
order by d.id limit 50`;

/** Collections in which a line waits for a document that keeps it. */
export const unheldCollectionsSql = `
select distinct r.collection_id as id from repeated_line r
join collection c on c.id = r.collection_id
where r.holder_id is null and r.documents >= 5
  and r.documents >= coalesce((c.profile -> 'chunking' ->> 'repeatedFrom')::integer, 8)
  and coalesce((c.profile -> 'chunking' ->> 'repeatedFrom')::integer, 8) > 0`;
