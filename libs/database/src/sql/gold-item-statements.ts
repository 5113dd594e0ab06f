import { scopeSql } from '../scope.ts';

const columns = `i.id, i.key, i.state, i.origin, i.origin_ref, i.question, i.answers, i.key_entities, i.relevant, i.answerable,
  i.lang, i.turns, i.split, i.split_chosen, i.tags, i.intent, i.tests, i.evidence, i.note, i.revision, i.created_at, i.updated_at`;

/**
 * Why the evidence of `i` no longer holds, null when it does. A document that was deleted and imported again is found by
 * its source key in the set's collection. Only texts of other versions than the cited one are read; a quote is compared
 * without white space, which another parse may set differently.
 * @param home the set's collection
 */
const staleness = (home: string): string => `left join lateral (
  select case when d.id is null then 'document-deleted' else 'quote-missing' end as reason
  from jsonb_to_recordset(i.evidence) as e("documentId" uuid, "versionId" uuid, "sourceKey" text, quote text)
  left join lateral (
    select d.id, d.current_version_id from document d
    where d.tenant_id = i.tenant_id
      and (d.id = e."documentId" or (d.collection_id = ${home} and d.source_key = e."sourceKey"))
    order by d.id = e."documentId" desc limit 1
  ) d on true
  where d.id is null or (d.current_version_id is distinct from e."versionId" and not exists (
    select 1 from document_version v where v.id = d.current_version_id and (position(e.quote in v.text) > 0
      or position(regexp_replace(e.quote, '\\s+', '', 'g') in regexp_replace(v.text, '\\s+', '', 'g')) > 0)))
  order by d.id is null desc limit 1
) s on true`;

const ofSet = `from gold_item i join gold_set g on g.id = i.gold_set_id`;

/** `$3` a set, `$4` state, `$5` origin, `$6` split, `$7` tag, `$8` language, `$9` a pattern of `ilike`; null for any. */
const matching = `where ${scopeSql('g')} and g.id = $3
  and ($4::text is null or i.state = $4) and ($5::text is null or i.origin = $5) and ($6::text is null or i.split = $6)
  and ($7::text is null or $7 = any(i.tags)) and ($8::text is null or i.lang = $8)
  and ($9::text is null or i.question ilike $9 or i.key ilike $9 or exists (select 1 from unnest(i.answers) a where a ilike $9))`;

/** Candidates come first, those that stand for most questions before the others. */
const inOrder = `order by i.state <> 'candidate',
  case when i.state = 'candidate' then (i.note->>'count')::int end desc nulls last, i.ordinal`;

/** `$10` how many, `$11` from which on. Staleness is looked up for what is shown alone. */
export const listGoldItemsSql = `
with page as (select i.*, g.collection_id as home ${ofSet} ${matching} ${inOrder} limit $10 offset $11)
select ${columns}, s.reason as stale from page i ${staleness('i.home')} ${inOrder}`;

export const countGoldItemsSql = `select count(*)::int as total ${ofSet} ${matching}`;

/** `$10` whether stale. */
const matchingStale = `${ofSet} ${staleness('g.collection_id')} ${matching} and (s.reason is not null) = $10::boolean`;

/** `$11` how many, `$12` from which on. */
export const listStaleGoldItemsSql = `select ${columns}, s.reason as stale ${matchingStale} ${inOrder} limit $11 offset $12`;

export const countStaleGoldItemsSql = `select count(*)::int as total ${matchingStale}`;

/** `$3` a set. Stale are counted among the accepted ones: the others do not count in a run. */
export const goldItemCountsSql = `
select i.state, count(*)::int as items, count(s.reason) filter (where i.state = 'accepted')::int as stale
${ofSet} ${staleness('g.collection_id')}
where ${scopeSql('g')} and g.id = $3 group by i.state`;

/** `$3` a set, `$4` an item. */
export const getGoldItemSql = `
select ${columns}, s.reason as stale ${ofSet} ${staleness('g.collection_id')} where ${scopeSql('g')} and g.id = $3 and i.id = $4`;

/** `$3` a set: what counts in a run, in the order in which it came. */
export const acceptedGoldItemsSql = `
select ${columns}, null as stale ${ofSet} where ${scopeSql('g')} and g.id = $3 and i.state = 'accepted' order by i.ordinal`;

