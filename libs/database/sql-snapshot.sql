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
  warnings = $7, chunk_count = $8, ready_at = now()
where id = $1;

-- finishDocumentSql
update document set title = $2, lang = $3, current_version_id = $4 where id = $1;

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
