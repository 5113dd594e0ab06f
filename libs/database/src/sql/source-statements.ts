import { scopeSql } from '../scope.ts';

const active = `('waiting', 'running', 'needs-confirmation')`;

const counted = `s.*, (select count(*)::int from document d where d.source_id = s.id) as documents`;

/** `$3` a collection. */
export const listSourcesSql = `
select ${counted} from source s where ${scopeSql('s')} and s.collection_id = $3 order by s.name`;

/** `$3` a source. */
export const getSourceSql = `select ${counted} from source s where ${scopeSql('s')} and s.id = $3`;

export const loadSourceSql = `select ${counted} from source s where s.id = $1`;

export const insertSourceSql = `
insert into source (tenant_id, collection_id, name, kind, key_prefix, settings, secret_id, secret_names, cron, time_zone,
  enabled, next_due_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict do nothing
returning *, 0 as documents`;

/** `$3` a source. */
export const updateSourceSql = `
update source s set name = $4, settings = $5, secret_id = $6, secret_names = $7, cron = $8, time_zone = $9, enabled = $10,
  next_due_at = $11, listing_state = null, updated_at = now()
where ${scopeSql('s')} and s.id = $3 and not s.removing
returning ${counted}`;

/** `$1` a source. Its secret goes with it; its documents stay and belong to nobody. */
export const deleteSourceSql = `
with gone as (delete from source where id = $1 returning secret_id)
delete from secret using gone where secret.id = gone.secret_id`;

/** `$1` a collection that is about to be deleted: what its sources keep secret, and the passwords of its documents. */
export const deleteSecretsOfCollectionSql = `
delete from secret s using collection c
where c.id = $1 and s.tenant_id = c.tenant_id and s.id in (
  select secret_id from source where collection_id = $1 union all select id from document where collection_id = $1)`;

/** `$1` source, `$2` keys. */
export const knownItemsSql = `
select key, fingerprint, failure, seen from source_item where source_id = $1 and key = any($2)`;

/** `$1` source, `$2` tenant, `$3` collection, `$4` attempt, `$5` run, `$6` keys, `$7` addresses of their originals. */
export const seeItemsSql = `
insert into source_item (source_id, tenant_id, collection_id, key, url, first_run, seen)
select $1, $2, $3, item.key, item.url, $5, $4 from unnest($6::text[], $7::text[]) as item(key, url)
on conflict (source_id, key) do update set seen = excluded.seen, url = excluded.url, vanished = false`;

/**
 * `$1` source, `$2` attempt, `$3` run. What a listing that ended well did not show has vanished; only the attempt that
 * began last may say so.
 */
export const markVanishedSql = `
update source_item set vanished = (seen is distinct from $2)
where source_id = $1 and vanished is distinct from (seen is distinct from $2)
  and exists (select 1 from source_run where id = $3 and attempt = $2 and state = 'running')`;

/** `$1` source, `$2` run. Things that the run itself brought do not count. */
export const countItemsSql = `
select count(*) filter (where vanished)::int as vanished, count(*)::int as known
from source_item where source_id = $1 and first_run is distinct from $2`;

/** `$1` a source. */
export const vanishedItemsSql = `
select key from source_item where source_id = $1 and vanished order by key limit 100`;

/** `$1` a source, `$2` a key. Nothing when the thing has come back meanwhile. */
export const documentsOfVanishedSql = `
select d.id from source_item i join document d on d.source_id = i.source_id and d.source_item = i.key
where i.source_id = $1 and i.key = $2 and i.vanished`;

/** `$1` a source. Removal leaves nothing of what the worker would have to look up again. */
export const documentsOfSourceSql = `select id from document where source_id = $1 order by id limit 100`;

/** `$1` a source, `$2` the key of a thing in it, `$3` source keys of documents that stay. */
export const documentsOfItemSql = `
select id from document where source_id = $1 and source_item = $2 and source_key <> all($3::text[])`;

/** What waits for a person is overtaken by a new look. `$1` a source. */
export const overtakeSql = `
update source_run set state = 'finished', finished_at = now() where source_id = $1 and state = 'needs-confirmation'`;

/** One run of a source at a time. */
export const requestRunSql = `
insert into source_run (tenant_id, collection_id, source_id, trigger) values ($1, $2, $3, $4)
on conflict (source_id) where state in ${active} do nothing`;

/** `$1` source, `$2` attempt. What an attempt before has counted of a listing is counted again. */
export const beginRunSql = `
update source_run set state = 'running', attempt = $2, started_at = coalesce(started_at, now()),
  listed = case when deleting then listed else 0 end, changed = case when deleting then changed else least(changed, accepted) end,
  failed = case when deleting then failed else 0 end, failure = null
where source_id = $1 and state in ('waiting', 'running')
returning *`;

/** `$1` run, `$2` attempt. Only the attempt that began last may write. */
const own = `id = $1 and attempt = $2 and state = 'running'`;

export const progressSql = `
update source_run set listed = $3, changed = $4, accepted = $5, deleted = $6, failed = $7 where ${own}`;

export const listingEndedSql = `update source_run set vanished = $3 where ${own}`;
export const postponeRunSql = `update source_run set state = 'waiting', failure = $3 where ${own}`;
export const endRunSql = `
update source_run set state = $3, failure = $4, finished_at = case when $3 = 'needs-confirmation' then null else now() end
where ${own}`;
export const isOwnRunSql = `select 1 from source_run where ${own}`;

/** `$3` a source. */
export const cancelRunSql = `
update source_run r set state = 'cancelled', finished_at = now()
where ${scopeSql('r')} and r.source_id = $3 and r.state in ${active}`;

/** `$3` a source, `$4` whether what has vanished is deleted. */
export const confirmRunSql = `
update source_run r set state = case when $4 then 'waiting' else 'finished' end, deleting = $4,
  finished_at = case when $4 then null else now() end
where ${scopeSql('r')} and r.source_id = $3 and r.state = 'needs-confirmation'`;