/** `$4` the items as a JSON array, in a scope's set `$3`. */
const given = `
select g.tenant_id, g.id, r.key, r.state, r.origin, r.origin_ref, r.question, r.answers, r.key_entities, r.relevant,
  r.answerable, r.lang, r.turns, r.split, r.split_chosen, r.tags, r.intent, r.tests, r.evidence, r.note
from gold_set g, rows from (jsonb_to_recordset($4::jsonb) as (key text, state text, origin text, origin_ref text,
    question text, answers text[], key_entities text[], relevant text[], answerable boolean, lang text, turns jsonb,
    split text, split_chosen boolean, tags text[], intent text, tests jsonb, evidence jsonb, note jsonb)) with ordinality
  as r(key, state, origin, origin_ref, question, answers, key_entities, relevant, answerable, lang, turns, split,
    split_chosen, tags, intent, tests, evidence, note, place)
where ${scopeSql('g')} and g.id = $3
order by r.place`;

const insert = `insert into gold_item as i (tenant_id, gold_set_id, key, state, origin, origin_ref, question, answers,
  key_entities, relevant, answerable, lang, turns, split, split_chosen, tags, intent, tests, evidence, note)${given}`;

export const insertGoldItemsSql = `${insert} returning i.id`;

/** Leaves out what was proposed before, whatever became of it. */
export const proposeGoldItemsSql = `${insert}
on conflict (gold_set_id, origin, origin_ref) where origin_ref is not null do nothing returning i.id, i.origin_ref`;

/** `$3` a set, `$4` an origin, `$5` its reference. */
export const goldItemOfOriginSql = `
select i.id ${ofSet} where ${scopeSql('g')} and g.id = $3 and i.origin = $4 and i.origin_ref = $5`;

/** A file that is imported again: what it says replaces the content, state and evidence stay, and so does a split that it does not name. */
export const importGoldItemsSql = `${insert}
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
returning i.id, xmax = 0 as inserted`;

/** `$4` an item, `$5` the revision that the caller has seen, `$6` its new content as JSON. */
export const changeGoldItemSql = `
update gold_item i set state = r.state, question = r.question, answers = r.answers, key_entities = r.key_entities,
  relevant = r.relevant, answerable = r.answerable, lang = r.lang, turns = r.turns, split = r.split,
  split_chosen = r.split_chosen, tags = r.tags, intent = r.intent, tests = r.tests, evidence = r.evidence, revision = i.revision + 1, updated_at = now()
from gold_set g, jsonb_to_record($6::jsonb) as r(state text, question text, answers text[], key_entities text[],
  relevant text[], answerable boolean, lang text, turns jsonb, split text, split_chosen boolean, tags text[], intent text,
  tests jsonb, evidence jsonb)
where ${scopeSql('g')} and g.id = $3 and i.gold_set_id = g.id and i.id = $4 and i.revision = $5
returning i.id`;

const many = `where ${scopeSql('g')} and g.id = $3 and i.gold_set_id = g.id and i.id = any($4)`;

/** `$3` a set, `$4` items. */
export const goldItemKeysSql = `select i.id, i.key ${ofSet} where ${scopeSql('g')} and g.id = $3 and i.id = any($4)`;

/** `$3` a set, `$4` items, `$5` the state that they get. */
export const setGoldItemsStateSql = `
update gold_item i set state = $5, revision = i.revision + 1, updated_at = now() from gold_set g
${many} and i.state <> $5 returning i.id`;

export const deleteGoldItemsSql = `delete from gold_item i using gold_set g ${many} returning i.id`;

/** `$5` a tag. */
export const tagGoldItemsSql = `
update gold_item i set tags = i.tags || $5::text, revision = i.revision + 1, updated_at = now() from gold_set g
${many} and not $5::text = any(i.tags) returning i.id`;

export const untagGoldItemsSql = `
update gold_item i set tags = array_remove(i.tags, $5::text), revision = i.revision + 1, updated_at = now() from gold_set g
${many} and $5::text = any(i.tags) returning i.id`;

/** `$5` a split for each of the items `$4`, `$6` whether a person chose it. */
export const splitGoldItemsSql = `
update gold_item i set split = r.split, split_chosen = $6, revision = i.revision + 1, updated_at = now()
from gold_set g, unnest($4::uuid[], $5::text[]) as r(id, split)
${many} and r.id = i.id and (i.split, i.split_chosen) is distinct from (r.split, $6::boolean) returning i.id`;

/** Evidence moves to the current version of its document; that of deleted documents goes. */
export const confirmGoldItemsSql = `
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
${many} and i.evidence <> '[]' returning i.id`;

/** `$3` a collection, `$4` source keys: those that it does not hold. */
export const unknownSourceKeysSql = `
select distinct k.key from unnest($4::text[]) k(key)
where not exists (select 1 from document d where ${scopeSql('d')} and d.collection_id = $3 and d.source_key = k.key)
order by k.key`;
