import { scopeSql } from '../scope.ts';
import { isRealAnswer } from './gap-statements.ts';

/** A number in [0, 1) that repeats with the seed `$4`: who is drawn does not depend on when the drawing happens. */
const draw = `(('x' || substr(md5($4::text || a.id::text), 1, 8))::bit(32)::bigint / 4294967296.0)`;
const secondDraw = `(('x' || substr(md5($4::text || a.id::text), 9, 8))::bit(32)::bigint / 4294967296.0)`;

const openPlaces = `greatest(0, $6::integer - (select count(*)::integer from review_task t
  where t.collection_id = $3 and t.state = 'open'))`;

/** Older answers are not put before anybody: the documents have moved on. */
const recent = `a.created_at > now() - interval '30 days'`;

/**
 * Doubtful answers, and a sample of the others drawn from each stratum of a day: language, outcome and quarter of
 * confidence. Unfinished days are left out unless `$11`, so that running this again draws nobody else.
 * `$3` collection, `$4` seed, `$5` share with two raters, `$6` most open tasks, `$7` disliked, `$8` low confidence,
 * `$9` distance to the threshold, `$10` threshold, `$11` today as well, `$12` sample of each stratum.
 */
export const drawTasksSql = `
with judged as (
  select a.id, a.tenant_id, a.collection_id, a.created_at, a.lang, a.outcome, a.confidence, ${draw} as drawn,
    ${secondDraw} < $5::double precision as twice,
    case when $7::boolean and (a.thumb = 'down' or a.rating <= 2) then 'disliked'
      when $8::boolean and a.outcome = 'answered' and a.hand_over then 'low-confidence'
      when $9::double precision > 0 and abs(a.confidence - $10::double precision) <= $9::double precision then 'near-threshold'
      else 'sample' end as reason
  from answer a
  where ${scopeSql('a')} and a.collection_id = $3 and ${recent} and ${isRealAnswer('a')}
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
from chosen c order by c.priority, c.created_at desc, c.id limit ${openPlaces}
on conflict (answer_id) do nothing returning id`;

/**
 * A sample of the latest finished evaluation, from each language and verdict of the metrics, with that verdict.
 * `$3` collection, `$4` seed, `$5` share with two raters, `$6` most open tasks, `$7` sample of each stratum.
 */
export const drawEvaluatedSql = `
with latest as (
  select e.gold_set, e.report from evaluation e
  where ${scopeSql('e')} and e.collection_id = $3 and e.state = 'finished' and e.report is not null
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
  select distinct on (j.question_id) j.*, a.id, a.tenant_id, a.collection_id, ${secondDraw} < $5::double precision as twice,
    ${draw} as drawn
  from judged j join answer a on a.external_id = 'evaluation:' || j.gold_set || ':' || j.question_id and a.text = j.q ->> 'answer'
  where ${scopeSql('a')} and a.collection_id = $3 and a.external_id like 'evaluation:%'
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
order by r.place, r.id limit ${openPlaces}
on conflict (answer_id) do nothing returning id`;

export const reviewRuleSql = `select r.rule from review_rule r where ${scopeSql('r')} and r.collection_id = $3`;

export const saveReviewRuleSql = `
insert into review_rule (collection_id, tenant_id, rule)
select c.id, c.tenant_id, $4::jsonb from collection c
where c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3
on conflict (collection_id) do update set rule = excluded.rule, updated_at = now()
returning collection_id`;

const taskColumns = `t.id, t.collection_id as "collectionId", t.reason, t.state, t.raters_wanted as "ratersWanted", t.metric,
  t.created_at as "createdAt", jsonb_build_object('id', a.id, 'question', a.question, 'outcome', a.outcome, 'text', a.text,
    'lang', a.lang, 'confidence', a.confidence, 'citations', a.citations, 'thumb', a.thumb, 'rating', a.rating,
    'comment', a.comment, 'createdAt', a.created_at) as answer,
  coalesce((select jsonb_agg(jsonb_build_object('rater', r.rater, 'label', r.label, 'grounded', r.grounded, 'tone', r.tone,
    'comment', r.comment, 'ratedAt', r.rated_at) order by r.rated_at, r.rater)
    from review_rating r where r.task_id = t.id), '[]') as ratings`;

const tasks = `review_task t join answer a on a.id = t.answer_id`;

export const reviewTaskSql = `select ${taskColumns} from ${tasks} where ${scopeSql('t')} and t.id = $3`;

/** `$3` collection or null, `$4` state or null, `$5` offset, `$6` limit. */
export const listReviewsSql = `
select ${taskColumns}, count(*) over ()::integer as total from ${tasks}
where ${scopeSql('t')} and ($3::uuid is null or t.collection_id = $3) and ($4::text is null or t.state = $4)
order by t.priority, t.created_at, t.id offset $5 limit $6`;

