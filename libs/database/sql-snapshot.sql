-- candidatesSql, for models of 512, 384 and 3072 dimensions
with term as materialized (
  select t.term, t.df, ln(1 + (c.chunk_count - t.df + 0.5) / (t.df + 0.5)) as idf
  from collection c join lexical_term t on t.collection_id = c.id
  where c.id = $3 and t.tenant_id = $1 and ($2::uuid[] is null or t.collection_id = any($2)) and t.term = any($4::integer[]) and t.df > 0
),
q as materialized (
  select ('{' || coalesce(string_agg(term || ':' || idf, ',' order by term), '') || '}/1000000000')::sparsevec as idf
  from term
),
keys as materialized (
  select array_agg(term) as terms
  from (select term, sum(df) over (order by df, term) as reached, row_number() over (order by df, term) as rank from term) ranked
  where reached <= 5000 or rank = 1
),
size as materialized (
  select m.model_id, m.chunk_count from collection_model m where m.tenant_id = $1 and ($2::uuid[] is null or m.collection_id = any($2)) and m.collection_id = $3
),
lexical as (
  select l.chunk_id from chunk_lexical l
  where l.tenant_id = $1 and ($2::uuid[] is null or l.collection_id = any($2)) and l.collection_id = $3 and l.terms && (select terms from keys)
  order by l.weights <#> (select idf from q) limit $5
),
dense_1_exact as (
  select v.chunk_id from chunk_vector v
  where v.tenant_id = $1 and ($2::uuid[] is null or v.collection_id = any($2)) and v.collection_id = $3 and v.model_id = 1 and (select chunk_count from size where model_id = 1) <= 10000
  order by v.embedding <=> $6::vector limit $5
),
dense_1_indexed as (
  select v.chunk_id from chunk_vector v
  where v.tenant_id = $1 and ($2::uuid[] is null or v.collection_id = any($2)) and v.collection_id = $3 and v.model_id = 1 and (select chunk_count from size where model_id = 1) > 10000
  order by v.embedding::vector(512) <=> $6::vector limit $5
),
dense_2_exact as (
  select v.chunk_id from chunk_vector v
  where v.tenant_id = $1 and ($2::uuid[] is null or v.collection_id = any($2)) and v.collection_id = $3 and v.model_id = 2 and (select chunk_count from size where model_id = 2) <= 10000
  order by v.embedding <=> $7::vector limit $5
),
dense_2_indexed as (
  select v.chunk_id from chunk_vector v
  where v.tenant_id = $1 and ($2::uuid[] is null or v.collection_id = any($2)) and v.collection_id = $3 and v.model_id = 2 and (select chunk_count from size where model_id = 2) > 10000
  order by v.embedding::vector(384) <=> $7::vector limit $5
),
dense_3 as (
  select v.chunk_id from chunk_vector v
  where v.tenant_id = $1 and ($2::uuid[] is null or v.collection_id = any($2)) and v.collection_id = $3 and v.model_id = 3
  order by v.embedding <=> $8::vector limit $5
),
candidate as (
  select chunk_id from lexical
  union select chunk_id from dense_1_exact
  union select chunk_id from dense_1_indexed
  union select chunk_id from dense_2_exact
  union select chunk_id from dense_2_indexed
  union select chunk_id from dense_3
)
select c.id as "chunkId", c.document_id as "documentId", m.key as "modelKey",
  case v.model_id
    when 1 then 1 - (v.embedding <=> $6::vector)
    when 2 then 1 - (v.embedding <=> $7::vector)
    when 3 then 1 - (v.embedding <=> $8::vector) end as dense,
  0 - (l.weights <#> (select idf from q)) as lexical
from candidate
join chunk c on c.id = candidate.chunk_id
join chunk_vector v on v.chunk_id = c.id
join chunk_lexical l on l.chunk_id = c.id
join embedding_model m on m.id = v.model_id
where c.tenant_id = $1 and ($2::uuid[] is null or c.collection_id = any($2)) and c.collection_id = $3;

-- passagesSql
select c.id, c.document_id, c.version_id, v.number, d.source_key, d.title, c.ordinal, c.kind, c.heading_path, c.text,
  c.lang, c.tokens, c.page_from, c.page_to, c.char_start, c.char_end, c.boxes, m.key, m.dims, c.sentence_spans, c.sentence_vectors
from chunk c
join document d on d.id = c.document_id
join document_version v on v.id = c.version_id
join embedding_model m on m.id = c.model_id
where c.tenant_id = $1 and ($2::uuid[] is null or c.collection_id = any($2)) and c.id = any($3::bigint[]);

-- statisticsSql
select c.chunk_count as chunks, t.term, t.df
from collection c
left join lexical_term t on t.collection_id = c.id and t.tenant_id = $1 and ($2::uuid[] is null or t.collection_id = any($2)) and t.term = any($4::integer[]) and t.df > 0
where c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3;

-- collectionModelsSql
select e.key from collection_model m join embedding_model e on e.id = m.model_id
where m.tenant_id = $1 and ($2::uuid[] is null or m.collection_id = any($2)) and m.collection_id = $3 and m.chunk_count > 0 order by e.id;

-- orphanedBlobsSql
select distinct key as blob_key from unnest($1::text[]) as key
where not exists (select 1 from document_version v where v.blob_key = key);

-- lockBlobSql
select pg_advisory_xact_lock(hashtextextended($1::text, 7263002));

-- listDocumentsSql
select d.id as document_id, d.collection_id as document_collection_id, d.source_key, d.title as document_title,
  d.lang as document_lang, d.current_version_id, d.created_at as document_created_at, v.*
from document d
join lateral (
  select v.id, v.document_id, v.number, v.file_name, v.media_type, v.bytes, v.content_hash, v.state, v.progress,
  v.failure, v.warnings, v.pages, v.chunk_count, v.created_at, v.ready_at from document_version v where v.document_id = d.id order by v.number desc limit 1
) v on true
where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.collection_id = $3
  and ($4::text is null or v.state = $4)
  and ($5::text is null or d.title ilike $5 or d.source_key ilike $5)
order by d.created_at desc, d.id limit $6 offset $7;

-- countDocumentsSql
select count(*)::int as total
from document d
join lateral (
  select v.id, v.document_id, v.number, v.file_name, v.media_type, v.bytes, v.content_hash, v.state, v.progress,
  v.failure, v.warnings, v.pages, v.chunk_count, v.created_at, v.ready_at from document_version v where v.document_id = d.id order by v.number desc limit 1
) v on true
where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.collection_id = $3
  and ($4::text is null or v.state = $4)
  and ($5::text is null or d.title ilike $5 or d.source_key ilike $5);

-- getDocumentSql
select d.id as document_id, d.collection_id as document_collection_id, d.source_key, d.title as document_title,
  d.lang as document_lang, d.current_version_id, d.created_at as document_created_at, v.*
from document d
join lateral (
  select v.id, v.document_id, v.number, v.file_name, v.media_type, v.bytes, v.content_hash, v.state, v.progress,
  v.failure, v.warnings, v.pages, v.chunk_count, v.created_at, v.ready_at from document_version v where v.document_id = d.id order by v.number desc limit 1
) v on true
where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.id = $3;

-- versionChunksSql
select c.id, c.ordinal, c.heading_path, c.text, c.page_from, c.page_to, c.char_start, c.char_end, c.lang, c.tokens
from chunk c
where c.tenant_id = $1 and ($2::uuid[] is null or c.collection_id = any($2)) and c.version_id = $3 order by c.ordinal;

-- upsertDocumentSql
insert into document (tenant_id, collection_id, source_key, title) values ($1, $2, $3, $4)
on conflict (collection_id, source_key) do update set source_key = excluded.source_key
returning id, xmax = 0 as inserted;

-- lockCollectionSql
select pg_advisory_xact_lock(hashtextextended($1::text, 1));

-- placeOfVersionSql
select v.collection_id from document_version v where v.id = $1;

-- versionForPublishSql
select v.tenant_id, v.collection_id, v.document_id, v.number, coalesce(current.number, 0) as current_number
from document_version v
join document d on d.id = v.document_id
left join document_version current on current.id = d.current_version_id
where v.id = $1 for update of d;

-- documentTermsSql
select term, count(*)::int as count
from chunk c join chunk_lexical l on l.chunk_id = c.id cross join unnest(l.terms) as term
where c.document_id = $1 group by term;

-- documentModelsSql
select model_id as id, count(*)::int as count from chunk where document_id = $1 group by model_id;

-- deleteChunksSql
delete from chunk where document_id = $1;

-- raiseTermsSql
insert into lexical_term (tenant_id, collection_id, term, df)
select $1, $2, term, df from unnest($3::integer[], $4::integer[]) as more(term, df) order by term
on conflict (collection_id, term) do update set df = lexical_term.df + excluded.df;

-- lowerTermsSql
update lexical_term t set df = t.df - less.df
from unnest($2::integer[], $3::integer[]) as less(term, df)
where t.collection_id = $1 and t.term = less.term;

-- dropTermsSql
delete from lexical_term where collection_id = $1 and term = any($2::integer[]) and df <= 0;

-- changeModelCountSql
insert into collection_model (tenant_id, collection_id, model_id, chunk_count) values ($1, $2, $3, $4)
on conflict (collection_id, model_id) do update set chunk_count = collection_model.chunk_count + excluded.chunk_count;

-- changeCollectionCountSql
update collection set chunk_count = chunk_count + $2, document_count = document_count + $3 where id = $1;

-- supersedeOthersSql
update document_version set state = 'superseded'
where document_id = $1 and id <> $2 and state in ('ready', 'ready-with-warnings');

-- supersedeSql
update document_version set state = 'superseded', progress = 1 where id = $1;

-- finishVersionSql
update document_version set state = $2, progress = 1, failure = null, title = $3, lang = $4, text = $5, pages = $6,
  warnings = $7, chunk_count = $8, cut_by = $9, indexed_at = now(), ready_at = coalesce(ready_at, now())
where id = $1;

-- finishDocumentSql
update document set title = $2, lang = $3, current_version_id = $4 where id = $1;

-- contentDigestSql
select count(*)::int as count, coalesce(sum(v.chunk_count), 0)::int as chunks,
  encode(sha256(convert_to(coalesce(string_agg(concat_ws(E'\x1f', d.source_key, v.title, v.content_hash, v.cut_by), E'\x1e'
    order by d.source_key collate "C"), ''), 'UTF8')), 'hex') as sha256,
  encode(sha256(convert_to(coalesce(string_agg(concat_ws(E'\x1f', v.id, v.indexed_at), E'\x1e'
    order by v.id), ''), 'UTF8')), 'hex') as stamp

from document d join document_version v on v.id = d.current_version_id
where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.collection_id = $3;

-- cutStateSql
select count(*)::int as total, count(*) filter (where v.cut_by is null or v.cut_by = $4)::int as current

from document d join document_version v on v.id = d.current_version_id
where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.collection_id = $3;

-- otherwiseCutSql
select v.id as "versionId"

from document d join document_version v on v.id = d.current_version_id
where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.collection_id = $3 and v.cut_by is distinct from $4
order by d.created_at, d.id;

-- changedChunksSql
select coalesce(sum(v.chunk_count), 0)::int as chunks, coalesce(sum(v.chunk_count) filter (where v.ready_at > $4), 0)::int as changed

from document d join document_version v on v.id = d.current_version_id
where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.collection_id = $3;

-- missingInShadowSql
select d.source_key as "sourceKey", v.title, v.file_name as "fileName", v.media_type as "mediaType", v.bytes::float8 as bytes,
  v.content_hash as "contentHash", v.blob_key as "blobKey"

from document d join document_version v on v.id = d.current_version_id
where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.collection_id = $3 and not exists (
  select 1 from document s
  join lateral (
    select w.content_hash, w.title, w.state from document_version w where w.document_id = s.id order by w.number desc limit 1
  ) latest on true
  where s.collection_id = $4 and s.source_key = d.source_key and latest.content_hash = v.content_hash
    and latest.title = v.title and latest.state <> 'failed')
order by d.created_at, d.id;

-- goneFromSourceSql
select s.id from document s
where s.tenant_id = $1 and ($2::uuid[] is null or s.collection_id = any($2)) and s.collection_id = $4
  and not exists (select 1 from document d where d.collection_id = $3 and d.source_key = s.source_key);

-- ingestionStateSql
select count(*)::int as total,
  count(*) filter (where v.state in ('ready', 'ready-with-warnings'))::int as ready,
  count(*) filter (where v.state = 'failed')::int as failed
from document d
join lateral (
  select w.state from document_version w where w.document_id = d.id order by w.number desc limit 1
) v on true
where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.collection_id = $3;

-- saveOutcomesSql
insert into evaluation_outcome (evaluation_id, question_id, tenant_id, collection_id, outcome, reused)
select e.id, given.question_id, e.tenant_id, e.collection_id, given.outcome, given.reused
from evaluation e cross join jsonb_to_recordset($2::jsonb) as given(question_id text, outcome jsonb, reused boolean)
where e.id = $1 and e.state = 'running'
on conflict (evaluation_id, question_id) do update set outcome = excluded.outcome, reused = excluded.reused;

-- cachedOutcomesSql
update outcome_cache c set used_at = now()
where c.tenant_id = $1 and ($2::uuid[] is null or c.collection_id = any($2)) and c.key = any($3::text[])
returning c.key, c.outcome;

-- cacheOutcomesSql
insert into outcome_cache (tenant_id, key, collection_id, outcome)
select $1::uuid, given.key, $2::uuid, given.outcome from jsonb_to_recordset($3::jsonb) as given(key text, outcome jsonb)
on conflict (tenant_id, key) do update set outcome = excluded.outcome, used_at = now();

-- trimCacheSql
delete from outcome_cache c where c.tenant_id = $1 and c.used_at < (
  select used_at from outcome_cache where tenant_id = $1 order by used_at desc offset $2 limit 1);

-- loadVersionSql
select v.id as "versionId", v.document_id as "documentId", v.collection_id as "collectionId", v.tenant_id as "tenantId",
  d.source_key as "sourceKey", v.title, v.file_name as "fileName", v.media_type as "mediaType", v.blob_key as "blobKey",
  v.content_hash as "contentHash", v.state, c.profile
from document_version v
join document d on d.id = v.document_id
join collection c on c.id = v.collection_id
where v.id = $1;

-- setStageSql
update document_version set state = $2, progress = $3, failure = null where id = $1 and state not in ('ready', 'ready-with-warnings', 'superseded');

-- failVersionSql
update document_version set state = 'failed', progress = 1, failure = $2 where id = $1 and state not in ('ready', 'ready-with-warnings', 'superseded');

-- unfinishedVersionsSql
select id from document_version
where state not in ('ready', 'ready-with-warnings', 'failed', 'superseded') order by created_at, id;

-- faqEntrySql
select f.id, f.collection_id as "collectionId", f.question, f.phrasings, f.answer, f.citations, f.owner, f.state,
  f.valid_until as "validUntil", f.revision, f.approved_by as "approvedBy", f.approved_at as "approvedAt",
  f.changed_by as "changedBy", f.gap_id as "gapId", f.created_at as "createdAt", f.updated_at as "updatedAt",
  f.state = 'approved' and (f.valid_until is null or f.valid_until > now()) as answers from faq_entry f where f.tenant_id = $1 and ($2::uuid[] is null or f.collection_id = any($2)) and f.id = $3;

-- lockFaqEntrySql
select f.id, f.collection_id as "collectionId", f.question, f.phrasings, f.answer, f.citations, f.owner, f.state,
  f.valid_until as "validUntil", f.revision, f.approved_by as "approvedBy", f.approved_at as "approvedAt",
  f.changed_by as "changedBy", f.gap_id as "gapId", f.created_at as "createdAt", f.updated_at as "updatedAt",
  f.state = 'approved' and (f.valid_until is null or f.valid_until > now()) as answers from faq_entry f where f.tenant_id = $1 and ($2::uuid[] is null or f.collection_id = any($2)) and f.id = $3 for update;

-- listFaqSql
select f.id, f.collection_id as "collectionId", f.question, f.phrasings, f.answer, f.citations, f.owner, f.state,
  f.valid_until as "validUntil", f.revision, f.approved_by as "approvedBy", f.approved_at as "approvedAt",
  f.changed_by as "changedBy", f.gap_id as "gapId", f.created_at as "createdAt", f.updated_at as "updatedAt",
  f.state = 'approved' and (f.valid_until is null or f.valid_until > now()) as answers, count(*) over ()::integer as total from faq_entry f
where f.tenant_id = $1 and ($2::uuid[] is null or f.collection_id = any($2)) and f.collection_id = $3 and ($4::text is null or f.state = $4)
  and ($5::text is null or f.question ilike $5 or f.answer ilike $5 or array_to_string(f.phrasings, ' ') ilike $5)
order by f.updated_at desc, f.id offset $6 limit $7;

-- insertFaqSql
insert into faq_entry (tenant_id, collection_id, question, phrasings, answer, citations, owner, valid_until, changed_by, gap_id)
select c.tenant_id, c.id, $4, $5::text[], $6, $7::jsonb, $8, $9::timestamptz, $10, $11::uuid
from collection c where c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3
returning id;

-- updateFaqSql
update faq_entry f set question = $4, phrasings = $5::text[], answer = $6, citations = $7::jsonb, owner = $8,
  valid_until = $9::timestamptz, changed_by = $10, state = 'draft', approved_by = null, approved_at = null,
  revision = f.revision + 1, updated_at = now()
where f.tenant_id = $1 and ($2::uuid[] is null or f.collection_id = any($2)) and f.id = $3;

-- setFaqStateSql
update faq_entry f set state = $4, changed_by = $5, revision = f.revision + 1, updated_at = now(),
  approved_by = case when $4 = 'approved' then $5 end, approved_at = case when $4 = 'approved' then now() end
where f.tenant_id = $1 and ($2::uuid[] is null or f.collection_id = any($2)) and f.id = $3;

-- sameQuestionSql
select f.id from faq_entry f
where f.tenant_id = $1 and ($2::uuid[] is null or f.collection_id = any($2)) and f.collection_id = $3 and f.id is distinct from $4::uuid and f.state <> 'retired'
  and md5(f.question) = md5($5::text);

-- deletePhrasingsSql
delete from faq_phrasing f where f.tenant_id = $1 and ($2::uuid[] is null or f.collection_id = any($2)) and f.entry_id = $3;

-- insertPhrasingSql
insert into faq_phrasing (entry_id, ordinal, tenant_id, collection_id, text, model_id, embedding)
select f.id, $4::smallint, f.tenant_id, f.collection_id, $5::text, $6::smallint, $7::vector
from faq_entry f where f.tenant_id = $1 and ($2::uuid[] is null or f.collection_id = any($2)) and f.id = $3;

-- insertFaqRevisionSql
insert into faq_revision (entry_id, revision, tenant_id, collection_id, content, changed_by)
select f.id, f.revision, f.tenant_id, f.collection_id, jsonb_build_object('state', f.state, 'question', f.question,
  'phrasings', f.phrasings, 'answer', f.answer, 'citations', f.citations, 'owner', f.owner, 'validUntil', f.valid_until), f.changed_by
from faq_entry f where f.tenant_id = $1 and ($2::uuid[] is null or f.collection_id = any($2)) and f.id = $3;

-- faqRevisionsSql
select r.revision, r.content, r.changed_by as "changedBy", r.changed_at as "changedAt" from faq_revision r
where r.tenant_id = $1 and ($2::uuid[] is null or r.collection_id = any($2)) and r.entry_id = $3 order by r.revision desc limit 100;

-- nearestPhrasingsSql
select near.entry_id as "entryId", near.text, 1 - near.distance as similarity
from (
  select p.entry_id, p.ordinal, p.text, p.embedding <=> $5::vector as distance
  from faq_phrasing p join faq_entry f on f.id = p.entry_id
  where p.tenant_id = $1 and ($2::uuid[] is null or p.collection_id = any($2)) and p.collection_id = $3 and p.model_id = $4 and f.state = 'approved'
    and (f.valid_until is null or f.valid_until > now())
  order by distance, p.entry_id, p.ordinal limit $6
) near
order by near.distance, near.entry_id, near.ordinal;

-- outdatedFaqSql
select f.id, f.collection_id as "collectionId", f.question, f.phrasings, f.answer, f.citations, f.owner, f.state,
  f.valid_until as "validUntil", f.revision, f.approved_by as "approvedBy", f.approved_at as "approvedAt",
  f.changed_by as "changedBy", f.gap_id as "gapId", f.created_at as "createdAt", f.updated_at as "updatedAt",
  f.state = 'approved' and (f.valid_until is null or f.valid_until > now()) as answers from faq_entry f
where f.tenant_id = $1 and ($2::uuid[] is null or f.collection_id = any($2)) and f.collection_id = $3 and f.state <> 'retired' and exists (
  select from faq_phrasing p join embedding_model m on m.id = p.model_id
  where p.entry_id = f.id and m.key <> all($4::text[]))
order by f.id limit $5;

-- faqByQuestionSql
select f.id, f.collection_id as "collectionId", f.question, f.phrasings, f.answer, f.citations, f.owner, f.state,
  f.valid_until as "validUntil", f.revision, f.approved_by as "approvedBy", f.approved_at as "approvedAt",
  f.changed_by as "changedBy", f.gap_id as "gapId", f.created_at as "createdAt", f.updated_at as "updatedAt",
  f.state = 'approved' and (f.valid_until is null or f.valid_until > now()) as answers from faq_entry f
where f.tenant_id = $1 and ($2::uuid[] is null or f.collection_id = any($2)) and f.collection_id = $3 and f.state <> 'retired' and f.question = $4;

-- citedDocumentsSql
select given.ordinal, d.id as "documentId", v.id as "versionId", v.number as "versionNumber", d.source_key as "sourceKey",
  d.title, given.quote, v.text
from unnest($3::uuid[], $4::text[]) with ordinality as given (document_id, quote, ordinal)
join document d on d.id = given.document_id and d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2))
join document_version v on v.id = d.current_version_id
order by given.ordinal;

