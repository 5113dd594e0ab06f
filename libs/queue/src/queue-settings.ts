import type { ConstructorOptions, Queue, WorkOptions } from 'pg-boss';

const SCHEMA = 'job';

/** A worker that is silent for this long is dead, and its job is taken again. pg-boss allows no less than 10. */
const HEARTBEAT_SECONDS = 10;
const HEARTBEAT_REFRESH_SECONDS = 3;
/** How often the server's dead workers are looked for. */
const SUPERVISE_SECONDS = 2;
/** Workers are woken; one that was forgotten looks for itself after this time. */
const POLLING_SECONDS = 60;

/**
 * How long due jobs go unnoticed when their announcement was lost. On a server others may fall silent, whose jobs wait
 * again as soon as supervision finds out; the embedded database has no others.
 */
export const lookMs = { server: SUPERVISE_SECONDS * 1000, embedded: 10_000 } as const;
/** An upper bound only: liveness is the heartbeat's business, and a large import or evaluation takes its time. */
const EXPIRE_SECONDS = 6 * 60 * 60;
const DAY_SECONDS = 24 * 60 * 60;

/** How long running handlers may take to end when the process stops; a job cut off is tried again. */
export const STOP_TIMEOUT_MS = 15_000;

/**
 * `stately` keeps at most one waiting and one running job per key. `exclusive`, one of either, was rejected: a retry asked
 * for in the moment in which the running job ends would be swallowed and never done.
 */
export const queueSettings: Omit<Queue, 'name'> = {
  policy: 'stately',
  retryLimit: 10,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  heartbeatSeconds: HEARTBEAT_SECONDS,
  expireInSeconds: EXPIRE_SECONDS,
  deleteAfterSeconds: DAY_SECONDS,
};

export const workSettings = {
  pollingIntervalSeconds: POLLING_SECONDS,
  heartbeatRefreshSeconds: HEARTBEAT_REFRESH_SECONDS,
  batchSize: 1,
  includeMetadata: true,
} as const satisfies WorkOptions;

/** Nothing else can hold a job of the embedded database, so there nobody needs to be watched. */
export function bossSettings(kind: 'embedded' | 'server'): ConstructorOptions {
  const watch =
    kind === 'server'
      ? { superviseIntervalSeconds: SUPERVISE_SECONDS, monitorIntervalSeconds: SUPERVISE_SECONDS }
      : { reindex: false };
  return {
    schema: SCHEMA,
    backend: kind === 'server' ? 'postgres' : 'pglite',
    schedule: false,
    registerInstance: false,
    monitorVacuum: false,
    openTelemetry: { enabled: false },
    ...watch,
  };
}

/**
 * Puts the jobs back that a crashed process held, or drops them where the same job waits already. Only for the embedded
 * database, whose folder this process has to itself.
 */
export const requeueSql = `
delete from ${SCHEMA}.job j where j.state = 'active' and exists (
  select 1 from ${SCHEMA}.job other
  where other.name = j.name and other.state = 'retry' and coalesce(other.singleton_key, '') = coalesce(j.singleton_key, ''));
update ${SCHEMA}.job set state = 'retry', retry_count = retry_count + 1, start_after = now(), heartbeat_on = null
where state = 'active'`;

/** `$1` names: for each of them with jobs that wait, seconds until the first falls due, below 0 when it has. */
export const dueSql = `
select name, extract(epoch from min(start_after) - now())::float8 as seconds from ${SCHEMA}.job
where state < 'active' and name = any($1::text[]) group by name`;
