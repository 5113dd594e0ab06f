import { scopeSql } from '../scope.ts';

const columns = `g.id, g.name, g.title, g.description, g.collection_id, g.current_version, g.changed, g.created_at`;

/** Sets of the scope with what is in them, by title. */
export const listGoldSetsSql = `
select ${columns},
  count(i.id) filter (where i.state = 'accepted')::int as accepted,
  count(i.id) filter (where i.state = 'candidate')::int as candidates
from gold_set g left join gold_item i on i.gold_set_id = g.id
where ${scopeSql('g')}
group by g.id order by lower(g.title), g.name`;

/** `$3` a name. */
export const getGoldSetSql = `select ${columns} from gold_set g where ${scopeSql('g')} and g.name = $3`;

/** `$3` a name. Whoever changes the set, or freezes it, takes turns until the transaction ends. */
export const lockGoldSetSql = `${getGoldSetSql} for update`;

/** `$3` name, `$4` title, `$5` description, `$6` collection or null. No row when the name is taken or the collection is out of reach. */
export const insertGoldSetSql = `
insert into gold_set as g (tenant_id, name, title, description, collection_id)
select $1, $3, $4, $5, $6::uuid
where ($6::uuid is null and $2::uuid[] is null) or exists (
  select 1 from collection c where c.tenant_id = $1 and c.id = $6 and ($2::uuid[] is null or c.id = any($2)))
on conflict (tenant_id, name) do nothing
returning ${columns}`;

/** `$3` name, `$4` title, `$5` description, `$6` collection or null. */
export const changeGoldSetSql = `
update gold_set g set title = $4, description = $5, collection_id = $6::uuid
where ${scopeSql('g')} and g.name = $3 and ($6::uuid is null or exists (
  select 1 from collection c where c.tenant_id = $1 and c.id = $6 and ($2::uuid[] is null or c.id = any($2))))
returning ${columns}`;

/** `$3` a name. */
export const deleteGoldSetSql = `delete from gold_set g where ${scopeSql('g')} and g.name = $3 returning g.id`;

/** `$3` a set. */
export const markGoldSetChangedSql = `update gold_set g set changed = true where ${scopeSql('g')} and g.id = $3`;

/** `$3` a set. */
export const goldSetLabelsSql = `
select array(select distinct t from gold_item i, unnest(i.tags) t where i.gold_set_id = g.id order by t) as tags,
  array(select distinct i.lang from gold_item i where i.gold_set_id = g.id order by i.lang) as languages
from gold_set g where ${scopeSql('g')} and g.id = $3`;

/** `$3` a set. */
export const listGoldVersionsSql = `
select v.version, v.question_count, v.sha256, v.note, v.created_at
from gold_set_version v join gold_set g on g.id = v.gold_set_id
where ${scopeSql('g')} and g.id = $3 order by v.version desc`;

/** `$3` a set, `$4` a version. */
export const goldVersionQuestionsSql = `
select v.questions from gold_set_version v join gold_set g on g.id = v.gold_set_id
where ${scopeSql('g')} and g.id = $3 and v.version = $4`;

/**
 * `$3` a set, `$4` questions, `$5` how many, `$6` their sha256, `$7` a note. Content that was frozen before keeps its
 * version and its note; the set, which the caller has locked, points to it again.
 */
export const freezeGoldSetSql = `
with made as (
  insert into gold_set_version (tenant_id, gold_set_id, version, questions, question_count, sha256, note)
  select g.tenant_id, g.id, coalesce((select max(o.version) from gold_set_version o where o.gold_set_id = g.id), 0) + 1,
    $4::jsonb, $5::int, $6::text, $7::text
  from gold_set g where ${scopeSql('g')} and g.id = $3
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
select * from found`;