-- passageAtSql
select c.id, c.heading_path as "headingPath", c.page_from as "pageFrom", c.page_to as "pageTo" from chunk c
where c.tenant_id = $1 and ($2::uuid[] is null or c.collection_id = any($2)) and c.version_id = $3 and c.char_end > $4 order by c.ordinal limit 1;

-- ungroupedAnswersSql
select a.id, a.question, coalesce(a.trace ->> 'searched', a.question) as searched, a.created_at as "createdAt",
  case when a.outcome = 'refused' then 'refused' when a.thumb = 'down' or a.rating <= 2 then 'disliked'
    else 'low-confidence' end as reason
from answer a
where a.tenant_id = $1 and ($2::uuid[] is null or a.collection_id = any($2)) and a.collection_id = $3 and a.created_at > now() - interval '90 days' and (a.outcome = 'refused' or a.hand_over or a.thumb = 'down' or a.rating <= 2) and (a.external_id is null or a.external_id not like 'evaluation:%')
  and not exists (select from gap_question q where q.answer_id = a.id)
order by a.created_at, a.id limit $4;

-- collectionsToGroupSql
select distinct a.collection_id as id from answer a where a.created_at > now() - interval '90 days' and (a.outcome = 'refused' or a.hand_over or a.thumb = 'down' or a.rating <= 2) and (a.external_id is null or a.external_id not like 'evaluation:%')
  and not exists (select from gap_question q where q.answer_id = a.id);

