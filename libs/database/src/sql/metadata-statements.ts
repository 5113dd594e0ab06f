import { scopeSql } from '../scope.ts';

/** `$3` a collection. Locks its row: changes of its fields take turns. */
export const lockFieldsSql = `
select c.id from collection c
where c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3 for no key update`;

/** `$3` a collection. */
export const listFieldsSql = `
select f.name, f.type, f.label from document_field f
where ${scopeSql('f')} and f.collection_id = $3 order by f.ordinal`;

/** `$3` a collection. */
export const deleteFieldsSql = `delete from document_field f where ${scopeSql('f')} and f.collection_id = $3`;

/** `$1` tenant, `$2` collection, `$3` names, `$4` types, `$5` labels. */
export const insertFieldsSql = `
insert into document_field (tenant_id, collection_id, name, type, label, ordinal)
select $1, $2, name, type, label, ordinal
from unnest($3::text[], $4::text[], $5::text[]) with ordinality as given(name, type, label, ordinal)`;

/** `$3` a collection, `$4` names. Those of them in which a document has a value. */
export const usedFieldsSql = `
select distinct name from document d cross join unnest($4::text[]) as name
where ${scopeSql('d')} and d.collection_id = $3 and d.fields ? name`;

/** `$3` a collection, `$4` names whose values go. */
export const dropFieldValuesSql = `
update document d set fields = d.fields - $4::text[]
where ${scopeSql('d')} and d.collection_id = $3 and d.fields ?| $4::text[]`;

/** `$3` a collection. */
export const listTagsSql = `
select tag, count(*)::int as documents from document d cross join unnest(d.tags) as tag
where ${scopeSql('d')} and d.collection_id = $3
group by tag order by count(*) desc, tag limit 500`;

/** `$3` a document. */
export const getMetadataSql = `
select d.tags, d.fields, d.document_date as "documentDate", d.modified_at as "modifiedAt"
from document d where ${scopeSql('d')} and d.id = $3`;

/** `$3` a document, `$4` tags, `$5` fields, `$6` its date, `$7` when it was modified. */
export const setMetadataSql = `
update document d set tags = $4, fields = $5, document_date = $6, modified_at = $7
where ${scopeSql('d')} and d.id = $3
returning d.id`;

/**
 * `$3` a collection, `$4` documents, `$5` tags to add, `$6` tags to take away, `$7` fields to set, `$8` fields to take
 * away, `$9` whether the date changes, `$10` to what.
 */
export const changeMetadataSql = `
update document d set
  tags = (
    select coalesce(array_agg(tag order by first), '{}') from (
      select tag, min(place) as first from unnest(d.tags || $5::text[]) with ordinality as given(tag, place)
      where tag <> all($6::text[]) group by tag
    ) kept
  ),
  fields = (d.fields || $7::jsonb) - $8::text[],
  document_date = case when $9 then $10::timestamptz else d.document_date end
where ${scopeSql('d')} and d.collection_id = $3 and d.id = any($4::uuid[])
returning d.id`;
