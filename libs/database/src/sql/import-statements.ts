import { scopeSql } from '../scope.ts';

/** States from which a version can still be called off or put back. */
const underWay = `('queued', 'parsing', 'chunking', 'embedding', 'writing')`;

/** `$1` a version: it is to be imported from now on, with nothing held against it. */
export const addImportSql = `
with version as (select id, tenant_id, collection_id, bytes from document_version where id = $1),
tenant as (insert into tenant_import (tenant_id) select tenant_id from version on conflict do nothing),
home as (
  insert into collection_import (collection_id, tenant_id) select collection_id, tenant_id from version
  on conflict do nothing)
insert into import_job (version_id, tenant_id, collection_id, bytes)
select id, tenant_id, collection_id, bytes from version
on conflict (version_id) do update set attempts = 0, interruptions = 0, not_before = now(), worker_id = null,
  lease_id = null, lease_until = null, failure = null, first_failed_at = null, last_failed_at = null, dead_at = null`;

/** Versions that are under way and wait nowhere are to be imported as well. */
export const adoptImportsSql = `
with lost as (
  select v.id, v.tenant_id, v.collection_id, v.bytes, v.created_at from document_version v
  where v.state in ${underWay} and not exists (select 1 from import_job j where j.version_id = v.id)),
tenant as (insert into tenant_import (tenant_id) select distinct tenant_id from lost on conflict do nothing),
home as (
  insert into collection_import (collection_id, tenant_id) select distinct collection_id, tenant_id from lost
  on conflict do nothing)
insert into import_job (version_id, tenant_id, collection_id, bytes, created_at)
select id, tenant_id, collection_id, bytes, created_at from lost
on conflict do nothing`;

/** One claim at a time, or two would take the same last place under a limit. */
export const lockClaimsSql = `select pg_advisory_xact_lock(7263007)`;

/**
 * Takes the next version in turn: of the tenants the one with the fewest running, then the one served longest ago; of
 * its collections the same; of its versions the oldest, those that were interrupted after all others.
 * `$1` worker, `$2` seconds of the lease, `$3` and `$4` most that may run of a tenant and of a collection, `$5` only
 * files below so many bytes or null, `$6` only from collections of which nothing runs.
 */
export const claimImportSql = `
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
returning j.version_id as "versionId", j.lease_id as "leaseId", j.bytes::float8 as bytes, j.attempts, j.interruptions`;

/** Seconds until the first version falls due of which the import is not paused; null when none waits. */
export const nextImportSql = `
select extract(epoch from min(greatest(j.not_before, j.lease_until)) - now())::float8 as seconds
from import_job j
join collection_import h on h.collection_id = j.collection_id
join tenant_import t on t.tenant_id = j.tenant_id
where j.dead_at is null and not h.paused and not t.paused`;

/** `$1` leases, `$2` their seconds. Written only when a third of them is over; answers those that are still held. */
export const renewLeasesSql = `
with renewed as (
  update import_job set lease_until = now() + make_interval(secs => $2)
  where lease_id = any($1::uuid[]) and lease_until < now() + make_interval(secs => $2 * 0.7)
)
select lease_id as "leaseId" from import_job where lease_id = any($1::uuid[])`;

/** `$1` version, `$2` lease. */
export const finishImportSql = `delete from import_job where version_id = $1 and lease_id = $2`;

/** `$1` version, `$2` lease, `$3` when to try again, `$4` the failure, `$5` what the version says meanwhile. */
export const postponeImportSql = `
with job as (
  update import_job set attempts = attempts + 1, not_before = $3, failure = $4, worker_id = null, lease_id = null,
    lease_until = null, first_failed_at = coalesce(first_failed_at, now()), last_failed_at = now()
  where version_id = $1 and lease_id = $2 returning version_id)
update document_version v set state = 'queued', progress = 0, retry = $5
from job where v.id = job.version_id and v.state in ${underWay}
returning v.id`;

/**
 * `$1` version, `$2` lease, `$3` the failure, `$4` 1 when it was an attempt, 0 when none was made. A version that is
 * ready all the same keeps its state, and no job of it stays behind as dead.
 */
export const buryImportSql = `
with job as (
  update import_job j set attempts = j.attempts + $4, failure = $3, worker_id = null, lease_id = null, lease_until = null,
    first_failed_at = coalesce(first_failed_at, now()), last_failed_at = now(), dead_at = now()
  from document_version v
  where j.version_id = $1 and j.lease_id = $2 and v.id = j.version_id and v.state in ${underWay}
  returning j.version_id)
update document_version v set state = 'failed', progress = 1, failure = $3, retry = null
from job where v.id = job.version_id and v.state in ${underWay}
returning v.id`;

/** `$1` versions that were called off: those of them that wait again, show so. */
export const settleStoppedSql = `
update document_version v set state = 'queued', progress = 0
from import_job j
where v.id = any($1::uuid[]) and j.version_id = v.id and j.lease_id is null and j.dead_at is null
  and v.state in ${underWay} and v.state <> 'queued'
returning v.id`;

/** `$1` worker: what it holds waits again, and no interruption is counted. */
export const releaseLeasesSql = `
update import_job set worker_id = null, lease_id = null, lease_until = null where worker_id = $1
returning version_id as id`;