-- nearestGapSql
select g.id, 1 - (g.embedding <=> $5::vector) as similarity from gap g
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.collection_id = $3 and g.model_id = $4 and g.state <> 'closed'
order by g.embedding <=> $5::vector, g.created_at, g.id limit 1;

-- insertGapSql
insert into gap (tenant_id, collection_id, title, lang, model_id, embedding, first_seen, last_seen)
select c.tenant_id, c.id, $4, $5, $6::smallint, $7::vector, $8::timestamptz, $8::timestamptz
from collection c where c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3
returning id;

-- insertGapQuestionSql
with added as (
  insert into gap_question (answer_id, tenant_id, collection_id, gap_id, reason, similarity)
  select a.id, a.tenant_id, a.collection_id, $3::uuid, $5, $6::double precision
  from answer a where a.tenant_id = $1 and ($2::uuid[] is null or a.collection_id = any($2)) and a.id = $4
  on conflict (answer_id) do nothing
  returning gap_id, answer_id
)
update gap g set question_count = g.question_count + 1,
  first_seen = least(g.first_seen, a.created_at), last_seen = greatest(g.last_seen, a.created_at)
from added join answer a on a.id = added.answer_id
where g.id = added.gap_id returning g.id;

-- gapSql
select g.id, g.collection_id as "collectionId", g.title, g.lang, g.state, g.owner,
  g.question_count as "questionCount", g.first_seen as "firstSeen", g.last_seen as "lastSeen", g.measurement, g.failure,
  g.closed_at as "closedAt", g.created_at as "createdAt",
  array(select e.question from (
    select a.question, min(a.created_at) as asked from gap_question q join answer a on a.id = q.answer_id
    where q.gap_id = g.id group by a.question order by asked desc, a.question limit 3) e) as examples from gap g where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3;

