-- wordsSql
with term as materialized (
  select t.term, t.df, wanted.weight * ln(1 + (c.chunk_count - t.df + 0.5) / (t.df + 0.5)) as idf
  from collection c
  cross join (
    select term, max(weight) as weight from unnest($4::integer[], $5::double precision[]) as given(term, weight)
    group by term
  ) wanted
  join lexical_term t on t.collection_id = c.id and t.term = wanted.term
  where c.id = $3 and t.tenant_id = $1 and ($2::uuid[] is null or t.collection_id = any($2)) and t.df > 0
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
lexical as (
  select l.chunk_id, l.weights <#> (select idf from q) as below from chunk_lexical l
  where (l.tenant_id = $1 and ($2::uuid[] is null or l.collection_id = any($2)) and l.collection_id = $3) is true and l.terms && (select terms from keys)
  order by below limit $6
)
select c.chunk_count as chunks,
  (select coalesce(json_agg(json_build_array(term, df)), '[]') from term)::text as terms,
  (select coalesce(json_agg(json_build_array(chunk_id::text, below)), '[]') from (
    select chunk_id, below from lexical
  ) found)::text as found
from collection c
where c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3;

-- wordsSql, with a filter
with term as materialized (
  select t.term, t.df, wanted.weight * ln(1 + (c.chunk_count - t.df + 0.5) / (t.df + 0.5)) as idf
  from collection c
  cross join (
    select term, max(weight) as weight from unnest($4::integer[], $5::double precision[]) as given(term, weight)
    group by term
  ) wanted
  join lexical_term t on t.collection_id = c.id and t.term = wanted.term
  where c.id = $3 and t.tenant_id = $1 and ($2::uuid[] is null or t.collection_id = any($2)) and t.df > 0
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
allowed as materialized (
  select d.id, cv.chunk_count
  from document d join document_version cv on cv.id = d.current_version_id
  where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.collection_id = $3
    and coalesce(d.source_key like $7::text, false)
    and not coalesce(d.tags && $8::text[], false)
    and coalesce(((case when jsonb_typeof(d.fields -> $9::text) = 'number' then d.fields ->> $9::text end)::double precision >= $10::double precision), false)
),
reach as materialized (
  select coalesce(sum(chunk_count), 0) as chunks, array_agg(id) as documents from allowed
),
lexical_few as (
  select l.chunk_id, l.weights <#> (select idf from q) as below from chunk c join chunk_lexical l on l.chunk_id = c.id
  where c.tenant_id = $1 and ($2::uuid[] is null or c.collection_id = any($2)) and c.collection_id = $3 and (select chunks from reach) <= 10000 and c.document_id = any((select documents from reach)::uuid[])
    and l.terms && (select array_agg(term) from term)
  order by below limit $6
),
lexical_many as (
  select l.chunk_id, l.weights <#> (select idf from q) as below from chunk_lexical l
  where (l.tenant_id = $1 and ($2::uuid[] is null or l.collection_id = any($2)) and l.collection_id = $3) is true and l.terms && (select terms from keys) and (select chunks from reach) > 10000
    and ((select c.document_id from chunk c where c.id = l.chunk_id) in (select id from allowed)) is true
  order by below limit $6
)
select c.chunk_count as chunks,
  (select coalesce(json_agg(json_build_array(term, df)), '[]') from term)::text as terms,
  (select coalesce(json_agg(json_build_array(chunk_id::text, below)), '[]') from (
    select chunk_id, below from lexical_few union all select chunk_id, below from lexical_many
  ) found)::text as found
from collection c
where c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3;

-- neighboursSql, for models of 512, 384 and 3072 dimensions
with size as materialized (
  select m.model_id, m.chunk_count from collection_model m where m.tenant_id = $1 and ($2::uuid[] is null or m.collection_id = any($2)) and m.collection_id = $3
),
dense_1_exact as (
  select v.chunk_id, v.embedding <=> $5::vector as distance from chunk_vector v
  where v.tenant_id = $1 and ($2::uuid[] is null or v.collection_id = any($2)) and v.collection_id = $3 and v.model_id = 1 and (select chunk_count from size where model_id = 1) <= greatest(10000, sqrt(500 * (
    select greatest(reltuples, 0) from pg_class where oid = to_regclass('chunk_vector_half_1'))))
  order by distance limit $4
),
dense_1_indexed as (
  select v.chunk_id, v.embedding <=> $5::vector as distance from chunk_vector v
  where v.tenant_id = $1 and ($2::uuid[] is null or v.collection_id = any($2)) and v.collection_id = $3 and v.model_id = 1 and (select chunk_count from size where model_id = 1) > greatest(10000, sqrt(500 * (
    select greatest(reltuples, 0) from pg_class where oid = to_regclass('chunk_vector_half_1'))))
  order by v.embedding::halfvec(512) <=> $5::vector::halfvec(512) limit $4
),
dense_2_exact as (
  select v.chunk_id, v.embedding <=> $6::vector as distance from chunk_vector v
  where v.tenant_id = $1 and ($2::uuid[] is null or v.collection_id = any($2)) and v.collection_id = $3 and v.model_id = 2 and (select chunk_count from size where model_id = 2) <= greatest(10000, sqrt(500 * (
    select greatest(reltuples, 0) from pg_class where oid = to_regclass('chunk_vector_hnsw_2'))))
  order by distance limit $4
),
dense_2_indexed as (
  select v.chunk_id, v.embedding <=> $6::vector as distance from chunk_vector v
  where v.tenant_id = $1 and ($2::uuid[] is null or v.collection_id = any($2)) and v.collection_id = $3 and v.model_id = 2 and (select chunk_count from size where model_id = 2) > greatest(10000, sqrt(500 * (
    select greatest(reltuples, 0) from pg_class where oid = to_regclass('chunk_vector_hnsw_2'))))
  order by v.embedding::vector(384) <=> $6::vector::vector(384) limit $4
),
dense_3 as (
  select v.chunk_id, v.embedding <=> $7::vector as distance from chunk_vector v
  where v.tenant_id = $1 and ($2::uuid[] is null or v.collection_id = any($2)) and v.collection_id = $3 and v.model_id = 3
  order by distance limit $4
)
select chunk_id as "chunkId", 1 as model, distance from dense_1_exact
union all
select chunk_id as "chunkId", 1 as model, distance from dense_1_indexed
union all
select chunk_id as "chunkId", 2 as model, distance from dense_2_exact
union all
select chunk_id as "chunkId", 2 as model, distance from dense_2_indexed
union all
select chunk_id as "chunkId", 3 as model, distance from dense_3;

-- neighboursSql, with a filter
with size as materialized (
  select m.model_id, m.chunk_count from collection_model m where m.tenant_id = $1 and ($2::uuid[] is null or m.collection_id = any($2)) and m.collection_id = $3
),
allowed as materialized (
  select d.id, cv.chunk_count
  from document d join document_version cv on cv.id = d.current_version_id
  where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.collection_id = $3
    and coalesce(d.source_key like $6::text, false)
    and not coalesce(d.tags && $7::text[], false)
    and coalesce(((case when jsonb_typeof(d.fields -> $8::text) = 'number' then d.fields ->> $8::text end)::double precision >= $9::double precision), false)
),
reach as materialized (
  select coalesce(sum(chunk_count), 0) as chunks, array_agg(id) as documents from allowed
),
dense_1_exact as (
  select v.chunk_id, v.embedding <=> $5::vector as distance from chunk c join chunk_vector v on v.chunk_id = c.id
  where c.tenant_id = $1 and ($2::uuid[] is null or c.collection_id = any($2)) and c.collection_id = $3 and c.document_id = any((select documents from reach)::uuid[]) and v.model_id = 1 and (select chunks from reach) <= greatest(10000, sqrt(500 * (
    select greatest(reltuples, 0) from pg_class where oid = to_regclass('chunk_vector_half_1'))))
  order by distance limit $4
),
dense_1_indexed as (
  select v.chunk_id, v.embedding <=> $5::vector as distance from chunk_vector v
  where v.tenant_id = $1 and ($2::uuid[] is null or v.collection_id = any($2)) and v.collection_id = $3 and v.model_id = 1 and (select chunks from reach) > greatest(10000, sqrt(500 * (
    select greatest(reltuples, 0) from pg_class where oid = to_regclass('chunk_vector_half_1'))))
    and ((select c.document_id from chunk c where c.id = v.chunk_id) in (select id from allowed)) is true
  order by v.embedding::halfvec(512) <=> $5::vector::halfvec(512) limit $4
)
select chunk_id as "chunkId", 1 as model, distance from dense_1_exact
union all
select chunk_id as "chunkId", 1 as model, distance from dense_1_indexed;

-- scoresSql, for models of 512, 384 and 3072 dimensions
select v.chunk_id as "chunkId", m.key as "modelKey", case v.model_id
    when 1 then 1 - (v.embedding <=> $7::vector)
    when 2 then 1 - (v.embedding <=> $8::vector)
    when 3 then 1 - (v.embedding <=> $9::vector) end as dense, null::double precision as lexical
from chunk_vector v
join embedding_model m on m.id = v.model_id
where v.chunk_id = any($5::bigint[]) and (v.tenant_id = $1 and ($2::uuid[] is null or v.collection_id = any($2)) and v.collection_id = $3) is true
union all
select l.chunk_id, null, null, 0 - (l.weights <#> $4::sparsevec)
from chunk_lexical l
where l.chunk_id = any($6::bigint[]) and (l.tenant_id = $1 and ($2::uuid[] is null or l.collection_id = any($2)) and l.collection_id = $3) is true;

-- scoresSql, without models
select v.chunk_id as "chunkId", m.key as "modelKey", null::double precision as dense, null::double precision as lexical
from chunk_vector v
join embedding_model m on m.id = v.model_id
where v.chunk_id = any($5::bigint[]) and (v.tenant_id = $1 and ($2::uuid[] is null or v.collection_id = any($2)) and v.collection_id = $3) is true
union all
select l.chunk_id, null, null, 0 - (l.weights <#> $4::sparsevec)
from chunk_lexical l
where l.chunk_id = any($6::bigint[]) and (l.tenant_id = $1 and ($2::uuid[] is null or l.collection_id = any($2)) and l.collection_id = $3) is true;

-- passagesSql
select c.id, c.document_id, c.version_id, v.number, d.source_key, d.title, c.ordinal, c.kind, c.heading_path, c.text,
  c.lang, c.tokens, c.page_from, c.page_to, c.char_start, c.char_end, c.boxes, m.key, m.dims, array_to_json(c.sentence_spans)::text as sentence_spans,
  encode(c.sentence_vectors, 'base64') as sentence_vectors, array_to_json(l.terms)::text as terms,
  case when not c.verbatim then e.edited_by end as edited_by, case when not c.verbatim then e.edited_at end as edited_at
from chunk c
join document d on d.id = c.document_id
join document_version v on v.id = c.version_id
join embedding_model m on m.id = c.model_id
join chunk_lexical l on l.chunk_id = c.id
left join chunk_edit e on e.id = c.edit_id
where c.tenant_id = $1 and ($2::uuid[] is null or c.collection_id = any($2)) and c.id = any($3::bigint[]) and c.off is null;

-- statisticsSql
select c.chunk_count as chunks, t.term, t.df
from collection c
left join lexical_term t on t.collection_id = c.id and t.tenant_id = $1 and ($2::uuid[] is null or t.collection_id = any($2)) and t.term = any($4::integer[]) and t.df > 0
where c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3;

-- collectionModelsSql
select e.key from collection_model m join embedding_model e on e.id = m.model_id
where m.tenant_id = $1 and ($2::uuid[] is null or m.collection_id = any($2)) and m.collection_id = $3 and m.chunk_count > 0 order by e.id;

-- lockLexiconSql
select c.id from collection c where c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3 for no key update of c;

-- raiseLexiconSql
update collection set lexicon_revision = lexicon_revision + 1,
  words_revision = case when $2 then lexicon_revision + 1 else words_revision end
where id = $1;

-- lexiconStateSql
select (select count(*)::int from lexicon_word w where w.collection_id = c.id) as words,
  (select count(*)::int from lexicon_synonym s where s.collection_id = c.id) as synonyms,
  (select count(*)::int from document d where d.collection_id = c.id and d.current_version_id is not null) as documents,
  (select count(*)::int from document d where d.collection_id = c.id and d.current_version_id is not null
    and d.words_revision >= c.words_revision) as analysed
from collection c where c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3;

-- listWordsSql
select w.id, w.word, w.created_by as "createdBy", w.created_at as "createdAt", count(*) over ()::int as total
from lexicon_word w
where w.tenant_id = $1 and ($2::uuid[] is null or w.collection_id = any($2)) and w.collection_id = $3 and ($4::text is null or w.key like $4)
order by w.key offset $5 limit $6;

-- listSynonymsSql
select s.id, s.words, s.means, s.changed_by as "changedBy", s.changed_at as "changedAt", count(*) over ()::int as total
from lexicon_synonym s
where s.tenant_id = $1 and ($2::uuid[] is null or s.collection_id = any($2)) and s.collection_id = $3
  and ($4::text is null or lower(array_to_string(s.words || s.means, ' ')) like $4)
order by s.words[1], s.id offset $5 limit $6;

-- insertWordsSql
insert into lexicon_word (tenant_id, collection_id, word, key, created_by)
select $1, $2, word, key, $5 from unnest($3::text[], $4::text[]) as given(word, key)
on conflict (collection_id, key) do nothing returning id;

-- deleteWordSql
delete from lexicon_word w where w.tenant_id = $1 and ($2::uuid[] is null or w.collection_id = any($2)) and w.collection_id = $3 and w.id = $4 returning w.id;

-- insertSynonymSql
insert into lexicon_synonym (tenant_id, collection_id, words, means, key, changed_by) values ($1, $2, $3, $4, $5, $6)
on conflict (collection_id, key) do nothing returning id, words, means, changed_by as "changedBy", changed_at as "changedAt";

-- updateSynonymSql
update lexicon_synonym set words = $3, means = $4, key = $5, changed_by = $6, changed_at = now()
where collection_id = $1 and id = $2 returning id, words, means, changed_by as "changedBy", changed_at as "changedAt";

-- synonymByKeySql
select id from lexicon_synonym where collection_id = $1 and key = $2 and ($3::uuid is null or id <> $3);

-- deleteSynonymSql
delete from lexicon_synonym s where s.tenant_id = $1 and ($2::uuid[] is null or s.collection_id = any($2)) and s.collection_id = $3 and s.id = $4 returning s.id;

-- currentLexiconSql
select home.id, home.lexicon_revision as revision, home.words_revision as "wordsRevision"
from collection c join collection home on home.id = coalesce(c.shadow_of, c.id) where c.id = $1;

-- lexiconContentSql
select (select coalesce(array_agg(w.word), '{}') from lexicon_word w where w.collection_id = $1) as words,
  (select coalesce(jsonb_agg(jsonb_build_object('words', s.words, 'means', s.means) order by s.changed_at, s.id), '[]')
    from lexicon_synonym s where s.collection_id = $1) as synonyms;

-- outdatedDocumentsSql
select d.id from document d join collection c on c.id = d.collection_id
join collection home on home.id = coalesce(c.shadow_of, c.id)
where home.id = $1 and d.current_version_id is not null and d.words_revision < home.words_revision
order by d.created_at, d.id limit 500;

-- outdatedCollectionsSql
select distinct home.id from document d join collection c on c.id = d.collection_id
join collection home on home.id = coalesce(c.shadow_of, c.id)
where d.current_version_id is not null and d.words_revision < home.words_revision;

-- documentForAnalysisSql
select d.tenant_id as "tenantId", d.collection_id as "collectionId", d.title from document d where d.id = $1 for update;

-- placeOfDocumentSql
select collection_id as "collectionId" from document where id = $1;

-- setAnalysedSql
update document set words_revision = $3 where collection_id = $1 and id = $2;

-- lockFieldsSql
select c.id from collection c
where c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3 for no key update;

-- listFieldsSql
select f.name, f.type, f.label from document_field f
where f.tenant_id = $1 and ($2::uuid[] is null or f.collection_id = any($2)) and f.collection_id = $3 order by f.ordinal;

-- deleteFieldsSql
delete from document_field f where f.tenant_id = $1 and ($2::uuid[] is null or f.collection_id = any($2)) and f.collection_id = $3;

-- insertFieldsSql
insert into document_field (tenant_id, collection_id, name, type, label, ordinal)
select $1, $2, name, type, label, ordinal
from unnest($3::text[], $4::text[], $5::text[]) with ordinality as given(name, type, label, ordinal);

-- usedFieldsSql
select distinct name from document d cross join unnest($4::text[]) as name
where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.collection_id = $3 and d.fields ? name;

-- dropFieldValuesSql
update document d set fields = d.fields - $4::text[]
where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.collection_id = $3 and d.fields ?| $4::text[];

-- listTagsSql
select tag, count(*)::int as documents from document d cross join unnest(d.tags) as tag
where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.collection_id = $3
group by tag order by count(*) desc, tag limit 500;

-- getMetadataSql
select d.tags, d.fields, d.document_date as "documentDate", d.modified_at as "modifiedAt"
from document d where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.id = $3;

-- setMetadataSql
update document d set tags = $4, fields = $5, document_date = $6, modified_at = $7
where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.id = $3
returning d.id;

-- changeMetadataSql
update document d set
  tags = (
    select coalesce(array_agg(tag order by first), '{}') from (
      select tag, min(place) as first from unnest(d.tags || $5::text[]) with ordinality as given(tag, place)
      where tag <> all($6::text[]) group by tag
    ) kept
  ),
  fields = (d.fields || $7::jsonb) - $8::text[],
  document_date = case when $9 then $10::timestamptz else d.document_date end
where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.collection_id = $3 and d.id = any($4::uuid[])
returning d.id;

-- orphanedBlobsSql
select distinct key as blob_key from unnest($1::text[]) as key
where not exists (select 1 from document_version v where v.blob_key = key);

-- lockBlobSql
select pg_advisory_xact_lock(hashtextextended($1::text, 7263002));

-- listDocumentsSql
select d.id as document_id, d.collection_id as document_collection_id, d.source_key, d.title as document_title,
  d.lang as document_lang, d.current_version_id, d.created_at as document_created_at, (
    select jsonb_build_object('id', s.id, 'name', s.name, 'url', i.url)
    from source s left join source_item i on i.source_id = s.id and i.key = d.source_item where s.id = d.source_id
  ) as document_source, v.*
from document d
join lateral (
  select v.id, v.document_id, v.number, v.file_name, v.media_type, v.bytes, v.content_hash, v.state, v.progress,
  v.failure, v.retry, v.warnings, v.pages, v.chunk_count, v.created_at, v.ready_at from document_version v where v.document_id = d.id order by v.number desc limit 1
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
  v.failure, v.retry, v.warnings, v.pages, v.chunk_count, v.created_at, v.ready_at from document_version v where v.document_id = d.id order by v.number desc limit 1
) v on true
where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.collection_id = $3
  and ($4::text is null or v.state = $4)
  and ($5::text is null or d.title ilike $5 or d.source_key ilike $5);

-- getDocumentSql
select d.id as document_id, d.collection_id as document_collection_id, d.source_key, d.title as document_title,
  d.lang as document_lang, d.current_version_id, d.created_at as document_created_at, (
    select jsonb_build_object('id', s.id, 'name', s.name, 'url', i.url)
    from source s left join source_item i on i.source_id = s.id and i.key = d.source_item where s.id = d.source_id
  ) as document_source, v.*
from document d
join lateral (
  select v.id, v.document_id, v.number, v.file_name, v.media_type, v.bytes, v.content_hash, v.state, v.progress,
  v.failure, v.retry, v.warnings, v.pages, v.chunk_count, v.created_at, v.ready_at from document_version v where v.document_id = d.id order by v.number desc limit 1
) v on true
where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.id = $3;

-- versionChunksSql
select c.id, c.ordinal, c.heading_path, c.text, c.page_from, c.page_to, c.char_start, c.char_end, c.lang, c.tokens, c.off,
  c.verbatim, c.muted, e.edited_by, e.edited_at, coalesce((
    select max(r.documents) from repeated_line r where r.collection_id = c.collection_id and r.hash = any(c.muted_lines)
  ), 0) as repeated_in
from chunk c left join chunk_edit e on e.id = c.edit_id
where c.tenant_id = $1 and ($2::uuid[] is null or c.collection_id = any($2)) and c.version_id = $3 order by c.ordinal;

-- upsertDocumentSql
insert into document (tenant_id, collection_id, source_key, title, source_id, source_item) values ($1, $2, $3, $4, $5, $6)
on conflict (collection_id, source_key) do update set source_key = excluded.source_key,
  source_id = coalesce(document.source_id, excluded.source_id),
  source_item = case when document.source_id is null or document.source_id = excluded.source_id
    then excluded.source_item else document.source_item end
returning id, xmax = 0 as inserted, source_id;

-- editableDocumentSql
select d.id as "documentId", d.collection_id as "collectionId", d.tenant_id as "tenantId", v.id as "versionId", d.title,
  v.lang, v.text, d.edits as seen, d.muted_lines::float8[] as "mutedLines", coalesce((home.profile -> 'chunking' ->> 'tokenVectors')::boolean, false) as "tokenVectors"
from document d join document_version v on v.id = d.current_version_id join collection home on home.id = d.collection_id
where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.id = $3;

-- editableChunksSql
select c.id, c.ordinal, c.kind, c.heading_path as "headingPath", c.text, c.char_start as "charStart", c.char_end as "charEnd",
  c.page_from as "pageFrom", c.page_to as "pageTo", c.tokens, c.boxes, c.sentence_spans as spans, c.edit_id as "editId",
  c.verbatim, c.off, c.muted, c.muted_lines::float8[] as "mutedLines"
from chunk c where c.tenant_id = $1 and ($2::uuid[] is null or c.collection_id = any($2)) and c.version_id = $3 order by c.ordinal;

-- documentEditsSql
select e.id, e.state, e.heading_path as "headingPath", e.original, e.char_start as "charStart", e.originals, e.pieces,
  e.edited_by as "editedBy", e.edited_at as "editedAt" from chunk_edit e where e.tenant_id = $1 and ($2::uuid[] is null or e.collection_id = any($2)) and e.document_id = $3 order by e.char_start, e.id;

-- editsForVersionSql
with mine as (
  select d.id, d.edits, coalesce(o.id, d.id) as source_id
  from document_version v
  join document d on d.id = v.document_id
  join collection c on c.id = d.collection_id
  left join document o on o.collection_id = c.shadow_of and o.source_key = d.source_key
  where v.id = $1
)
select mine.edits as seen, e.id, e.state, e.heading_path as "headingPath", e.original, e.char_start as "charStart", e.originals, e.pieces,
  e.edited_by as "editedBy", e.edited_at as "editedAt"
from mine left join chunk_edit e on e.document_id = mine.source_id
order by e.char_start, e.id;

-- editHistorySql
select h.id, h.action, h.before, h.after, h.edited_by as "editedBy", h.edited_at as "editedAt"
from chunk_edit_history h where h.tenant_id = $1 and ($2::uuid[] is null or h.collection_id = any($2)) and h.document_id = $3 order by h.id desc limit 100;

-- documentForEditSql
select d.edits, d.current_version_id as "versionId", coalesce((home.profile -> 'chunking' ->> 'tokenVectors')::boolean, false) as "tokenVectors"
from document d join collection home on home.id = d.collection_id where d.id = $1 for update of d;

-- chunkTermsSql
select term, count(*)::int as count
from chunk_lexical l cross join unnest(l.terms) as term where l.chunk_id = any($1::bigint[]) group by term;

-- chunkModelsSql
select model_id as id, count(*)::int as count from chunk where id = any($1::bigint[]) and off is null group by model_id;

-- deleteTheseChunksSql
delete from chunk where id = any($1::bigint[]) returning id;

-- liftOrdinalsSql
update chunk set ordinal = ordinal + 1000000000 where version_id = $1 and ordinal >= $2;

-- lowerOrdinalsSql
update chunk set ordinal = ordinal - 1000000000 + $2::int where version_id = $1 and ordinal >= 1000000000;

-- insertEditSql
insert into chunk_edit (id, tenant_id, collection_id, document_id, heading_path, original, char_start, originals, pieces, edited_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- deleteEditsSql
delete from chunk_edit where id = any($1::uuid[]) returning id;

-- insertEditHistorySql
insert into chunk_edit_history (tenant_id, collection_id, document_id, edit_id, action, before, after, edited_by)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- muteDocumentSql
update document set muted_lines = $2 where id = $1;

-- countEditSql
update document set edits = edits + 1 where id = $1;

-- touchVersionSql
update document_version set chunk_count = chunk_count + $2, indexed_at = now() where id = $1;

-- forgetCutSql
update document_version v set cut_by = null
from document d where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.id = $3 and v.id = d.current_version_id;

-- applyEditsSql
update chunk_edit e set state = 'applied', heading_path = given."headingPath", char_start = given."charStart", originals = given.originals
from jsonb_to_recordset($2::jsonb) as given(id uuid, "headingPath" text[], "charStart" integer, originals jsonb)
where e.document_id = $1 and e.id = given.id;

-- loseEditsSql
update chunk_edit set state = 'lost' where document_id = $1 and id = any($2::uuid[]);

-- documentLinesSql
select d.lines::float8[] as lines, d.lines_counted as counted from document d where d.id = $1;

-- countedCopySql
select o.id from document_version mine
join document_version v on v.blob_key = mine.blob_key and v.collection_id = $1
join document o on o.current_version_id = v.id
where mine.id = $3 and o.id <> $2 and o.lines_counted limit 1;

-- raiseLinesSql
insert into repeated_line (tenant_id, collection_id, hash, documents)
select $1, $2, hash, 1 from unnest($3::bigint[]) as more(hash) order by hash
on conflict (collection_id, hash) do update set documents = repeated_line.documents + 1;

-- lowerLinesSql
update repeated_line set documents = documents - 1 where collection_id = $1 and hash = any($2::bigint[]);

-- dropLinesSql
delete from repeated_line where collection_id = $1 and hash = any($2::bigint[]) and documents <= 0;

-- leaveLinesSql
update repeated_line set holder_id = null where collection_id = $1 and hash = any($2::bigint[]) and holder_id = $3
returning hash;

-- knownRepeatsSql
select r.hash::float8 as hash from repeated_line r
where r.collection_id = $1 and r.hash = any($2::bigint[]) and r.holder_id is not null and r.holder_id <> $3
order by r.hash;

-- unheldLinesSql
select exists (
  select 1 from repeated_line r join collection c on c.id = r.collection_id
  where r.collection_id = $1 and r.holder_id is null and r.documents >= 5 and r.documents >= greatest(5, $2::integer, ceil(0.02 * c.document_count))
) as unheld;

-- holdLinesSql
with pick as (
  select distinct on (r.hash) r.hash, d.id
  from repeated_line r
  join collection c on c.id = r.collection_id
  join document d on d.collection_id = r.collection_id and d.lines_counted and r.hash = any(d.lines)
  where r.collection_id = $1 and r.holder_id is null and r.documents >= 5 and r.documents >= greatest(5, $2::integer, ceil(0.02 * c.document_count))
  order by r.hash, d.source_key collate "C", d.id
)
update repeated_line r set holder_id = pick.id from pick where r.collection_id = $1 and r.hash = pick.hash;

-- releaseLinesSql
update repeated_line r set holder_id = null from collection c
where r.collection_id = $1 and c.id = r.collection_id and r.holder_id is not null and r.documents < greatest(5, $2::integer, ceil(0.02 * c.document_count)) / 2;

-- otherwiseMutedSql
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
order by d.id limit 50;

-- unheldCollectionsSql
select distinct r.collection_id as id from repeated_line r
join collection c on c.id = r.collection_id
where r.holder_id is null and r.documents >= 5
  and r.documents >= coalesce((c.profile -> 'chunking' ->> 'repeatedFrom')::integer, 8)
  and coalesce((c.profile -> 'chunking' ->> 'repeatedFrom')::integer, 8) > 0;

-- lockCollectionSql
select pg_advisory_xact_lock(hashtextextended($1::text, 1));

-- lockCollectionOfVersionSql
select pg_advisory_xact_lock(hashtextextended(v.collection_id::text, 1)) from document_version v where v.id = $1;

-- versionForPublishSql
select v.tenant_id, v.collection_id, v.document_id, v.state, v.number, coalesce(current.number, 0) as current_number, d.edits
from document_version v
join document d on d.id = v.document_id
left join document_version current on current.id = d.current_version_id
where v.id = $1 for update of d, v;

-- documentTermsSql
select term, count(*)::int as count
from chunk c join chunk_lexical l on l.chunk_id = c.id cross join unnest(l.terms) as term
where c.document_id = $1 group by term;

-- documentModelsSql
select model_id as id, count(*)::int as count from chunk
where document_id = $1 and off is null group by model_id;

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
update document_version set state = $2, progress = 1, failure = null, retry = null, title = $3, lang = $4, text = $5, pages = $6,
  warnings = $7, chunk_count = $8, cut_by = $9, indexed_at = now(), ready_at = coalesce(ready_at, now())
where id = $1;

-- finishDocumentSql
update document set title = $2, lang = $3, current_version_id = $4, words_revision = $5, lines = $6, lines_counted = $7,
  muted_lines = $8
where id = $1;

-- contentDigestSql
select count(*)::int as count, coalesce(sum(v.chunk_count), 0)::int as chunks,
  encode(sha256(convert_to(coalesce(string_agg(concat_ws(E'\x1f', d.source_key, v.title, v.content_hash, v.cut_by, nullif(d.edits, 0)), E'\x1e'
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
select d.id as "originalId", d.source_key as "sourceKey", v.title, v.file_name as "fileName", v.media_type as "mediaType",
  v.bytes::float8 as bytes, v.content_hash as "contentHash", v.blob_key as "blobKey"

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
  count(*) filter (where v.state in ('failed', 'cancelled'))::int as failed
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
  v.content_hash as "contentHash", v.state, c.profile,
  home.id as "lexiconOf", home.lexicon_revision as "lexiconRevision", home.words_revision as "wordsRevision"
from document_version v
join document d on d.id = v.document_id
join collection c on c.id = v.collection_id
join collection home on home.id = coalesce(c.shadow_of, c.id)
where v.id = $1;

-- setStageSql
update document_version set state = $2, progress = $3, failure = null, retry = null
where id = $1 and state not in ('ready', 'ready-with-warnings', 'failed', 'cancelled', 'superseded');

-- addImportSql
with version as (select id, tenant_id, collection_id, bytes from document_version where id = $1),
tenant as (insert into tenant_import (tenant_id) select tenant_id from version on conflict do nothing),
home as (
  insert into collection_import (collection_id, tenant_id) select collection_id, tenant_id from version
  on conflict do nothing)
insert into import_job (version_id, tenant_id, collection_id, bytes)
select id, tenant_id, collection_id, bytes from version
on conflict (version_id) do update set attempts = 0, interruptions = 0, not_before = now(), worker_id = null,
  lease_id = null, lease_until = null, failure = null, first_failed_at = null, last_failed_at = null, dead_at = null;

-- adoptImportsSql
with lost as (
  select v.id, v.tenant_id, v.collection_id, v.bytes, v.created_at from document_version v
  where v.state in ('queued', 'parsing', 'chunking', 'embedding', 'writing') and not exists (select 1 from import_job j where j.version_id = v.id)),
tenant as (insert into tenant_import (tenant_id) select distinct tenant_id from lost on conflict do nothing),
home as (
  insert into collection_import (collection_id, tenant_id) select distinct collection_id, tenant_id from lost
  on conflict do nothing)
insert into import_job (version_id, tenant_id, collection_id, bytes, created_at)
select id, tenant_id, collection_id, bytes, created_at from lost
on conflict do nothing;

-- lockClaimsSql
select pg_advisory_xact_lock(7263007);

-- claimImportSql
with running as materialized (
  select tenant_id, collection_id, count(*)::int as n from import_job where lease_until > now() group by 1, 2
),
of_tenant as (select tenant_id, sum(n)::int as n from running group by 1),
chosen as (
  select j.version_id, h.collection_id, h.tenant_id
  from collection_import h
  join tenant_import t on t.tenant_id = h.tenant_id
  left join running r on r.collection_id = h.collection_id
  left join of_tenant o on o.tenant_id = h.tenant_id
  cross join lateral (
    select w.version_id from import_job w
    where w.collection_id = h.collection_id and w.dead_at is null and w.not_before <= now()
      and (w.lease_until is null or w.lease_until <= now()) and ($5::bigint is null or w.bytes < $5)
    order by w.interruptions, w.created_at limit 1) j
  where not h.paused and not t.paused
    and coalesce(o.n, 0) < $3 and coalesce(r.n, 0) < $4 and (not $6::boolean or r.n is null)
  order by coalesce(o.n, 0), t.served_at nulls first, coalesce(r.n, 0), h.served_at nulls first
  limit 1
),
tenant_served as (
  update tenant_import t set served_at = clock_timestamp() from chosen where t.tenant_id = chosen.tenant_id),
collection_served as (
  update collection_import h set served_at = clock_timestamp() from chosen
  where h.collection_id = chosen.collection_id)
update import_job j set worker_id = $1, lease_id = gen_random_uuid(),
  lease_until = now() + make_interval(secs => $2),
  interruptions = j.interruptions + (j.lease_until is not null)::int
from chosen where j.version_id = chosen.version_id
returning j.version_id as "versionId", j.lease_id as "leaseId", j.bytes::float8 as bytes, j.attempts, j.interruptions;

-- nextImportSql
select extract(epoch from min(greatest(j.not_before, j.lease_until)) - now())::float8 as seconds
from import_job j
join collection_import h on h.collection_id = j.collection_id
join tenant_import t on t.tenant_id = j.tenant_id
where j.dead_at is null and not h.paused and not t.paused;

-- renewLeasesSql
with renewed as (
  update import_job set lease_until = now() + make_interval(secs => $2)
  where lease_id = any($1::uuid[]) and lease_until < now() + make_interval(secs => $2 * 0.7)
)
select lease_id as "leaseId" from import_job where lease_id = any($1::uuid[]);

-- finishImportSql
delete from import_job where version_id = $1 and lease_id = $2;

-- postponeImportSql
with job as (
  update import_job set attempts = attempts + 1, not_before = $3, failure = $4, worker_id = null, lease_id = null,
    lease_until = null, first_failed_at = coalesce(first_failed_at, now()), last_failed_at = now()
  where version_id = $1 and lease_id = $2 returning version_id)
update document_version v set state = 'queued', progress = 0, retry = $5
from job where v.id = job.version_id and v.state in ('queued', 'parsing', 'chunking', 'embedding', 'writing')
returning v.id;

-- buryImportSql
with job as (
  update import_job j set attempts = j.attempts + $4, failure = $3, worker_id = null, lease_id = null, lease_until = null,
    first_failed_at = coalesce(first_failed_at, now()), last_failed_at = now(), dead_at = now()
  from document_version v
  where j.version_id = $1 and j.lease_id = $2 and v.id = j.version_id and v.state in ('queued', 'parsing', 'chunking', 'embedding', 'writing')
  returning j.version_id)
update document_version v set state = 'failed', progress = 1, failure = $3, retry = null
from job where v.id = job.version_id and v.state in ('queued', 'parsing', 'chunking', 'embedding', 'writing')
returning v.id;

-- settleStoppedSql
update document_version v set state = 'queued', progress = 0
from import_job j
where v.id = any($1::uuid[]) and j.version_id = v.id and j.lease_id is null and j.dead_at is null
  and v.state in ('queued', 'parsing', 'chunking', 'embedding', 'writing') and v.state <> 'queued'
returning v.id;

-- releaseLeasesSql
update import_job set worker_id = null, lease_id = null, lease_until = null where worker_id = $1
returning version_id as id;

-- endLeasesSql
update import_job set lease_until = now() where lease_until is not null;

-- pauseCollectionSql
with home as (
  insert into collection_import (collection_id, tenant_id, paused)
  select c.collection_id, c.tenant_id, true from (select id as collection_id, tenant_id from collection) c
  where c.tenant_id = $1 and ($2::uuid[] is null or c.collection_id = any($2)) and c.collection_id = $3
  on conflict (collection_id) do update set paused = true returning collection_id)
update import_job j set worker_id = null, lease_id = null, lease_until = null
from home where j.collection_id = home.collection_id and j.lease_id is not null
returning j.version_id as id;

-- resumeCollectionSql
update collection_import h set paused = false where h.tenant_id = $1 and ($2::uuid[] is null or h.collection_id = any($2)) and h.collection_id = $3;

-- pauseTenantSql
with tenant as (
  insert into tenant_import (tenant_id, paused) values ($1, true)
  on conflict (tenant_id) do update set paused = true returning tenant_id)
update import_job j set worker_id = null, lease_id = null, lease_until = null
from tenant where j.tenant_id = tenant.tenant_id and j.lease_id is not null
returning j.version_id as id;

-- resumeTenantSql
update tenant_import set paused = false where tenant_id = $1;

-- cancelImportsSql
with version as (
  update document_version v set state = 'cancelled', progress = 1, retry = null
  where v.tenant_id = $1 and ($2::uuid[] is null or v.collection_id = any($2)) and v.collection_id = $3 and ($4::uuid is null or v.document_id = $4)
    and v.state in ('queued', 'parsing', 'chunking', 'embedding', 'writing')
  returning v.id),
job as (delete from import_job j using version where j.version_id = version.id)
select id from version;

-- importLoadsSql
with home as (
  select c.id as collection_id, c.tenant_id, c.name from collection c where c.shadow_of is null),
finished as (
  select v.collection_id, count(*)::int as documents, sum(jsonb_array_length(v.pages))::int as pages,
    sum(v.chunk_count)::int as chunks, sum(v.bytes)::float8 as bytes,
    extract(epoch from now() - min(v.ready_at))::float8 as seconds
  from document_version v
  where v.tenant_id = $1 and ($2::uuid[] is null or v.collection_id = any($2)) and v.ready_at > now() - make_interval(secs => $4)
    and ($3::uuid is null or v.collection_id = $3)
  group by 1),
left_over as (
  select j.collection_id,
    count(*) filter (where j.dead_at is null and (j.lease_until is null or j.lease_until <= now())
      and j.not_before <= now())::int as waiting,
    count(*) filter (where j.dead_at is null and j.lease_id is null and j.not_before > now())::int as retrying,
    count(*) filter (where j.lease_until > now())::int as running,
    coalesce(sum(j.bytes) filter (where j.dead_at is null), 0)::float8 as bytes,
    extract(epoch from max(j.not_before) filter (where j.dead_at is null) - now())::float8 as "lastRetryIn"
  from import_job j
  where j.tenant_id = $1 and ($2::uuid[] is null or j.collection_id = any($2)) and ($3::uuid is null or j.collection_id = $3)
  group by 1),
failed as (
  select j.collection_id, count(*)::int as n
  from import_job j join document_version v on v.id = j.version_id
  where j.tenant_id = $1 and ($2::uuid[] is null or j.collection_id = any($2)) and j.dead_at is not null and v.state = 'failed' and not exists (
    select 1 from document_version later where later.document_id = v.document_id and later.number > v.number)
  group by 1)
select h.collection_id as "collectionId", h.name, coalesce(p.paused, false) as "selfPaused",
  coalesce(t.paused, false) as "allPaused",
  coalesce(l.waiting, 0) as waiting, coalesce(l.retrying, 0) as retrying, coalesce(l.running, 0) as running,
  coalesce(f.n, 0) as failed, coalesce(l.bytes, 0) as "leftBytes", coalesce(l."lastRetryIn", 0) as "lastRetryIn",
  (select count(*)::int from document d where d.collection_id = h.collection_id and d.current_version_id is not null)
    as ready,
  coalesce(r.documents, 0) as "doneDocuments", coalesce(r.pages, 0) as "donePages",
  coalesce(r.chunks, 0) as "doneChunks", coalesce(r.bytes, 0) as "doneBytes", coalesce(r.seconds, 0) as "doneSeconds"
from home h
left join collection_import p on p.collection_id = h.collection_id
left join tenant_import t on t.tenant_id = h.tenant_id
left join left_over l on l.collection_id = h.collection_id
left join failed f on f.collection_id = h.collection_id
left join finished r on r.collection_id = h.collection_id
where h.tenant_id = $1 and ($2::uuid[] is null or h.collection_id = any($2)) and ($3::uuid is null or h.collection_id = $3)
order by h.name;

-- listFailedImportsSql
select j.version_id as "versionId", v.document_id as "documentId", j.collection_id as "collectionId",
  c.name as "collectionName", d.source_key as "sourceKey", d.title, v.file_name as "fileName", j.failure, j.attempts,
  j.interruptions, j.first_failed_at as "firstFailedAt", j.last_failed_at as "lastFailedAt"

from import_job j
join document_version v on v.id = j.version_id
join document d on d.id = v.document_id
join collection c on c.id = j.collection_id
where j.tenant_id = $1 and ($2::uuid[] is null or j.collection_id = any($2)) and c.shadow_of is null and j.dead_at is not null and v.state = 'failed'
  and not exists (
    select 1 from document_version later where later.document_id = v.document_id and later.number > v.number)
  and ($3::uuid is null or j.collection_id = $3) and ($4::text is null or j.failure ->> 'code' = $4)
order by j.last_failed_at desc, j.version_id offset $5 limit $6;

-- failedImportCodesSql
select j.failure ->> 'code' as code, min(j.failure ->> 'en') as en, min(j.failure ->> 'zh') as zh, count(*)::int as count

from import_job j
join document_version v on v.id = j.version_id
join document d on d.id = v.document_id
join collection c on c.id = j.collection_id
where j.tenant_id = $1 and ($2::uuid[] is null or j.collection_id = any($2)) and c.shadow_of is null and j.dead_at is not null and v.state = 'failed'
  and not exists (
    select 1 from document_version later where later.document_id = v.document_id and later.number > v.number)
  and ($3::uuid is null or j.collection_id = $3)
group by 1 order by count(*) desc, 1;

-- chooseFailedImportsSql
select j.version_id as id

from import_job j
join document_version v on v.id = j.version_id
join document d on d.id = v.document_id
join collection c on c.id = j.collection_id
where j.tenant_id = $1 and ($2::uuid[] is null or j.collection_id = any($2)) and c.shadow_of is null and j.dead_at is not null and v.state = 'failed'
  and not exists (
    select 1 from document_version later where later.document_id = v.document_id and later.number > v.number)
  and ($3::uuid is null or j.collection_id = $3) and ($4::text is null or j.failure ->> 'code' = $4) and ($5::uuid[] is null or j.version_id = any($5))
for update of v;

-- dismissFailedImportsSql
delete from import_job where version_id = any($1::uuid[]) and dead_at is not null;

-- requeueFailedImportsSql
with version as (
  update document_version set state = 'queued', progress = 0, failure = null, retry = null
  where id = any($1::uuid[]) and state in ('failed', 'cancelled') returning id)
update import_job j set attempts = 0, interruptions = 0, not_before = now(), failure = null, first_failed_at = null,
  last_failed_at = null, dead_at = null
from version where j.version_id = version.id;

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

-- collectionsToImproveSql
select a.collection_id as id from answer a where a.created_at > now() - interval '90 days' and (a.outcome = 'refused' or a.hand_over or a.thumb = 'down' or a.rating <= 2) and (a.external_id is null or a.external_id not like 'evaluation:%')
  and not exists (select from gap_question q where q.answer_id = a.id)
union select g.collection_id from gap g join embedding_model m on m.id = g.model_id
  where g.state <> 'closed' and m.key <> case when g.lang = 'zh' then $1 else $2 end
union select p.collection_id from faq_phrasing p join faq_entry f on f.id = p.entry_id
  where f.state <> 'retired' and exists (select from embedding_model m where m.id = p.model_id and m.key not in ($1, $2))
union select s.collection_id from intent_set s
  where s.version = (select max(latest.version) from intent_set latest where latest.collection_id = s.collection_id)
    and exists (
      select from jsonb_array_elements(s.measured) it
      where it ->> 'modelKey' not in ($1, $2) or not exists (
        select from intent_model m
        where m.collection_id = s.collection_id and m.version = s.version and m.model_key = it ->> 'modelKey'));

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

-- outdatedGapsSql
select g.id, g.lang, coalesce(first.searched, g.title) as searched from gap g join embedding_model m on m.id = g.model_id
left join lateral (
  select coalesce(a.trace ->> 'searched', a.question) as searched from gap_question q join answer a on a.id = q.answer_id
  where q.gap_id = g.id and a.question = g.title order by q.similarity desc, a.created_at, a.id limit 1
) first on true
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.collection_id = $3 and g.state <> 'closed' and m.key <> case when g.lang = 'zh' then $4 else $5 end
order by g.created_at, g.id limit $6;

-- embedGapAgainSql
update gap g set model_id = $4::smallint, embedding = $5::vector where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3;

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
select b.question, b.text, b.outcome, b.answerer, b.dialogue from answer a join answer b on b.conversation_id = a.conversation_id
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
select c.heading_path, c.text from chunk c where c.tenant_id = $1 and ($2::uuid[] is null or c.collection_id = any($2)) and c.version_id = $3 and c.off is null order by c.ordinal;

-- goldQuestionTextsSql
select i.question from gold_item i join gold_set g on g.id = i.gold_set_id
where g.tenant_id = $1 and ($2::uuid[] is null or g.collection_id = any($2)) and g.id = $3 order by i.ordinal desc limit $4;

-- listSourcesSql
select s.*, (select count(*)::int from document d where d.source_id = s.id) as documents from source s where s.tenant_id = $1 and ($2::uuid[] is null or s.collection_id = any($2)) and s.collection_id = $3 order by s.name;

-- getSourceSql
select s.*, (select count(*)::int from document d where d.source_id = s.id) as documents from source s where s.tenant_id = $1 and ($2::uuid[] is null or s.collection_id = any($2)) and s.id = $3;

-- loadSourceSql
select s.*, (select count(*)::int from document d where d.source_id = s.id) as documents from source s where s.id = $1;

-- insertSourceSql
insert into source (tenant_id, collection_id, name, kind, key_prefix, settings, secret_id, secret_names, cron, time_zone,
  enabled, next_due_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict do nothing
returning *, 0 as documents;

-- updateSourceSql
update source s set name = $4, settings = $5, secret_id = $6, secret_names = $7, cron = $8, time_zone = $9, enabled = $10,
  next_due_at = $11, listing_state = null, updated_at = now()
where s.tenant_id = $1 and ($2::uuid[] is null or s.collection_id = any($2)) and s.id = $3 and not s.removing
returning s.*, (select count(*)::int from document d where d.source_id = s.id) as documents;

-- deleteSourceSql
with gone as (delete from source where id = $1 returning secret_id)
delete from secret using gone where secret.id = gone.secret_id;

-- deleteSecretsOfCollectionSql
delete from secret s using collection c
where c.id = $1 and s.tenant_id = c.tenant_id and s.id in (
  select secret_id from source where collection_id = $1 union all select id from document where collection_id = $1);

-- knownItemsSql
select key, fingerprint, failure, seen from source_item where source_id = $1 and key = any($2);

-- seeItemsSql
insert into source_item (source_id, tenant_id, collection_id, key, url, first_run, seen)
select $1, $2, $3, item.key, item.url, $5, $4 from unnest($6::text[], $7::text[]) as item(key, url)
on conflict (source_id, key) do update set seen = excluded.seen, url = excluded.url, vanished = false;

-- markVanishedSql
update source_item set vanished = (seen is distinct from $2)
where source_id = $1 and vanished is distinct from (seen is distinct from $2)
  and exists (select 1 from source_run where id = $3 and attempt = $2 and state = 'running');

-- countItemsSql
select count(*) filter (where vanished)::int as vanished, count(*)::int as known
from source_item where source_id = $1 and first_run is distinct from $2;

-- vanishedItemsSql
select key from source_item where source_id = $1 and vanished order by key limit 100;

-- documentsOfVanishedSql
select d.id from source_item i join document d on d.source_id = i.source_id and d.source_item = i.key
where i.source_id = $1 and i.key = $2 and i.vanished;

-- documentsOfSourceSql
select id from document where source_id = $1 order by id limit 100;

-- documentsOfItemSql
select id from document where source_id = $1 and source_item = $2 and source_key <> all($3::text[]);

-- overtakeSql
update source_run set state = 'finished', finished_at = now() where source_id = $1 and state = 'needs-confirmation';

-- requestRunSql
insert into source_run (tenant_id, collection_id, source_id, trigger) values ($1, $2, $3, $4)
on conflict (source_id) where state in ('waiting', 'running', 'needs-confirmation') do nothing;

-- beginRunSql
update source_run set state = 'running', attempt = $2, started_at = coalesce(started_at, now()),
  listed = case when deleting then listed else 0 end, changed = case when deleting then changed else least(changed, accepted) end,
  failed = case when deleting then failed else 0 end, failure = null
where source_id = $1 and state in ('waiting', 'running')
returning *;

-- progressSql
update source_run set listed = $3, changed = $4, accepted = $5, deleted = $6, failed = $7 where id = $1 and attempt = $2 and state = 'running';

-- listingEndedSql
update source_run set vanished = $3 where id = $1 and attempt = $2 and state = 'running';

-- postponeRunSql
update source_run set state = 'waiting', failure = $3 where id = $1 and attempt = $2 and state = 'running';

-- endRunSql
update source_run set state = $3, failure = $4, finished_at = case when $3 = 'needs-confirmation' then null else now() end
where id = $1 and attempt = $2 and state = 'running';

-- isOwnRunSql
select 1 from source_run where id = $1 and attempt = $2 and state = 'running';

-- cancelRunSql
update source_run r set state = 'cancelled', finished_at = now()
where r.tenant_id = $1 and ($2::uuid[] is null or r.collection_id = any($2)) and r.source_id = $3 and r.state in ('waiting', 'running', 'needs-confirmation');

-- confirmRunSql
update source_run r set state = case when $4 then 'waiting' else 'finished' end, deleting = $4,
  finished_at = case when $4 then null else now() end
where r.tenant_id = $1 and ($2::uuid[] is null or r.collection_id = any($2)) and r.source_id = $3 and r.state = 'needs-confirmation';

-- tokensSql
select c.id, m.dims, encode(t.offsets, 'base64') as offsets, encode(t.scales, 'base64') as scales,
  encode(t.vectors, 'base64') as vectors
from chunk_tokens t join chunk c on c.id = t.chunk_id join embedding_model m on m.id = c.model_id
where t.tenant_id = $1 and ($2::uuid[] is null or t.collection_id = any($2)) and t.chunk_id = any($3::bigint[]);

-- dropTokensSql
with chosen as (
  select v.id from document d join document_version v on v.id = d.current_version_id
  where d.tenant_id = $1 and ($2::uuid[] is null or d.collection_id = any($2)) and d.collection_id = $3 and v.cut_by = $4
  limit $6
),
changed as (
  update document_version v set cut_by = $5 from chosen where v.id = chosen.id returning v.id
),
gone as (
  delete from chunk_tokens t using chunk c, changed
  where t.chunk_id = c.id and c.version_id = changed.id
)
select count(*)::int as documents from changed;
