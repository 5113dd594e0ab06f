import { scopeSql } from '../scope.ts';

const columns = `p.id, p.source, p.state, p.progress, p.proposed, p.failure, p.created_at, p.finished_at`;

/** `$3` a set, `$4` a source, `$5` options as JSON. */
export const insertGoldProposalSql = `
insert into gold_proposal as p (tenant_id, gold_set_id, source, options)
select g.tenant_id, g.id, $4, $5::jsonb from gold_set g where ${scopeSql('g')} and g.id = $3
returning ${columns}`;

/** `$3` a set. */
export const listGoldProposalsSql = `
select ${columns} from gold_proposal p join gold_set g on g.id = p.gold_set_id
where ${scopeSql('g')} and g.id = $3 order by p.created_at desc, p.id limit 10`;

/** `$1` a search: what its job needs, unless it has ended. */
export const loadGoldProposalSql = `
select p.id, p.tenant_id, p.source, p.options, g.id as gold_set_id, g.collection_id
from gold_proposal p join gold_set g on g.id = p.gold_set_id
where p.id = $1 and p.state in ('queued', 'running')`;

export const unfinishedGoldProposalsSql = `
select id from gold_proposal where state in ('queued', 'running') order by created_at`;

/** `$1` a search, then state, progress, new candidates, failure. One that has ended stays as it is. */
export const updateGoldProposalSql = `
update gold_proposal set state = $2::text, progress = $3, proposed = proposed + $4, failure = $5::jsonb,
  finished_at = case when $2::text in ('finished', 'failed') then now() end
where id = $1 and state in ('queued', 'running')`;

/**
 * `$3` a collection, `$4` how many: the different questions of people, each with how it was asked and what came of it.
 * Questions are the same when they differ in case, white space and punctuation alone. Questions that evaluations asked
 * carry their mark and are left out. Among the newest `$5` log entries.
 */
export const realQuestionsSql = `
with asked as (
  select a.id, a.question, a.lang, a.outcome, a.hand_over, a.thumb, a.rating, a.created_at,
    exists (select 1 from answer o where o.conversation_id = a.conversation_id and o.created_at < a.created_at) as follows,
    lower(regexp_replace(normalize(a.question, nfkc), '[[:space:][:punct:]]+', '', 'g')) as form
  from answer a
  where ${scopeSql('a')} and a.collection_id = $3 and coalesce(a.external_id, '') not like 'evaluation:%'
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
limit $4`;

/** `$3` a collection, `$4` where to go on, `$5` how many: documents with their current version, by id. */
export const currentDocumentsSql = `
select d.id as document_id, d.current_version_id as version_id, d.source_key, d.title, d.lang, v.text
from document d join document_version v on v.id = d.current_version_id
where ${scopeSql('d')} and d.collection_id = $3 and ($4::uuid is null or d.id > $4)
order by d.id limit $5`;

/** `$3` a collection. */
export const countCurrentDocumentsSql = `
select count(*)::int as total from document d
where ${scopeSql('d')} and d.collection_id = $3 and d.current_version_id is not null`;

/** `$3` a version: its passages in their order. */
export const passagesOfVersionSql = `
select c.heading_path, c.text from chunk c where ${scopeSql('c')} and c.version_id = $3 and c.off is null order by c.ordinal`;

/** `$3` a set, `$4` how many: the questions that were put into it last, whatever became of them. */
export const goldQuestionTextsSql = `
select i.question from gold_item i join gold_set g on g.id = i.gold_set_id
where ${scopeSql('g')} and g.id = $3 order by i.ordinal desc limit $4`;