-- listGapsSql
select g.id, g.collection_id as "collectionId", g.title, g.lang, g.state, g.owner,
  g.question_count as "questionCount", g.first_seen as "firstSeen", g.last_seen as "lastSeen", g.measurement, g.failure,
  g.closed_at as "closedAt", g.created_at as "createdAt",
  array(select e.question from (
    select a.question, min(a.created_at) as asked from gap_question q join answer a on a.id = q.answer_id
    where q.gap_id = g.id group by a.question order by asked desc, a.question limit 3) e) as examples, count(*) over ()::integer as total from gap g
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and ($3::uuid is null or g.collection_id = $3) and ($4::text is null or g.state = $4)
order by array_position(array['open', 'in-progress', 'measuring', 'closed', 'dismissed'], g.state), g.question_count desc,
  g.last_seen desc, g.id
offset $5 limit $6;

-- gapCountsSql
select g.state, count(*)::integer as count,
  extract(epoch from percentile_cont(0.5) within group (order by g.closed_at - g.first_seen)) / 3600 as "leadTimeHours"
from gap g where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and ($3::uuid is null or g.collection_id = $3) group by g.state;

-- gapQuestionsSql
select * from (
  select distinct on (a.question) a.id as "answerId", a.question, a.lang, q.reason, q.similarity, a.created_at as "askedAt",
    a.outcome, a.text, a.confidence, a.answerer, a.conversation_id as "conversationId", q.after, q.improved
  from gap_question q join answer a on a.id = q.answer_id
  where q.tenant_id = $1 and ($2::uuid[] is null or q.collection_id = any($2)) and q.gap_id = $3 order by a.question, a.created_at desc, a.id
) asked order by asked."askedAt" desc, asked."answerId" limit $4;

-- turnsBeforeSql
select b.question, b.text from answer a join answer b on b.conversation_id = a.conversation_id
where a.tenant_id = $1 and ($2::uuid[] is null or a.collection_id = any($2)) and a.id = $3 and (b.created_at, b.id) < (a.created_at, a.id)
order by b.created_at, b.id;

-- changeGapSql
update gap g set owner = coalesce($4, g.owner), state = coalesce($5, g.state),
  closed_at = case when $5::text is null then g.closed_at end
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3 and ($5::text is null or g.state <> 'measuring') returning g.id;

-- startMeasuringSql
update gap g set state = 'measuring', failure = null where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3 returning g.id;

-- saveGapAnswerSql
update gap_question q set after = $4::jsonb, improved = $5::boolean
where q.tenant_id = $1 and ($2::uuid[] is null or q.collection_id = any($2)) and q.gap_id = $3 and q.answer_id in (
  select same.answer_id from gap_question same join answer other on other.id = same.answer_id
  where same.gap_id = $3 and other.question = (select a.question from answer a where a.tenant_id = $1 and ($2::uuid[] is null or a.collection_id = any($2)) and a.id = $6));

-- finishMeasuringSql
update gap g set state = $4, measurement = $5::jsonb, closed_at = case when $4 = 'closed' then now() end
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3 and g.state = 'measuring';

-- failMeasuringSql
update gap set state = 'open', failure = $2::jsonb where id = $1 and state = 'measuring';

-- gapWorkSql
select g.id, g.tenant_id as "tenantId", g.collection_id as "collectionId" from gap g where g.id = $1 and g.state = 'measuring';

-- collectionTenantSql
select c.tenant_id as "tenantId" from collection c where c.id = $1;

-- unmeasuredGapsSql
select id from gap where state = 'measuring' order by created_at;

-- gapTasksSql
select t.id, t.gap_id as "gapId", t.title, t.description, t.owner, t.state, t.created_at as "createdAt",
  t.done_at as "doneAt" from gap_task t where t.tenant_id = $1 and ($2::uuid[] is null or t.collection_id = any($2)) and t.gap_id = $3 order by t.created_at, t.id;

-- insertGapTaskSql
insert into gap_task (tenant_id, collection_id, gap_id, title, description, owner)
select g.tenant_id, g.collection_id, g.id, $4, $5, $6 from gap g where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3
returning id;

-- changeGapTaskSql
update gap_task t set state = $5, done_at = case when $5 = 'done' then coalesce(t.done_at, now()) end
where t.tenant_id = $1 and ($2::uuid[] is null or t.collection_id = any($2)) and t.gap_id = $3 and t.id = $4 returning t.id;

-- gapFaqSql
select f.id, f.question, f.state from faq_entry f where f.tenant_id = $1 and ($2::uuid[] is null or f.collection_id = any($2)) and f.gap_id = $3 order by f.created_at, f.id;

-- drawTasksSql
with judged as (
  select a.id, a.tenant_id, a.collection_id, a.created_at, a.lang, a.outcome, a.confidence, (('x' || substr(md5($4::text || a.id::text), 1, 8))::bit(32)::bigint / 4294967296.0) as drawn,
    (('x' || substr(md5($4::text || a.id::text), 9, 8))::bit(32)::bigint / 4294967296.0) < $5::double precision as twice,
    case when $7::boolean and (a.thumb = 'down' or a.rating <= 2) then 'disliked'
      when $8::boolean and a.outcome = 'answered' and a.hand_over then 'low-confidence'
      when $9::double precision > 0 and abs(a.confidence - $10::double precision) <= $9::double precision then 'near-threshold'
      else 'sample' end as reason
  from answer a
  where a.tenant_id = $1 and ($2::uuid[] is null or a.collection_id = any($2)) and a.collection_id = $3 and a.created_at > now() - interval '30 days' and (a.external_id is null or a.external_id not like 'evaluation:%')
),
candidate as (
  select j.*, row_number() over (partition by j.reason, (j.created_at at time zone 'utc')::date, j.lang, j.outcome,
    width_bucket(j.confidence, 0, 1, 4) order by j.drawn, j.id) as place
  from judged j
),
chosen as (
  select c.*, case c.reason when 'disliked' then 1 when 'low-confidence' then 3 when 'near-threshold' then 4 else 6 end as priority
  from candidate c
  where not exists (select from review_task t where t.answer_id = c.id)
    and (c.reason <> 'sample' or (c.place <= $12::integer
      and ($11::boolean or c.created_at < date_trunc('day', now(), 'utc'))))
)
insert into review_task (tenant_id, collection_id, answer_id, reason, priority, raters_wanted)
select c.tenant_id, c.collection_id, c.id, c.reason, c.priority, case when c.twice then 2 else 1 end
from chosen c order by c.priority, c.created_at desc, c.id limit greatest(0, $6::integer - (select count(*)::integer from review_task t
  where t.collection_id = $3 and t.state = 'open'))
on conflict (answer_id) do nothing returning id;

-- drawEvaluatedSql
with latest as (
  select e.gold_set, e.report from evaluation e
  where e.tenant_id = $1 and ($2::uuid[] is null or e.collection_id = any($2)) and e.collection_id = $3 and e.state = 'finished' and e.report is not null
  order by e.finished_at desc, e.id limit 1
),
scored as (
  select l.gold_set, q, q ->> 'id' as question_id, q ->> 'lang' as lang, (q ->> 'answerable')::boolean as answerable,
    (q ->> 'refused')::boolean as refused, (q -> 'scores' ->> 'accuracy')::double precision as accuracy
  from latest l, jsonb_array_elements(l.report -> 'questions') q where q -> 'failure' is null
),
judged as (
  select s.*, case when s.answerable then not s.refused and s.accuracy >= 1 else s.refused end as is_right
  from scored s where not s.answerable or s.accuracy is not null
),
logged as (
  select distinct on (j.question_id) j.*, a.id, a.tenant_id, a.collection_id, (('x' || substr(md5($4::text || a.id::text), 9, 8))::bit(32)::bigint / 4294967296.0) < $5::double precision as twice,
    (('x' || substr(md5($4::text || a.id::text), 1, 8))::bit(32)::bigint / 4294967296.0) as drawn
  from judged j join answer a on a.external_id = 'evaluation:' || j.gold_set || ':' || j.question_id and a.text = j.q ->> 'answer'
  where a.tenant_id = $1 and ($2::uuid[] is null or a.collection_id = any($2)) and a.collection_id = $3 and a.external_id like 'evaluation:%'
  order by j.question_id, a.created_at desc, a.id
),
ranked as (
  select l.*, row_number() over (partition by l.lang, l.is_right order by l.drawn, l.id) as place from logged l
)
insert into review_task (tenant_id, collection_id, answer_id, reason, priority, raters_wanted, metric)
select r.tenant_id, r.collection_id, r.id, 'evaluated', 5, case when r.twice then 2 else 1 end, jsonb_build_object(
  'goldSet', r.gold_set, 'questionId', r.question_id, 'references', r.q -> 'references', 'answerable', r.answerable,
  'accuracy', r.accuracy, 'bertScoreF1', (r.q -> 'scores' ->> 'bertScoreF1')::double precision, 'right', r.is_right)
