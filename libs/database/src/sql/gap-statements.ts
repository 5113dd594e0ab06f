import { scopeSql } from '../scope.ts';

/** Evaluated questions and re-measured ones carry an external id that begins with `evaluation:`; all others are real. */
export const isRealAnswer = (table: string): string =>
  `(${table}.external_id is null or ${table}.external_id not like 'evaluation:%')`;

const isDoubtful = (table: string): string =>
  `(${table}.outcome = 'refused' or ${table}.hand_over or ${table}.thumb = 'down' or ${table}.rating <= 2)`;

/** Older answers are not grouped any more: the documents that refused them are not the ones of today. */
const recent = (table: string): string => `${table}.created_at > now() - interval '90 days'`;

const ungrouped = (table: string): string =>
  `${recent(table)} and ${isDoubtful(table)} and ${isRealAnswer(table)}
  and not exists (select from gap_question q where q.answer_id = ${table}.id)`;

/** `$3` collection, `$4` limit; oldest first, so that the order of grouping is the order of asking. */
export const ungroupedAnswersSql = `
select a.id, a.question, coalesce(a.trace ->> 'searched', a.question) as searched, a.created_at as "createdAt",
  case when a.outcome = 'refused' then 'refused' when a.thumb = 'down' or a.rating <= 2 then 'disliked'
    else 'low-confidence' end as reason
from answer a
where ${scopeSql('a')} and a.collection_id = $3 and ${ungrouped('a')}
order by a.created_at, a.id limit $4`;

/** A stored question vector that neither of the models `$1` (Chinese) and `$2` (English) has made. */
const madeByNone = (modelId: string): string =>
  `exists (select from embedding_model m where m.id = ${modelId} and m.key not in ($1, $2))`;

/** A gap whose first question the model of its language has not read: `zh` and `en` are parameters with the models. */
const readByAnother = (zh: string, en: string): string => `m.key <> case when g.lang = 'zh' then ${zh} else ${en} end`;

/**
 * Collections of any tenant in which answers wait to be grouped, or stored questions (approved answers, gaps, intents) wait to be
 * read by the present models of their language, `$1` for Chinese and `$2` for English; for the start of a worker.
 */
export const collectionsToImproveSql = `
select a.collection_id as id from answer a where ${ungrouped('a')}
union select g.collection_id from gap g join embedding_model m on m.id = g.model_id
  where g.state <> 'closed' and ${readByAnother('$1', '$2')}
union select p.collection_id from faq_phrasing p join faq_entry f on f.id = p.entry_id
  where f.state <> 'retired' and ${madeByNone('p.model_id')}
union select s.collection_id from intent_set s
  where s.version = (select max(latest.version) from intent_set latest where latest.collection_id = s.collection_id)
    and exists (
      select from jsonb_array_elements(s.measured) it
      where it ->> 'modelKey' not in ($1, $2) or not exists (
        select from intent_model m
        where m.collection_id = s.collection_id and m.version = s.version and m.model_key = it ->> 'modelKey'))`;

/**
 * The nearest gap that is not closed: `$3` collection, `$4` model, `$5` vector. A dismissed one takes its questions too,
 * or it would come back each day. Ties go to the older gap.
 */
export const nearestGapSql = `
select g.id, 1 - (g.embedding <=> $5::vector) as similarity from gap g
where ${scopeSql('g')} and g.collection_id = $3 and g.model_id = $4 and g.state <> 'closed'
order by g.embedding <=> $5::vector, g.created_at, g.id limit 1`;

/** `$3` collection, `$4` title, `$5` language, `$6` model, `$7` vector, `$8` moment. */
export const insertGapSql = `
insert into gap (tenant_id, collection_id, title, lang, model_id, embedding, first_seen, last_seen)
select c.tenant_id, c.id, $4, $5, $6::smallint, $7::vector, $8::timestamptz, $8::timestamptz
from collection c where c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3
returning id`;

/** `$3` gap, `$4` answer, `$5` reason, `$6` similarity. An answer is in one gap, however often this runs. */
export const insertGapQuestionSql = `
with added as (
  insert into gap_question (answer_id, tenant_id, collection_id, gap_id, reason, similarity)
  select a.id, a.tenant_id, a.collection_id, $3::uuid, $5, $6::double precision
  from answer a where ${scopeSql('a')} and a.id = $4
  on conflict (answer_id) do nothing
  returning gap_id, answer_id
)
update gap g set question_count = g.question_count + 1,
  first_seen = least(g.first_seen, a.created_at), last_seen = greatest(g.last_seen, a.created_at)
from added join answer a on a.id = added.answer_id
where g.id = added.gap_id returning g.id`;

/**
 * Gaps that take questions and whose first one the present model of its language has not read: `$4` for Chinese, `$5` for
 * English; `$3` collection, `$6` limit. Oldest first.
 */
export const outdatedGapsSql = `
select g.id, g.lang, coalesce(first.searched, g.title) as searched from gap g join embedding_model m on m.id = g.model_id
left join lateral (
  select coalesce(a.trace ->> 'searched', a.question) as searched from gap_question q join answer a on a.id = q.answer_id
  where q.gap_id = g.id and a.question = g.title order by q.similarity desc, a.created_at, a.id limit 1
) first on true
where ${scopeSql('g')} and g.collection_id = $3 and g.state <> 'closed' and ${readByAnother('$4', '$5')}
order by g.created_at, g.id limit $6`;