/** Rated answers that carry a verdict of the metrics. `$3` collection or null. */
export const ratedWithMetricSql = `
select ${taskColumns} from ${tasks}
where ${scopeSql('t')} and ($3::uuid is null or t.collection_id = $3) and t.metric is not null
  and exists (select from review_rating r where r.task_id = t.id)
order by t.created_at desc, t.id limit 5000`;

/** Claims and ratings of a tenant wait for each other: who comes second must see what the first one took. */
export const lockReviewsSql = `select pg_advisory_xact_lock(hashtextextended('review:' || $1::text, 0))`;

/** Open tasks that `$4` may still take: not rated by that rater, and wanted by more people than have or hold it. */
const waiting = `${scopeSql('t')} and ($3::uuid is null or t.collection_id = $3) and t.state = 'open'
  and not exists (select from review_rating r where r.task_id = t.id and r.rater = $4)
  and (select count(*) from review_rating r where r.task_id = t.id)
    + (select count(*) from review_claim c where c.task_id = t.id and c.rater <> $4 and c.expires_at > now()) < t.raters_wanted`;

/** `$3` collection or null, `$4` rater, `$5` tasks to leave out. The task that the rater holds already comes first. */
export const nextTaskSql = `
select t.id, count(*) over ()::integer as waiting from review_task t where ${waiting} and t.id <> all($5::uuid[])
order by exists (select from review_claim c where c.task_id = t.id and c.rater = $4 and c.expires_at > now()) desc,
  t.priority, t.created_at, t.id limit 1`;

/** `$3` task, `$4` rater, `$5` seconds. */
export const claimSql = `
insert into review_claim (task_id, rater, tenant_id, collection_id, expires_at)
select t.id, $4, t.tenant_id, t.collection_id, now() + make_interval(secs => $5) from review_task t
where ${scopeSql('t')} and t.id = $3
on conflict (task_id, rater) do update set expires_at = excluded.expires_at`;

export const releaseClaimSql = `delete from review_claim c where ${scopeSql('c')} and c.task_id = $3 and c.rater = $4`;

/** Whether rater `$4` may rate task `$3`: again, or because a place is left that nobody else holds. */
export const mayRateSql = `
select exists (select from review_rating r where r.task_id = t.id and r.rater = $4)
  or (select count(*) from review_rating r where r.task_id = t.id)
    + (select count(*) from review_claim c where c.task_id = t.id and c.rater <> $4 and c.expires_at > now()) < t.raters_wanted as may
from review_task t where ${scopeSql('t')} and t.id = $3`;

/** `$3` task, `$4` rater, `$5` label, `$6` grounded, `$7` tone, `$8` comment. */
export const saveRatingSql = `
insert into review_rating (task_id, rater, tenant_id, collection_id, label, grounded, tone, comment)
select t.id, $4, t.tenant_id, t.collection_id, $5, $6::boolean, $7, $8 from review_task t where ${scopeSql('t')} and t.id = $3
on conflict (task_id, rater) do update set label = excluded.label, grounded = excluded.grounded, tone = excluded.tone,
  comment = excluded.comment, rated_at = now()`;

/** Done when enough people have rated; `$4` asks for a second rater because metric and rating differ. */
export const settleTaskSql = `
update review_task t set
  raters_wanted = case when $4::boolean then 2 else t.raters_wanted end,
  reason = case when $4::boolean then 'disagreement' else t.reason end,
  priority = case when $4::boolean then 2 else t.priority end,
  state = case when rated.count >= case when $4::boolean then 2 else t.raters_wanted end then 'done' else 'open' end,
  done_at = case when rated.count >= case when $4::boolean then 2 else t.raters_wanted end then now() end
from (select count(*) from review_rating r where r.task_id = $3) rated
where ${scopeSql('t')} and t.id = $3`;

/** `$3` collection or null. */
export const reviewCountsSql = `
select t.reason, t.state, count(*)::integer as count from review_task t
where ${scopeSql('t')} and ($3::uuid is null or t.collection_id = $3) group by t.reason, t.state`;

export const ratingLabelsSql = `
select r.label, count(*)::integer as count, count(*) filter (where r.grounded)::integer as grounded,
  count(*) filter (where not r.grounded)::integer as ungrounded
from review_rating r where ${scopeSql('r')} and ($3::uuid is null or r.collection_id = $3) group by r.label`;

/** Tasks that several people rated, with the labels by rater. */
export const doubleRatingsSql = `
select array_agg(r.rater order by r.rater) as raters, array_agg(r.label order by r.rater) as labels
from review_rating r where ${scopeSql('r')} and ($3::uuid is null or r.collection_id = $3)
group by r.task_id having count(*) > 1 order by r.task_id`;