from ranked r where r.place <= $7::integer
order by r.place, r.id limit greatest(0, $6::integer - (select count(*)::integer from review_task t
  where t.collection_id = $3 and t.state = 'open'))
on conflict (answer_id) do nothing returning id;

-- reviewRuleSql
select r.rule from review_rule r where r.tenant_id = $1 and ($2::uuid[] is null or r.collection_id = any($2)) and r.collection_id = $3;

-- saveReviewRuleSql
insert into review_rule (collection_id, tenant_id, rule)
select c.id, c.tenant_id, $4::jsonb from collection c
where c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3
on conflict (collection_id) do update set rule = excluded.rule, updated_at = now()
returning collection_id;

-- reviewTaskSql
select t.id, t.collection_id as "collectionId", t.reason, t.state, t.raters_wanted as "ratersWanted", t.metric,
  t.created_at as "createdAt", jsonb_build_object('id', a.id, 'question', a.question, 'outcome', a.outcome, 'text', a.text,
    'lang', a.lang, 'confidence', a.confidence, 'citations', a.citations, 'thumb', a.thumb, 'rating', a.rating,
    'comment', a.comment, 'createdAt', a.created_at) as answer,
  coalesce((select jsonb_agg(jsonb_build_object('rater', r.rater, 'label', r.label, 'grounded', r.grounded, 'tone', r.tone,
    'comment', r.comment, 'ratedAt', r.rated_at) order by r.rated_at, r.rater)
    from review_rating r where r.task_id = t.id), '[]') as ratings from review_task t join answer a on a.id = t.answer_id where t.tenant_id = $1 and ($2::uuid[] is null or t.collection_id = any($2)) and t.id = $3;

-- listReviewsSql
select t.id, t.collection_id as "collectionId", t.reason, t.state, t.raters_wanted as "ratersWanted", t.metric,
  t.created_at as "createdAt", jsonb_build_object('id', a.id, 'question', a.question, 'outcome', a.outcome, 'text', a.text,
    'lang', a.lang, 'confidence', a.confidence, 'citations', a.citations, 'thumb', a.thumb, 'rating', a.rating,
    'comment', a.comment, 'createdAt', a.created_at) as answer,
  coalesce((select jsonb_agg(jsonb_build_object('rater', r.rater, 'label', r.label, 'grounded', r.grounded, 'tone', r.tone,
    'comment', r.comment, 'ratedAt', r.rated_at) order by r.rated_at, r.rater)
    from review_rating r where r.task_id = t.id), '[]') as ratings, count(*) over ()::integer as total from review_task t join answer a on a.id = t.answer_id
where t.tenant_id = $1 and ($2::uuid[] is null or t.collection_id = any($2)) and ($3::uuid is null or t.collection_id = $3) and ($4::text is null or t.state = $4)
order by t.priority, t.created_at, t.id offset $5 limit $6;

-- ratedWithMetricSql
select t.id, t.collection_id as "collectionId", t.reason, t.state, t.raters_wanted as "ratersWanted", t.metric,
  t.created_at as "createdAt", jsonb_build_object('id', a.id, 'question', a.question, 'outcome', a.outcome, 'text', a.text,
    'lang', a.lang, 'confidence', a.confidence, 'citations', a.citations, 'thumb', a.thumb, 'rating', a.rating,
    'comment', a.comment, 'createdAt', a.created_at) as answer,
  coalesce((select jsonb_agg(jsonb_build_object('rater', r.rater, 'label', r.label, 'grounded', r.grounded, 'tone', r.tone,
    'comment', r.comment, 'ratedAt', r.rated_at) order by r.rated_at, r.rater)
    from review_rating r where r.task_id = t.id), '[]') as ratings from review_task t join answer a on a.id = t.answer_id
where t.tenant_id = $1 and ($2::uuid[] is null or t.collection_id = any($2)) and ($3::uuid is null or t.collection_id = $3) and t.metric is not null
  and exists (select from review_rating r where r.task_id = t.id)
order by t.created_at desc, t.id limit 5000;

-- lockReviewsSql
select pg_advisory_xact_lock(hashtextextended('review:' || $1::text, 0));

-- nextTaskSql
select t.id, count(*) over ()::integer as waiting from review_task t where t.tenant_id = $1 and ($2::uuid[] is null or t.collection_id = any($2)) and ($3::uuid is null or t.collection_id = $3) and t.state = 'open'
  and not exists (select from review_rating r where r.task_id = t.id and r.rater = $4)
  and (select count(*) from review_rating r where r.task_id = t.id)
    + (select count(*) from review_claim c where c.task_id = t.id and c.rater <> $4 and c.expires_at > now()) < t.raters_wanted and t.id <> all($5::uuid[])
order by exists (select from review_claim c where c.task_id = t.id and c.rater = $4 and c.expires_at > now()) desc,
  t.priority, t.created_at, t.id limit 1;

-- claimSql
insert into review_claim (task_id, rater, tenant_id, collection_id, expires_at)
select t.id, $4, t.tenant_id, t.collection_id, now() + make_interval(secs => $5) from review_task t
where t.tenant_id = $1 and ($2::uuid[] is null or t.collection_id = any($2)) and t.id = $3
on conflict (task_id, rater) do update set expires_at = excluded.expires_at;

-- releaseClaimSql
delete from review_claim c where c.tenant_id = $1 and ($2::uuid[] is null or c.collection_id = any($2)) and c.task_id = $3 and c.rater = $4;

-- mayRateSql
select exists (select from review_rating r where r.task_id = t.id and r.rater = $4)
  or (select count(*) from review_rating r where r.task_id = t.id)
    + (select count(*) from review_claim c where c.task_id = t.id and c.rater <> $4 and c.expires_at > now()) < t.raters_wanted as may
from review_task t where t.tenant_id = $1 and ($2::uuid[] is null or t.collection_id = any($2)) and t.id = $3;

-- saveRatingSql
insert into review_rating (task_id, rater, tenant_id, collection_id, label, grounded, tone, comment)
select t.id, $4, t.tenant_id, t.collection_id, $5, $6::boolean, $7, $8 from review_task t where t.tenant_id = $1 and ($2::uuid[] is null or t.collection_id = any($2)) and t.id = $3
on conflict (task_id, rater) do update set label = excluded.label, grounded = excluded.grounded, tone = excluded.tone,
  comment = excluded.comment, rated_at = now();

-- settleTaskSql
update review_task t set
  raters_wanted = case when $4::boolean then 2 else t.raters_wanted end,
  reason = case when $4::boolean then 'disagreement' else t.reason end,
  priority = case when $4::boolean then 2 else t.priority end,
  state = case when rated.count >= case when $4::boolean then 2 else t.raters_wanted end then 'done' else 'open' end,
  done_at = case when rated.count >= case when $4::boolean then 2 else t.raters_wanted end then now() end
from (select count(*) from review_rating r where r.task_id = $3) rated
where t.tenant_id = $1 and ($2::uuid[] is null or t.collection_id = any($2)) and t.id = $3;

-- reviewCountsSql
select t.reason, t.state, count(*)::integer as count from review_task t
where t.tenant_id = $1 and ($2::uuid[] is null or t.collection_id = any($2)) and ($3::uuid is null or t.collection_id = $3) group by t.reason, t.state;

-- ratingLabelsSql
select r.label, count(*)::integer as count, count(*) filter (where r.grounded)::integer as grounded,
  count(*) filter (where not r.grounded)::integer as ungrounded
from review_rating r where r.tenant_id = $1 and ($2::uuid[] is null or r.collection_id = any($2)) and ($3::uuid is null or r.collection_id = $3) group by r.label;

-- doubleRatingsSql
select array_agg(r.rater order by r.rater) as raters, array_agg(r.label order by r.rater) as labels
from review_rating r where r.tenant_id = $1 and ($2::uuid[] is null or r.collection_id = any($2)) and ($3::uuid is null or r.collection_id = $3)
group by r.task_id having count(*) > 1 order by r.task_id;

