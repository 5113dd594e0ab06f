import { scopeSql } from '../scope.ts';

/** The collection `$3`, where the scope reaches it. */
const reached = `collection c where c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3`;

/** `$3` a collection. Locks its row: changes of one lexicon take turns. */
export const lockLexiconSql = `select c.id from ${reached} for no key update of c`;

/** `$1` a collection, `$2` whether words changed. */
export const raiseLexiconSql = `
update collection set lexicon_revision = lexicon_revision + 1,
  words_revision = case when $2 then lexicon_revision + 1 else words_revision end
where id = $1`;

/** `$3` a collection. */
export const lexiconStateSql = `
select (select count(*)::int from lexicon_word w where w.collection_id = c.id) as words,
  (select count(*)::int from lexicon_synonym s where s.collection_id = c.id) as synonyms,
  (select count(*)::int from document d where d.collection_id = c.id and d.current_version_id is not null) as documents,
  (select count(*)::int from document d where d.collection_id = c.id and d.current_version_id is not null
    and d.words_revision >= c.words_revision) as analysed
from ${reached}`;

/** `$3` a collection, `$4` a pattern of `like` or null, `$5` from which on, `$6` how many. */
export const listWordsSql = `
select w.id, w.word, w.created_by as "createdBy", w.created_at as "createdAt", count(*) over ()::int as total
from lexicon_word w
where ${scopeSql('w')} and w.collection_id = $3 and ($4::text is null or w.key like $4)
order by w.key offset $5 limit $6`;

export const listSynonymsSql = `
select s.id, s.words, s.means, s.changed_by as "changedBy", s.changed_at as "changedAt", count(*) over ()::int as total
from lexicon_synonym s
where ${scopeSql('s')} and s.collection_id = $3
  and ($4::text is null or lower(array_to_string(s.words || s.means, ' ')) like $4)
order by s.words[1], s.id offset $5 limit $6`;

/** `$1` tenant, `$2` collection, `$3` words, `$4` their keys, `$5` by whom. */
export const insertWordsSql = `
insert into lexicon_word (tenant_id, collection_id, word, key, created_by)
select $1, $2, word, key, $5 from unnest($3::text[], $4::text[]) as given(word, key)
on conflict (collection_id, key) do nothing returning id`;

/** `$3` a collection, `$4` a word. */
export const deleteWordSql = `
delete from lexicon_word w where ${scopeSql('w')} and w.collection_id = $3 and w.id = $4 returning w.id`;

const synonymColumns = `id, words, means, changed_by as "changedBy", changed_at as "changedAt"`;

/** `$1` tenant, `$2` collection, `$3` words, `$4` what they mean, `$5` the key, `$6` by whom. */
export const insertSynonymSql = `
insert into lexicon_synonym (tenant_id, collection_id, words, means, key, changed_by) values ($1, $2, $3, $4, $5, $6)
on conflict (collection_id, key) do nothing returning ${synonymColumns}`;

/** `$1` collection, `$2` the synonyms, `$3` words, `$4` what they mean, `$5` the key, `$6` by whom. */
export const updateSynonymSql = `
update lexicon_synonym set words = $3, means = $4, key = $5, changed_by = $6, changed_at = now()
where collection_id = $1 and id = $2 returning ${synonymColumns}`;

/** `$1` collection, `$2` a key, `$3` an id that does not count, or null. */
export const synonymByKeySql = `
select id from lexicon_synonym where collection_id = $1 and key = $2 and ($3::uuid is null or id <> $3)`;

/** `$3` a collection, `$4` the synonyms. */
export const deleteSynonymSql = `
delete from lexicon_synonym s where ${scopeSql('s')} and s.collection_id = $3 and s.id = $4 returning s.id`;

/** `$1` a collection; a draft's copy is analysed with the words of its collection. */
export const currentLexiconSql = `
select home.id, home.lexicon_revision as revision, home.words_revision as "wordsRevision"
from collection c join collection home on home.id = coalesce(c.shadow_of, c.id) where c.id = $1`;

/** `$1` a collection. */
export const lexiconContentSql = `
select (select coalesce(array_agg(w.word), '{}') from lexicon_word w where w.collection_id = $1) as words,
  (select coalesce(jsonb_agg(jsonb_build_object('words', s.words, 'means', s.means) order by s.changed_at, s.id), '[]')
    from lexicon_synonym s where s.collection_id = $1) as synonyms`;

/** `$1` a collection. Documents of it and of its drafts' copies that were analysed with older words. */
export const outdatedDocumentsSql = `
select d.id from document d join collection c on c.id = d.collection_id
join collection home on home.id = coalesce(c.shadow_of, c.id)
where home.id = $1 and d.current_version_id is not null and d.words_revision < home.words_revision
order by d.created_at, d.id limit 500`;

/** Collections with documents that were analysed with older words than theirs. */
export const outdatedCollectionsSql = `
select distinct home.id from document d join collection c on c.id = d.collection_id
join collection home on home.id = coalesce(c.shadow_of, c.id)
where d.current_version_id is not null and d.words_revision < home.words_revision`;

/** `$1` a document. Locks it until the transaction ends. */
export const documentForAnalysisSql = `
select d.tenant_id as "tenantId", d.collection_id as "collectionId", d.title from document d where d.id = $1 for update`;

/** `$1` a document. */
export const placeOfDocumentSql = `select collection_id as "collectionId" from document where id = $1`;

/** `$1` collection, `$2` document, `$3` the revision of words. */
export const setAnalysedSql = `update document set words_revision = $3 where collection_id = $1 and id = $2`;