/** `$3` gap, `$4` model, `$5` vector. */
export const embedGapAgainSql = `
update gap g set model_id = $4::smallint, embedding = $5::vector where ${scopeSql('g')} and g.id = $3`;

const columns = `g.id, g.collection_id as "collectionId", g.title, g.lang, g.state, g.owner,
  g.question_count as "questionCount", g.first_seen as "firstSeen", g.last_seen as "lastSeen", g.measurement, g.failure,
  g.closed_at as "closedAt", g.created_at as "createdAt",
  array(select e.question from (
    select a.question, min(a.created_at) as asked from gap_question q join answer a on a.id = q.answer_id
    where q.gap_id = g.id group by a.question order by asked desc, a.question limit 3) e) as examples`;

export const gapSql = `select ${columns} from gap g where ${scopeSql('g')} and g.id = $3`;

/** `$3` collection or null, `$4` state or null, `$5` offset, `$6` limit; what is asked most comes first. */
export const listGapsSql = `
select ${columns}, count(*) over ()::integer as total from gap g
where ${scopeSql('g')} and ($3::uuid is null or g.collection_id = $3) and ($4::text is null or g.state = $4)
order by array_position(array['open', 'in-progress', 'measuring', 'closed', 'dismissed'], g.state), g.question_count desc,
  g.last_seen desc, g.id
offset $5 limit $6`;

/** Lead time is from the first question to the closing. `$3` collection or null. */
export const gapCountsSql = `
select g.state, count(*)::integer as count,
  extract(epoch from percentile_cont(0.5) within group (order by g.closed_at - g.first_seen)) / 3600 as "leadTimeHours"
from gap g where ${scopeSql('g')} and ($3::uuid is null or g.collection_id = $3) group by g.state`;

/** `$3` gap, `$4` limit; newest first, each question once. */
export const gapQuestionsSql = `
select * from (
  select distinct on (a.question) a.id as "answerId", a.question, a.lang, q.reason, q.similarity, a.created_at as "askedAt",
    a.outcome, a.text, a.confidence, a.answerer, a.conversation_id as "conversationId", q.after, q.improved
  from gap_question q join answer a on a.id = q.answer_id
  where ${scopeSql('q')} and q.gap_id = $3 order by a.question, a.created_at desc, a.id
) asked order by asked."askedAt" desc, asked."answerId" limit $4`;

/** What was said in the conversation of answer `$3` before it, oldest first. */
export const turnsBeforeSql = `
select b.question, b.text, b.outcome, b.answerer, b.dialogue from answer a join answer b on b.conversation_id = a.conversation_id
where ${scopeSql('a')} and a.id = $3 and (b.created_at, b.id) < (a.created_at, a.id)
order by b.created_at, b.id`;

/** Owner and state by hand: `$4` and `$5`, null to leave as it is. A gap that is being measured waits for its result. */
export const changeGapSql = `
update gap g set owner = coalesce($4, g.owner), state = coalesce($5, g.state),
  closed_at = case when $5::text is null then g.closed_at end
where ${scopeSql('g')} and g.id = $3 and ($5::text is null or g.state <> 'measuring') returning g.id`;

export const startMeasuringSql = `
update gap g set state = 'measuring', failure = null where ${scopeSql('g')} and g.id = $3 returning g.id`;

/** What is said now to the question of answer `$6`, for every time that it was asked. `$4` answer, `$5` improved. */
export const saveGapAnswerSql = `
update gap_question q set after = $4::jsonb, improved = $5::boolean
where ${scopeSql('q')} and q.gap_id = $3 and q.answer_id in (
  select same.answer_id from gap_question same join answer other on other.id = same.answer_id
  where same.gap_id = $3 and other.question = (select a.question from answer a where ${scopeSql('a')} and a.id = $6))`;

/** `$4` state, `$5` measurement. Only a gap that is still being measured is decided. */
export const finishMeasuringSql = `
update gap g set state = $4, measurement = $5::jsonb, closed_at = case when $4 = 'closed' then now() end
where ${scopeSql('g')} and g.id = $3 and g.state = 'measuring'`;

export const failMeasuringSql = `
update gap set state = 'open', failure = $2::jsonb where id = $1 and state = 'measuring'`;

/** For a job, which has no caller. */
export const gapWorkSql = `
select g.id, g.tenant_id as "tenantId", g.collection_id as "collectionId" from gap g where g.id = $1 and g.state = 'measuring'`;

export const collectionTenantSql = `select c.tenant_id as "tenantId" from collection c where c.id = $1`;

export const unmeasuredGapsSql = `select id from gap where state = 'measuring' order by created_at`;

const taskColumns = `t.id, t.gap_id as "gapId", t.title, t.description, t.owner, t.state, t.created_at as "createdAt",
  t.done_at as "doneAt"`;

export const gapTasksSql = `
select ${taskColumns} from gap_task t where ${scopeSql('t')} and t.gap_id = $3 order by t.created_at, t.id`;

export const insertGapTaskSql = `
insert into gap_task (tenant_id, collection_id, gap_id, title, description, owner)
select g.tenant_id, g.collection_id, g.id, $4, $5, $6 from gap g where ${scopeSql('g')} and g.id = $3
returning id`;

export const changeGapTaskSql = `
update gap_task t set state = $5, done_at = case when $5 = 'done' then coalesce(t.done_at, now()) end
where ${scopeSql('t')} and t.gap_id = $3 and t.id = $4 returning t.id`;

export const gapFaqSql = `
select f.id, f.question, f.state from faq_entry f where ${scopeSql('f')} and f.gap_id = $3 order by f.created_at, f.id`;