-- satisfactionSql
select date_trunc($6::text, a.created_at, 'utc') as "from", count(*)::integer as answers,
  count(*) filter (where a.outcome = 'refused')::integer as refused,
  count(*) filter (where a.thumb is not null or a.rating is not null)::integer as rated,
  count(*) filter (where a.thumb = 'up')::integer as "thumbsUp", count(*) filter (where a.thumb = 'down')::integer as "thumbsDown",
  count(a.rating)::integer as ratings, avg(a.rating)::double precision as "meanRating"
from answer a
where a.tenant_id = $1 and ($2::uuid[] is null or a.collection_id = any($2)) and ($3::uuid is null or a.collection_id = $3) and (a.external_id is null or a.external_id not like 'evaluation:%')
  and ($4::timestamptz is null or a.created_at >= $4) and ($5::timestamptz is null or a.created_at < $5)
group by grouping sets ((), (date_trunc($6::text, a.created_at, 'utc'))) order by 1 nulls first;

-- acceptedAnswersSql
select a.id, a.collection_id as "collectionId", a.question, a.text, a.lang, a.confidence, a.answerer, a.citations, a.thumb, a.rating,
  a.created_at as "createdAt", to_char(a.created_at at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS.US') as "position",
  coalesce(human.labels, '{}') as labels
from answer a
left join lateral (
  select array_agg(r.label order by r.rated_at, r.rater) as labels
  from review_task t join review_rating r on r.task_id = t.id where t.answer_id = a.id
) human on true
where a.tenant_id = $1 and ($2::uuid[] is null or a.collection_id = any($2)) and ($3::uuid is null or a.collection_id = $3) and (a.external_id is null or a.external_id not like 'evaluation:%') and a.outcome = 'answered'
  and a.answerer <> 'approved' and (a.created_at, a.id) > (($4::text || '+00')::timestamptz, $5::uuid)
  and (human.labels is null or human.labels <@ array['correct'])
  and (human.labels is not null or ((a.thumb = 'up' or a.rating >= 4) and a.thumb is distinct from 'down'
    and a.confidence >= $6::double precision))
order by a.created_at, a.id limit $7;

-- acceptedFaqSql
select f.id, f.collection_id as "collectionId", f.question, f.phrasings, f.answer, f.citations, f.approved_by as "approvedBy",
  f.approved_at as "approvedAt", f.revision
from faq_entry f
where f.tenant_id = $1 and ($2::uuid[] is null or f.collection_id = any($2)) and ($3::uuid is null or f.collection_id = $3) and f.state = 'approved'
  and (f.valid_until is null or f.valid_until > now()) and f.id > $4::uuid
order by f.id limit $5;

-- listGoldSetsSql
select g.id, g.name, g.title, g.description, g.collection_id, g.current_version, g.changed, g.created_at,
  count(i.id) filter (where i.state = 'accepted')::int as accepted,
  count(i.id) filter (where i.state = 'candidate')::int as candidates
from gold_set g left join gold_item i on i.gold_set_id = g.id
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2))
group by g.id order by lower(g.title), g.name;

-- getGoldSetSql
select g.id, g.name, g.title, g.description, g.collection_id, g.current_version, g.changed, g.created_at from gold_set g where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.name = $3;

-- lockGoldSetSql
select g.id, g.name, g.title, g.description, g.collection_id, g.current_version, g.changed, g.created_at from gold_set g where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.name = $3 for update;

-- insertGoldSetSql
insert into gold_set as g (tenant_id, name, title, description, collection_id)
select $1, $3, $4, $5, $6::uuid
where ($6::uuid is null and $2::uuid[] is null) or exists (
  select 1 from collection c where c.tenant_id = $1 and c.id = $6 and ($2::uuid[] is null or c.id = any($2)))
on conflict (tenant_id, name) do nothing
returning g.id, g.name, g.title, g.description, g.collection_id, g.current_version, g.changed, g.created_at;

-- changeGoldSetSql
update gold_set g set title = $4, description = $5, collection_id = $6::uuid
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.name = $3 and ($6::uuid is null or exists (
  select 1 from collection c where c.tenant_id = $1 and c.id = $6 and ($2::uuid[] is null or c.id = any($2))))
returning g.id, g.name, g.title, g.description, g.collection_id, g.current_version, g.changed, g.created_at;

-- deleteGoldSetSql
delete from gold_set g where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.name = $3 returning g.id;

-- markGoldSetChangedSql
update gold_set g set changed = true where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3;

-- goldSetLabelsSql
select array(select distinct t from gold_item i, unnest(i.tags) t where i.gold_set_id = g.id order by t) as tags,
  array(select distinct i.lang from gold_item i where i.gold_set_id = g.id order by i.lang) as languages
from gold_set g where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3;

-- listGoldVersionsSql
select v.version, v.question_count, v.sha256, v.note, v.created_at
from gold_set_version v join gold_set g on g.id = v.gold_set_id
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3 order by v.version desc;

-- goldVersionQuestionsSql
select v.questions from gold_set_version v join gold_set g on g.id = v.gold_set_id
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3 and v.version = $4;

-- freezeGoldSetSql
with made as (
  insert into gold_set_version (tenant_id, gold_set_id, version, questions, question_count, sha256, note)
  select g.tenant_id, g.id, coalesce((select max(o.version) from gold_set_version o where o.gold_set_id = g.id), 0) + 1,
    $4::jsonb, $5::int, $6::text, $7::text
  from gold_set g where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3
  on conflict (gold_set_id, sha256) do nothing
  returning version, question_count, sha256, note, created_at
), found as (
  select * from made
  union all
  select v.version, v.question_count, v.sha256, v.note, v.created_at
  from gold_set_version v where v.gold_set_id = $3 and v.sha256 = $6 and not exists (select 1 from made)
), pointed as (
  update gold_set g set current_version = found.version, changed = false from found where g.id = $3
)
select * from found;

-- listGoldItemsSql
with page as (select i.*, g.collection_id as home from gold_item i join gold_set g on g.id = i.gold_set_id where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3
  and ($4::text is null or i.state = $4) and ($5::text is null or i.origin = $5) and ($6::text is null or i.split = $6)
  and ($7::text is null or $7 = any(i.tags)) and ($8::text is null or i.lang = $8)
  and ($9::text is null or i.question ilike $9 or i.key ilike $9 or exists (select 1 from unnest(i.answers) a where a ilike $9)) order by i.state <> 'candidate',
  case when i.state = 'candidate' then (i.note->>'count')::int end desc nulls last, i.ordinal limit $10 offset $11)
select i.id, i.key, i.state, i.origin, i.origin_ref, i.question, i.answers, i.key_entities, i.relevant, i.answerable,
  i.lang, i.turns, i.split, i.split_chosen, i.tags, i.intent, i.tests, i.evidence, i.note, i.revision, i.created_at, i.updated_at, s.reason as stale from page i left join lateral (
  select case when d.id is null then 'document-deleted' else 'quote-missing' end as reason
  from jsonb_to_recordset(i.evidence) as e("documentId" uuid, "versionId" uuid, "sourceKey" text, quote text)
  left join lateral (
    select d.id, d.current_version_id from document d
    where d.tenant_id = i.tenant_id
      and (d.id = e."documentId" or (d.collection_id = i.home and d.source_key = e."sourceKey"))
    order by d.id = e."documentId" desc limit 1
  ) d on true
  where d.id is null or (d.current_version_id is distinct from e."versionId" and not exists (
    select 1 from document_version v where v.id = d.current_version_id and (position(e.quote in v.text) > 0
      or position(regexp_replace(e.quote, '\s+', '', 'g') in regexp_replace(v.text, '\s+', '', 'g')) > 0)))
  order by d.id is null desc limit 1
) s on true order by i.state <> 'candidate',
  case when i.state = 'candidate' then (i.note->>'count')::int end desc nulls last, i.ordinal;

-- countGoldItemsSql
select count(*)::int as total from gold_item i join gold_set g on g.id = i.gold_set_id where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3
  and ($4::text is null or i.state = $4) and ($5::text is null or i.origin = $5) and ($6::text is null or i.split = $6)
  and ($7::text is null or $7 = any(i.tags)) and ($8::text is null or i.lang = $8)
  and ($9::text is null or i.question ilike $9 or i.key ilike $9 or exists (select 1 from unnest(i.answers) a where a ilike $9));

