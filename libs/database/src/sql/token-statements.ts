import { scopeSql } from '../scope.ts';

/** `$3` chunk ids. Bytes come as base64, as passages do. */
export const tokensSql = `
select c.id, m.dims, encode(t.offsets, 'base64') as offsets, encode(t.scales, 'base64') as scales,
  encode(t.vectors, 'base64') as vectors
from chunk_tokens t join chunk c on c.id = t.chunk_id join embedding_model m on m.id = c.model_id
where ${scopeSql('t')} and t.chunk_id = any($3::bigint[])`;

/** `$3` a collection; `$4` how its documents are cut, `$5` the same without token vectors; `$6` documents at once. */
export const dropTokensSql = `
with chosen as (
  select v.id from document d join document_version v on v.id = d.current_version_id
  where ${scopeSql('d')} and d.collection_id = $3 and v.cut_by = $4
  limit $6
),
changed as (
  update document_version v set cut_by = $5 from chosen where v.id = chosen.id returning v.id
),
gone as (
  delete from chunk_tokens t using chunk c, changed
  where t.chunk_id = c.id and c.version_id = changed.id
)
select count(*)::int as documents from changed`;
