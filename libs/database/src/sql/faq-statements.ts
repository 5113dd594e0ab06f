import { scopeSql } from '../scope.ts';

/** Milliseconds are what a page shows and what a caller sends back; the database keeps microseconds. */
const columns = `f.id, f.collection_id as "collectionId", f.question, f.phrasings, f.answer, f.citations, f.owner, f.state,
  f.valid_until as "validUntil", f.revision, f.approved_by as "approvedBy", f.approved_at as "approvedAt",
  f.changed_by as "changedBy", f.gap_id as "gapId", f.created_at as "createdAt", f.updated_at as "updatedAt",
  f.state = 'approved' and (f.valid_until is null or f.valid_until > now()) as answers`;

export const faqEntrySql = `select ${columns} from faq_entry f where ${scopeSql('f')} and f.id = $3`;

export const lockFaqEntrySql = `${faqEntrySql} for update`;

/** `$3` collection, `$4` state or null, `$5` pattern or null, `$6` offset, `$7` limit. */
export const listFaqSql = `
select ${columns}, count(*) over ()::integer as total from faq_entry f
where ${scopeSql('f')} and f.collection_id = $3 and ($4::text is null or f.state = $4)
  and ($5::text is null or f.question ilike $5 or f.answer ilike $5 or array_to_string(f.phrasings, ' ') ilike $5)
order by f.updated_at desc, f.id offset $6 limit $7`;

/** `$3` collection, then the content. Nothing is returned when the scope does not reach the collection. */
export const insertFaqSql = `
insert into faq_entry (tenant_id, collection_id, question, phrasings, answer, citations, owner, valid_until, changed_by, gap_id)
select c.tenant_id, c.id, $4, $5::text[], $6, $7::jsonb, $8, $9::timestamptz, $10, $11::uuid
from collection c where c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3
returning id`;

export const updateFaqSql = `
update faq_entry f set question = $4, phrasings = $5::text[], answer = $6, citations = $7::jsonb, owner = $8,
  valid_until = $9::timestamptz, changed_by = $10, state = 'draft', approved_by = null, approved_at = null,
  revision = f.revision + 1, updated_at = now()
where ${scopeSql('f')} and f.id = $3`;

export const setFaqStateSql = `
update faq_entry f set state = $4, changed_by = $5, revision = f.revision + 1, updated_at = now(),
  approved_by = case when $4 = 'approved' then $5 end, approved_at = case when $4 = 'approved' then now() end
where ${scopeSql('f')} and f.id = $3`;

/** Another entry of the collection that is not retired and asks the same; `$4` is the entry itself or null. */
export const sameQuestionSql = `
select f.id from faq_entry f
where ${scopeSql('f')} and f.collection_id = $3 and f.id is distinct from $4::uuid and f.state <> 'retired'
  and md5(f.question) = md5($5::text)`;

export const deletePhrasingsSql = `delete from faq_phrasing f where ${scopeSql('f')} and f.entry_id = $3`;

/** `$3` entry, `$4` ordinal, `$5` text, `$6` model, `$7` vector. */
export const insertPhrasingSql = `
insert into faq_phrasing (entry_id, ordinal, tenant_id, collection_id, text, model_id, embedding)
select f.id, $4::smallint, f.tenant_id, f.collection_id, $5::text, $6::smallint, $7::vector
from faq_entry f where ${scopeSql('f')} and f.id = $3`;

export const insertFaqRevisionSql = `
insert into faq_revision (entry_id, revision, tenant_id, collection_id, content, changed_by)
select f.id, f.revision, f.tenant_id, f.collection_id, jsonb_build_object('state', f.state, 'question', f.question,
  'phrasings', f.phrasings, 'answer', f.answer, 'citations', f.citations, 'owner', f.owner, 'validUntil', f.valid_until), f.changed_by
from faq_entry f where ${scopeSql('f')} and f.id = $3`;

export const faqRevisionsSql = `
select r.revision, r.content, r.changed_by as "changedBy", r.changed_at as "changedAt" from faq_revision r
where ${scopeSql('r')} and r.entry_id = $3 order by r.revision desc limit 100`;

/**
 * The approved phrasings nearest to a question's vector, best first. `$3` collection, `$4` model, `$5` vector, `$6` limit.
 * A collection holds hundreds of them, not millions: comparing them one by one is exact and needs no index.
 */
export const nearestPhrasingsSql = `
select near.entry_id as "entryId", near.text, 1 - near.distance as similarity
from (
  select p.entry_id, p.ordinal, p.text, p.embedding <=> $5::vector as distance
  from faq_phrasing p join faq_entry f on f.id = p.entry_id
  where ${scopeSql('p')} and p.collection_id = $3 and p.model_id = $4 and f.state = 'approved'
    and (f.valid_until is null or f.valid_until > now())
  order by distance, p.entry_id, p.ordinal limit $6
) near
order by near.distance, near.entry_id, near.ordinal`;

/** Entries with a phrasing that none of the models `$4` has embedded; `$3` collection, `$5` limit. */
export const outdatedFaqSql = `
select ${columns} from faq_entry f
where ${scopeSql('f')} and f.collection_id = $3 and f.state <> 'retired' and exists (
  select from faq_phrasing p join embedding_model m on m.id = p.model_id
  where p.entry_id = f.id and m.key <> all($4::text[]))
order by f.id limit $5`;

/** Entries of a collection that ask exactly `$4`, for imports. */
export const faqByQuestionSql = `
select ${columns} from faq_entry f
where ${scopeSql('f')} and f.collection_id = $3 and f.state <> 'retired' and f.question = $4`;

/**
 * The cited documents as they are now: `$3` document ids, `$4` quotes beside them. Place is the quote's start in the text
 * of the current version, in characters; 0 when it is no longer there. A deleted document is left out.
 */
export const citedDocumentsSql = `
select given.ordinal, d.id as "documentId", v.id as "versionId", v.number as "versionNumber", d.source_key as "sourceKey",
  d.title, given.quote, v.text
from unnest($3::uuid[], $4::text[]) with ordinality as given (document_id, quote, ordinal)
join document d on d.id = given.document_id and ${scopeSql('d')}
join document_version v on v.id = d.current_version_id
order by given.ordinal`;

/** The passage of version `$3` that holds character `$4`, or the next one. */
export const passageAtSql = `
select c.id, c.heading_path as "headingPath", c.page_from as "pageFrom", c.page_to as "pageTo" from chunk c
where ${scopeSql('c')} and c.version_id = $3 and c.char_end > $4 order by c.ordinal limit 1`;