-- listStaleGoldItemsSql
select i.id, i.key, i.state, i.origin, i.origin_ref, i.question, i.answers, i.key_entities, i.relevant, i.answerable,
  i.lang, i.turns, i.split, i.split_chosen, i.tags, i.intent, i.tests, i.evidence, i.note, i.revision, i.created_at, i.updated_at, s.reason as stale from gold_item i join gold_set g on g.id = i.gold_set_id left join lateral (
  select case when d.id is null then 'document-deleted' else 'quote-missing' end as reason
  from jsonb_to_recordset(i.evidence) as e("documentId" uuid, "versionId" uuid, "sourceKey" text, quote text)
  left join lateral (
    select d.id, d.current_version_id from document d
    where d.tenant_id = i.tenant_id
      and (d.id = e."documentId" or (d.collection_id = g.collection_id and d.source_key = e."sourceKey"))
    order by d.id = e."documentId" desc limit 1
  ) d on true
  where d.id is null or (d.current_version_id is distinct from e."versionId" and not exists (
    select 1 from document_version v where v.id = d.current_version_id and (position(e.quote in v.text) > 0
      or position(regexp_replace(e.quote, '\s+', '', 'g') in regexp_replace(v.text, '\s+', '', 'g')) > 0)))
  order by d.id is null desc limit 1
) s on true where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3
  and ($4::text is null or i.state = $4) and ($5::text is null or i.origin = $5) and ($6::text is null or i.split = $6)
  and ($7::text is null or $7 = any(i.tags)) and ($8::text is null or i.lang = $8)
  and ($9::text is null or i.question ilike $9 or i.key ilike $9 or exists (select 1 from unnest(i.answers) a where a ilike $9)) and (s.reason is not null) = $10::boolean order by i.state <> 'candidate',
  case when i.state = 'candidate' then (i.note->>'count')::int end desc nulls last, i.ordinal limit $11 offset $12;

-- countStaleGoldItemsSql
select count(*)::int as total from gold_item i join gold_set g on g.id = i.gold_set_id left join lateral (
  select case when d.id is null then 'document-deleted' else 'quote-missing' end as reason
  from jsonb_to_recordset(i.evidence) as e("documentId" uuid, "versionId" uuid, "sourceKey" text, quote text)
  left join lateral (
    select d.id, d.current_version_id from document d
    where d.tenant_id = i.tenant_id
      and (d.id = e."documentId" or (d.collection_id = g.collection_id and d.source_key = e."sourceKey"))
    order by d.id = e."documentId" desc limit 1
  ) d on true
  where d.id is null or (d.current_version_id is distinct from e."versionId" and not exists (
    select 1 from document_version v where v.id = d.current_version_id and (position(e.quote in v.text) > 0
      or position(regexp_replace(e.quote, '\s+', '', 'g') in regexp_replace(v.text, '\s+', '', 'g')) > 0)))
  order by d.id is null desc limit 1
) s on true where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3
  and ($4::text is null or i.state = $4) and ($5::text is null or i.origin = $5) and ($6::text is null or i.split = $6)
  and ($7::text is null or $7 = any(i.tags)) and ($8::text is null or i.lang = $8)
  and ($9::text is null or i.question ilike $9 or i.key ilike $9 or exists (select 1 from unnest(i.answers) a where a ilike $9)) and (s.reason is not null) = $10::boolean;

-- goldItemCountsSql
select i.state, count(*)::int as items, count(s.reason) filter (where i.state = 'accepted')::int as stale
from gold_item i join gold_set g on g.id = i.gold_set_id left join lateral (
  select case when d.id is null then 'document-deleted' else 'quote-missing' end as reason
  from jsonb_to_recordset(i.evidence) as e("documentId" uuid, "versionId" uuid, "sourceKey" text, quote text)
  left join lateral (
    select d.id, d.current_version_id from document d
    where d.tenant_id = i.tenant_id
      and (d.id = e."documentId" or (d.collection_id = g.collection_id and d.source_key = e."sourceKey"))
    order by d.id = e."documentId" desc limit 1
  ) d on true
  where d.id is null or (d.current_version_id is distinct from e."versionId" and not exists (
    select 1 from document_version v where v.id = d.current_version_id and (position(e.quote in v.text) > 0
      or position(regexp_replace(e.quote, '\s+', '', 'g') in regexp_replace(v.text, '\s+', '', 'g')) > 0)))
  order by d.id is null desc limit 1
) s on true
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3 group by i.state;

-- getGoldItemSql
select i.id, i.key, i.state, i.origin, i.origin_ref, i.question, i.answers, i.key_entities, i.relevant, i.answerable,
  i.lang, i.turns, i.split, i.split_chosen, i.tags, i.intent, i.tests, i.evidence, i.note, i.revision, i.created_at, i.updated_at, s.reason as stale from gold_item i join gold_set g on g.id = i.gold_set_id left join lateral (
  select case when d.id is null then 'document-deleted' else 'quote-missing' end as reason
  from jsonb_to_recordset(i.evidence) as e("documentId" uuid, "versionId" uuid, "sourceKey" text, quote text)
  left join lateral (
    select d.id, d.current_version_id from document d
    where d.tenant_id = i.tenant_id
      and (d.id = e."documentId" or (d.collection_id = g.collection_id and d.source_key = e."sourceKey"))
    order by d.id = e."documentId" desc limit 1
  ) d on true
  where d.id is null or (d.current_version_id is distinct from e."versionId" and not exists (
    select 1 from document_version v where v.id = d.current_version_id and (position(e.quote in v.text) > 0
      or position(regexp_replace(e.quote, '\s+', '', 'g') in regexp_replace(v.text, '\s+', '', 'g')) > 0)))
  order by d.id is null desc limit 1
) s on true where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3 and i.id = $4;

-- acceptedGoldItemsSql
select i.id, i.key, i.state, i.origin, i.origin_ref, i.question, i.answers, i.key_entities, i.relevant, i.answerable,
  i.lang, i.turns, i.split, i.split_chosen, i.tags, i.intent, i.tests, i.evidence, i.note, i.revision, i.created_at, i.updated_at, null as stale from gold_item i join gold_set g on g.id = i.gold_set_id where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3 and i.state = 'accepted' order by i.ordinal;

-- insertGoldItemsSql
insert into gold_item as i (tenant_id, gold_set_id, key, state, origin, origin_ref, question, answers,
  key_entities, relevant, answerable, lang, turns, split, split_chosen, tags, intent, tests, evidence, note)
select g.tenant_id, g.id, r.key, r.state, r.origin, r.origin_ref, r.question, r.answers, r.key_entities, r.relevant,
  r.answerable, r.lang, r.turns, r.split, r.split_chosen, r.tags, r.intent, r.tests, r.evidence, r.note
from gold_set g, rows from (jsonb_to_recordset($4::jsonb) as (key text, state text, origin text, origin_ref text,
    question text, answers text[], key_entities text[], relevant text[], answerable boolean, lang text, turns jsonb,
    split text, split_chosen boolean, tags text[], intent text, tests jsonb, evidence jsonb, note jsonb)) with ordinality
  as r(key, state, origin, origin_ref, question, answers, key_entities, relevant, answerable, lang, turns, split,
    split_chosen, tags, intent, tests, evidence, note, place)
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3
order by r.place returning i.id;

-- proposeGoldItemsSql
insert into gold_item as i (tenant_id, gold_set_id, key, state, origin, origin_ref, question, answers,
  key_entities, relevant, answerable, lang, turns, split, split_chosen, tags, intent, tests, evidence, note)
select g.tenant_id, g.id, r.key, r.state, r.origin, r.origin_ref, r.question, r.answers, r.key_entities, r.relevant,
  r.answerable, r.lang, r.turns, r.split, r.split_chosen, r.tags, r.intent, r.tests, r.evidence, r.note
from gold_set g, rows from (jsonb_to_recordset($4::jsonb) as (key text, state text, origin text, origin_ref text,
    question text, answers text[], key_entities text[], relevant text[], answerable boolean, lang text, turns jsonb,
    split text, split_chosen boolean, tags text[], intent text, tests jsonb, evidence jsonb, note jsonb)) with ordinality
  as r(key, state, origin, origin_ref, question, answers, key_entities, relevant, answerable, lang, turns, split,
    split_chosen, tags, intent, tests, evidence, note, place)
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3
order by r.place
on conflict (gold_set_id, origin, origin_ref) where origin_ref is not null do nothing returning i.id, i.origin_ref;

-- goldItemOfOriginSql
select i.id from gold_item i join gold_set g on g.id = i.gold_set_id where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3 and i.origin = $4 and i.origin_ref = $5;

