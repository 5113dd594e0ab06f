import { scopeSql } from '../scope.ts';

/** `$3` a collection; the latest version. */
export const intentSetSql = `select s.version, s.intents, s.measured, s.changed_by as "changedBy", s.changed_at as "changedAt"
from intent_set s where ${scopeSql('s')} and s.collection_id = $3 order by s.version desc limit 1`;

/** `$3` a collection, `$4` version, `$5` intents, `$6` measured, `$7` by. No row when the collection is not in the scope. */
export const insertIntentSetSql = `insert into intent_set (tenant_id, collection_id, version, intents, measured, changed_by)
select c.tenant_id, c.id, $4::integer, $5::jsonb, $6::jsonb, $7 from collection c
where c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3
on conflict do nothing
returning version`;

/** `$3` a collection, `$4` version, then the model's columns. */
export const insertIntentModelSql = `insert into intent_model
  (tenant_id, collection_id, version, model_key, dims, labels, vectors, coefficients, threshold)
select s.tenant_id, s.collection_id, s.version, $5, $6::integer, $7::integer[], $8::bytea, $9::bytea, $10::double precision
from intent_set s where ${scopeSql('s')} and s.collection_id = $3 and s.version = $4`;

/** Embedding models that version `$4` of collection `$3` has recognisers of. */
export const intentModelKeysSql = `select m.model_key as "modelKey" from intent_model m
where ${scopeSql('m')} and m.collection_id = $3 and m.version = $4`;

/** `$3` a collection, `$4` version. */
export const intentModelsSql = `select m.model_key as "modelKey", m.dims, m.labels, m.vectors, m.coefficients, m.threshold
from intent_model m where ${scopeSql('m')} and m.collection_id = $3 and m.version = $4`;
