import { scopeSql } from '../scope.ts';
import { isRealAnswer } from './gap-statements.ts';

/** `$3` collection or null, `$4` from, `$5` to (each may be null), `$6` day, week or month in UTC. The row without a moment is the total. */
export const satisfactionSql = `
select date_trunc($6::text, a.created_at, 'utc') as "from", count(*)::integer as answers,
  count(*) filter (where a.outcome = 'refused')::integer as refused,
  count(*) filter (where a.thumb is not null or a.rating is not null)::integer as rated,
  count(*) filter (where a.thumb = 'up')::integer as "thumbsUp", count(*) filter (where a.thumb = 'down')::integer as "thumbsDown",
  count(a.rating)::integer as ratings, avg(a.rating)::double precision as "meanRating"
from answer a
where ${scopeSql('a')} and ($3::uuid is null or a.collection_id = $3) and ${isRealAnswer('a')}
  and ($4::timestamptz is null or a.created_at >= $4) and ($5::timestamptz is null or a.created_at < $5)
group by grouping sets ((), (date_trunc($6::text, a.created_at, 'utc'))) order by 1 nulls first`;

/**
 * Accepted answers to real questions, a page after (`$4`, `$5`): a thumb or 4-5 points above confidence `$6`, or every
 * rating of a person says correct; an answer that anyone called wrong is left out. `$3` collection or null, `$7` limit.
 */
export const acceptedAnswersSql = `
select a.id, a.collection_id as "collectionId", a.question, a.text, a.lang, a.confidence, a.answerer, a.citations, a.thumb, a.rating,
  a.created_at as "createdAt", to_char(a.created_at at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS.US') as "position",
  coalesce(human.labels, '{}') as labels
from answer a
left join lateral (
  select array_agg(r.label order by r.rated_at, r.rater) as labels
  from review_task t join review_rating r on r.task_id = t.id where t.answer_id = a.id
) human on true
where ${scopeSql('a')} and ($3::uuid is null or a.collection_id = $3) and ${isRealAnswer('a')} and a.outcome = 'answered'
  and a.answerer <> 'approved' and (a.created_at, a.id) > (($4::text || '+00')::timestamptz, $5::uuid)
  and (human.labels is null or human.labels <@ array['correct'])
  and (human.labels is not null or ((a.thumb = 'up' or a.rating >= 4) and a.thumb is distinct from 'down'
    and a.confidence >= $6::double precision))
order by a.created_at, a.id limit $7`;

/** Approved entries that answer now, a page after id `$4`; `$3` collection or null, `$5` limit. */
export const acceptedFaqSql = `
select f.id, f.collection_id as "collectionId", f.question, f.phrasings, f.answer, f.citations, f.approved_by as "approvedBy",
  f.approved_at as "approvedAt", f.revision
from faq_entry f
where ${scopeSql('f')} and ($3::uuid is null or f.collection_id = $3) and f.state = 'approved'
  and (f.valid_until is null or f.valid_until > now()) and f.id > $4::uuid
order by f.id limit $5`;