-- importGoldItemsSql
insert into gold_item as i (tenant_id, gold_set_id, key, state, origin, origin_ref, question, answers,
  key_entities, relevant, answerable, lang, turns, split, split_chosen, tags, intent, tests, evidence, note)
select g.tenant_id, g.id, r.key, r.state, r.origin, r.origin_ref, r.question, r.answers, r.key_entities, r.relevant,
  r.answerable, r.lang, r.turns, r.split, r.split_chosen, r.tags, r.intent, r.tests, r.evidence, r.note
from gold_set g, rows from (jsonb_to_recordset($4::jsonb) as (key text, state text, origin text, origin_ref text,
    question text, answers text[], key_entities text[], relevant text[], answerable boolean, lang text, turns jsonb,
    split text, split_chosen boolean, tags text[], intent text, tests jsonb, evidence jsonb, note jsonb)) with ordinality
  as r(key, state, origin, origin_ref, question, answers, key_entities, relevant, answerable, lang, turns, split,
    split_chosen, tags, intent, tests, evidence, note, place)
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3
order by r.place
on conflict (gold_set_id, key) do update set question = excluded.question, answers = excluded.answers,
  key_entities = excluded.key_entities, relevant = excluded.relevant, answerable = excluded.answerable,
  lang = excluded.lang, turns = excluded.turns, tags = excluded.tags,
  intent = excluded.intent, tests = excluded.tests,
  split = case when excluded.split_chosen then excluded.split else i.split end,
  split_chosen = i.split_chosen or excluded.split_chosen, revision = i.revision + 1, updated_at = now()
where (i.question, i.answers, i.key_entities, i.relevant, i.answerable, i.lang, i.turns, i.tags, i.intent, i.tests)
  is distinct from (excluded.question, excluded.answers, excluded.key_entities, excluded.relevant, excluded.answerable,
    excluded.lang, excluded.turns, excluded.tags, excluded.intent, excluded.tests)
  or (excluded.split_chosen and (i.split, i.split_chosen) is distinct from (excluded.split, true))
returning i.id, xmax = 0 as inserted;

-- changeGoldItemSql
update gold_item i set state = r.state, question = r.question, answers = r.answers, key_entities = r.key_entities,
  relevant = r.relevant, answerable = r.answerable, lang = r.lang, turns = r.turns, split = r.split,
  split_chosen = r.split_chosen, tags = r.tags, intent = r.intent, tests = r.tests, evidence = r.evidence, revision = i.revision + 1, updated_at = now()
from gold_set g, jsonb_to_record($6::jsonb) as r(state text, question text, answers text[], key_entities text[],
  relevant text[], answerable boolean, lang text, turns jsonb, split text, split_chosen boolean, tags text[], intent text,
  tests jsonb, evidence jsonb)
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3 and i.gold_set_id = g.id and i.id = $4 and i.revision = $5
returning i.id;

-- goldItemKeysSql
select i.id, i.key from gold_item i join gold_set g on g.id = i.gold_set_id where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3 and i.id = any($4);

-- setGoldItemsStateSql
update gold_item i set state = $5, revision = i.revision + 1, updated_at = now() from gold_set g
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3 and i.gold_set_id = g.id and i.id = any($4) and i.state <> $5 returning i.id;

-- deleteGoldItemsSql
delete from gold_item i using gold_set g where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3 and i.gold_set_id = g.id and i.id = any($4) returning i.id;

-- tagGoldItemsSql
update gold_item i set tags = i.tags || $5::text, revision = i.revision + 1, updated_at = now() from gold_set g
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3 and i.gold_set_id = g.id and i.id = any($4) and not $5::text = any(i.tags) returning i.id;

-- untagGoldItemsSql
update gold_item i set tags = array_remove(i.tags, $5::text), revision = i.revision + 1, updated_at = now() from gold_set g
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3 and i.gold_set_id = g.id and i.id = any($4) and $5::text = any(i.tags) returning i.id;

-- splitGoldItemsSql
update gold_item i set split = r.split, split_chosen = $6, revision = i.revision + 1, updated_at = now()
from gold_set g, unnest($4::uuid[], $5::text[]) as r(id, split)
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3 and i.gold_set_id = g.id and i.id = any($4) and r.id = i.id and (i.split, i.split_chosen) is distinct from (r.split, $6::boolean) returning i.id;

-- confirmGoldItemsSql
update gold_item i set revision = i.revision + 1, updated_at = now(), evidence = coalesce((
  select jsonb_agg(e.value || jsonb_build_object('documentId', d.id, 'versionId', d.current_version_id) order by e.ordinality)
  from jsonb_array_elements(i.evidence) with ordinality e
  join lateral (
    select d.id, d.current_version_id from document d
    where d.tenant_id = i.tenant_id and d.current_version_id is not null and (d.id = (e.value->>'documentId')::uuid
      or (d.collection_id = g.collection_id and d.source_key = e.value->>'sourceKey'))
    order by d.id = (e.value->>'documentId')::uuid desc limit 1
  ) d on true), '[]')
from gold_set g
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3 and i.gold_set_id = g.id and i.id = any($4) and i.evidence <> '[]' returning i.id;

-- unknownSourceKeysSql
select distinct k.key from unnest($4::text[]) k(key)
where not exists (select 1 from document d where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.collection_id = $3 and d.source_key = k.key)
order by k.key;

-- insertGoldProposalSql
insert into gold_proposal as p (tenant_id, gold_set_id, source, options)
select g.tenant_id, g.id, $4, $5::jsonb from gold_set g where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3
returning p.id, p.source, p.state, p.progress, p.proposed, p.failure, p.created_at, p.finished_at;

-- listGoldProposalsSql
select p.id, p.source, p.state, p.progress, p.proposed, p.failure, p.created_at, p.finished_at from gold_proposal p join gold_set g on g.id = p.gold_set_id
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3 order by p.created_at desc, p.id limit 10;

-- loadGoldProposalSql
select p.id, p.tenant_id, p.source, p.options, g.id as gold_set_id, g.collection_id
from gold_proposal p join gold_set g on g.id = p.gold_set_id
where p.id = $1 and p.state in ('queued', 'running');

-- unfinishedGoldProposalsSql
select id from gold_proposal where state in ('queued', 'running') order by created_at;

-- updateGoldProposalSql
update gold_proposal set state = $2::text, progress = $3, proposed = proposed + $4, failure = $5::jsonb,
  finished_at = case when $2::text in ('finished', 'failed') then now() end
where id = $1 and state in ('queued', 'running');

-- realQuestionsSql
with asked as (
  select a.id, a.question, a.lang, a.outcome, a.hand_over, a.thumb, a.rating, a.created_at,
    exists (select 1 from answer o where o.conversation_id = a.conversation_id and o.created_at < a.created_at) as follows,
    lower(regexp_replace(normalize(a.question, nfkc), '[[:space:][:punct:]]+', '', 'g')) as form
  from answer a
  where a.tenant_id = $1 and ($2::uuid[] is null or a.collection_id = any($2)) and a.collection_id = $3 and coalesce(a.external_id, '') not like 'evaluation:%'
  order by a.created_at desc limit $5
)
select (array_agg(question order by created_at, id))[1] as question, (array_agg(lang order by created_at, id))[1] as lang,
  bool_and(follows) as follows_up, count(*)::int as count, count(*) filter (where outcome = 'refused')::int as refused,
  count(*) filter (where outcome = 'answered' and hand_over)::int as low_confidence,
  count(*) filter (where thumb = 'down' or rating <= 2)::int as disliked,
  (array_agg(id order by created_at desc) filter (where outcome = 'answered' and (thumb = 'up' or rating >= 4)))[1] as liked_id
from asked where form <> ''
group by form
order by count(*) desc, bool_or(outcome = 'refused' or hand_over or thumb = 'down' or rating <= 2) desc nulls last, md5(form)
limit $4;

-- currentDocumentsSql
select d.id as document_id, d.current_version_id as version_id, d.source_key, d.title, d.lang, v.text
from document d join document_version v on v.id = d.current_version_id
where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.collection_id = $3 and ($4::uuid is null or d.id > $4)
order by d.id limit $5;

-- countCurrentDocumentsSql
select count(*)::int as total from document d
where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.collection_id = $3 and d.current_version_id is not null;

-- passagesOfVersionSql
select c.heading_path, c.text from chunk c where c.tenant_id = $1 and ($2::uuid[] is null or c.collection_id = any($2)) and c.version_id = $3 order by c.ordinal;

-- goldQuestionTextsSql
select i.question from gold_item i join gold_set g on g.id = i.gold_set_id
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3 order by i.ordinal desc limit $4;