/** For the embedded database, which nobody else can work on: what is leased at the start was interrupted. */
export const endLeasesSql = `update import_job set lease_until = now() where lease_until is not null`;

/** `$3` a collection. What runs is let go; whoever works on it finds that out when it renews. */
export const pauseCollectionSql = `
with home as (
  insert into collection_import (collection_id, tenant_id, paused)
  select c.collection_id, c.tenant_id, true from (select id as collection_id, tenant_id from collection) c
  where ${scopeSql('c')} and c.collection_id = $3
  on conflict (collection_id) do update set paused = true returning collection_id)
update import_job j set worker_id = null, lease_id = null, lease_until = null
from home where j.collection_id = home.collection_id and j.lease_id is not null
returning j.version_id as id`;

/** `$3` a collection. */
export const resumeCollectionSql = `
update collection_import h set paused = false where ${scopeSql('h')} and h.collection_id = $3`;

/** `$1` a tenant. */
export const pauseTenantSql = `
with tenant as (
  insert into tenant_import (tenant_id, paused) values ($1, true)
  on conflict (tenant_id) do update set paused = true returning tenant_id)
update import_job j set worker_id = null, lease_id = null, lease_until = null
from tenant where j.tenant_id = tenant.tenant_id and j.lease_id is not null
returning j.version_id as id`;

/** `$1` a tenant. */
export const resumeTenantSql = `update tenant_import set paused = false where tenant_id = $1`;

/** `$3` a collection, `$4` a document or null for all. */
export const cancelImportsSql = `
with version as (
  update document_version v set state = 'cancelled', progress = 1, retry = null
  where ${scopeSql('v')} and v.collection_id = $3 and ($4::uuid is null or v.document_id = $4)
    and v.state in ${underWay}
  returning v.id),
job as (delete from import_job j using version where j.version_id = version.id)
select id from version`;

/** Of each collection that people see: what is left, and what was finished in the last `$4` seconds. `$3` one or null. */
export const importLoadsSql = `
with home as (
  select c.id as collection_id, c.tenant_id, c.name from collection c where c.shadow_of is null),
finished as (
  select v.collection_id, count(*)::int as documents, sum(jsonb_array_length(v.pages))::int as pages,
    sum(v.chunk_count)::int as chunks, sum(v.bytes)::float8 as bytes,
    extract(epoch from now() - min(v.ready_at))::float8 as seconds
  from document_version v
  where ${scopeSql('v')} and v.ready_at > now() - make_interval(secs => $4)
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
  where ${scopeSql('j')} and ($3::uuid is null or j.collection_id = $3)
  group by 1),
failed as (
  select j.collection_id, count(*)::int as n
  from import_job j join document_version v on v.id = j.version_id
  where ${scopeSql('j')} and j.dead_at is not null and v.state = 'failed' and not exists (
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
where ${scopeSql('h')} and ($3::uuid is null or h.collection_id = $3)
order by h.name`;

/** Dead jobs of versions that nothing newer has replaced; `$3` a collection or null, `$4` a code or null. */
const dead = `
from import_job j
join document_version v on v.id = j.version_id
join document d on d.id = v.document_id
join collection c on c.id = j.collection_id
where ${scopeSql('j')} and c.shadow_of is null and j.dead_at is not null and v.state = 'failed'
  and not exists (
    select 1 from document_version later where later.document_id = v.document_id and later.number > v.number)
  and ($3::uuid is null or j.collection_id = $3)`;

const ofCode = `and ($4::text is null or j.failure ->> 'code' = $4)`;

/** `$5` from which on, `$6` how many. */
export const listFailedImportsSql = `
select j.version_id as "versionId", v.document_id as "documentId", j.collection_id as "collectionId",
  c.name as "collectionName", d.source_key as "sourceKey", d.title, v.file_name as "fileName", j.failure, j.attempts,
  j.interruptions, j.first_failed_at as "firstFailedAt", j.last_failed_at as "lastFailedAt"
${dead} ${ofCode}
order by j.last_failed_at desc, j.version_id offset $5 limit $6`;

export const failedImportCodesSql = `
select j.failure ->> 'code' as code, min(j.failure ->> 'en') as en, min(j.failure ->> 'zh') as zh, count(*)::int as count
${dead}
group by 1 order by count(*) desc, 1`;

/** `$5` versions, or null for all that fit. */
export const chooseFailedImportsSql = `
select j.version_id as id
${dead} ${ofCode} and ($5::uuid[] is null or j.version_id = any($5))
for update of v`;

/** `$1` versions. */
export const dismissFailedImportsSql = `delete from import_job where version_id = any($1::uuid[]) and dead_at is not null`;

/** `$1` versions. */
export const requeueFailedImportsSql = `
with version as (
  update document_version set state = 'queued', progress = 0, failure = null, retry = null
  where id = any($1::uuid[]) and state in ('failed', 'cancelled') returning id)
update import_job j set attempts = 0, interruptions = 0, not_before = now(), failure = null, first_failed_at = null,
  last_failed_at = null, dead_at = null
from version where j.version_id = version.id`;
