create table answer (
  id uuid not null,
  tenant_id uuid not null,
  collection_id uuid not null,
  conversation_id uuid not null,
  external_id text,
  question text not null,
  outcome text not null,
  text text not null,
  lang text not null,
  confidence double precision not null,
  hand_over boolean not null,
  citations jsonb not null,
  answerer text not null,
  profile_version integer not null,
  timings jsonb not null,
  trace jsonb not null,
  thumb text,
  rating smallint,
  comment text,
  feedback_key_id uuid,
  feedback_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  approved jsonb,
  dialogue jsonb,
  conflict jsonb,
  constraint answer_outcome_check CHECK ((outcome = ANY (ARRAY['answered'::text, 'refused'::text]))),
  constraint answer_rating_check CHECK (((rating >= 1) AND (rating <= 5))),
  constraint answer_thumb_check CHECK ((thumb = ANY (ARRAY['up'::text, 'down'::text]))),
  constraint answer_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint answer_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversation(id) ON DELETE CASCADE,
  constraint answer_feedback_key_id_fkey FOREIGN KEY (feedback_key_id) REFERENCES api_key(id) ON DELETE SET NULL,
  constraint answer_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint answer_pkey PRIMARY KEY (id)
);
CREATE INDEX answer_collection ON public.answer USING btree (collection_id, created_at);
CREATE INDEX answer_conversation ON public.answer USING btree (conversation_id, created_at);
CREATE INDEX answer_doubtful ON public.answer USING btree (collection_id, created_at) WHERE ((outcome = 'refused'::text) OR hand_over OR (thumb = 'down'::text) OR (rating <= 2));
CREATE INDEX answer_evaluated ON public.answer USING btree (collection_id, external_id) WHERE (external_id ~~ 'evaluation:%'::text);

create table api_key (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  name text not null,
  kind text not null,
  hash text not null,
  prefix text not null,
  collection_ids uuid[],
  created_at timestamp with time zone not null default now(),
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint api_key_kind_check CHECK ((kind = ANY (ARRAY['admin'::text, 'integration'::text]))),
  constraint api_key_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint api_key_pkey PRIMARY KEY (id),
  constraint api_key_hash_key UNIQUE (hash)
);
CREATE INDEX api_key_tenant ON public.api_key USING btree (tenant_id);

create table chunk (
  id bigint not null generated always as identity,
  tenant_id uuid not null,
  collection_id uuid not null,
  document_id uuid not null,
  version_id uuid not null,
  ordinal integer not null,
  kind text not null,
  heading_path text[] not null,
  text text not null,
  char_start integer not null,
  char_end integer not null,
  page_from integer,
  page_to integer,
  boxes jsonb not null,
  lang text not null,
  tokens integer not null,
  model_id smallint not null,
  sentence_spans integer[] not null,
  sentence_vectors bytea not null,
  edit_id uuid,
  verbatim boolean not null default true,
  off text,
  muted integer[] not null default '{}'::integer[],
  muted_lines bigint[] not null default '{}'::bigint[],
  constraint chunk_off_check CHECK ((off = ANY (ARRAY['person'::text, 'repeated'::text]))),
  constraint chunk_document_id_fkey FOREIGN KEY (document_id) REFERENCES document(id) ON DELETE CASCADE,
  constraint chunk_edit_id_fkey FOREIGN KEY (edit_id) REFERENCES chunk_edit(id) ON DELETE SET NULL,
  constraint chunk_model_id_fkey FOREIGN KEY (model_id) REFERENCES embedding_model(id),
  constraint chunk_version_id_fkey FOREIGN KEY (version_id) REFERENCES document_version(id) ON DELETE CASCADE,
  constraint chunk_pkey PRIMARY KEY (id),
  constraint chunk_version_id_ordinal_key UNIQUE (version_id, ordinal)
);
CREATE INDEX chunk_collection ON public.chunk USING btree (collection_id);
CREATE INDEX chunk_document ON public.chunk USING btree (document_id);
CREATE INDEX chunk_edited ON public.chunk USING btree (edit_id) WHERE (edit_id IS NOT NULL);

create table chunk_edit (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  collection_id uuid not null,
  document_id uuid not null,
  state text not null default 'applied'::text,
  heading_path text[] not null,
  original text not null,
  char_start integer not null,
  originals jsonb not null,
  pieces jsonb not null,
  edited_by text not null,
  edited_at timestamp with time zone not null default now(),
  constraint chunk_edit_state_check CHECK ((state = ANY (ARRAY['applied'::text, 'lost'::text]))),
  constraint chunk_edit_document_id_fkey FOREIGN KEY (document_id) REFERENCES document(id) ON DELETE CASCADE,
  constraint chunk_edit_pkey PRIMARY KEY (id)
);
CREATE INDEX chunk_edit_document ON public.chunk_edit USING btree (document_id);

create table chunk_edit_history (
  id bigint not null generated always as identity,
  tenant_id uuid not null,
  collection_id uuid not null,
  document_id uuid not null,
  edit_id uuid,
  action text not null,
  before text[] not null,
  after text[] not null,
  edited_by text not null,
  edited_at timestamp with time zone not null default now(),
  constraint chunk_edit_history_document_id_fkey FOREIGN KEY (document_id) REFERENCES document(id) ON DELETE CASCADE,
  constraint chunk_edit_history_pkey PRIMARY KEY (id)
);
CREATE INDEX chunk_edit_history_document ON public.chunk_edit_history USING btree (document_id, id);

create table chunk_lexical (
  chunk_id bigint not null,
  tenant_id uuid not null,
  collection_id uuid not null,
  terms integer[] not null,
  weights sparsevec(1000000000) not null,
  constraint chunk_lexical_chunk_id_fkey FOREIGN KEY (chunk_id) REFERENCES chunk(id) ON DELETE CASCADE,
  constraint chunk_lexical_pkey PRIMARY KEY (chunk_id)
) with (toast_tuple_target=8160);
CREATE INDEX chunk_lexical_collection ON public.chunk_lexical USING btree (collection_id);
CREATE INDEX chunk_lexical_terms ON public.chunk_lexical USING gin (terms) WITH (fastupdate=off);

create table chunk_tokens (
  chunk_id bigint not null,
  tenant_id uuid not null,
  collection_id uuid not null,
  offsets bytea not null,
  scales bytea not null,
  vectors bytea not null,
  constraint chunk_tokens_chunk_id_fkey FOREIGN KEY (chunk_id) REFERENCES chunk(id) ON DELETE CASCADE,
  constraint chunk_tokens_pkey PRIMARY KEY (chunk_id)
);
CREATE INDEX chunk_tokens_collection ON public.chunk_tokens USING btree (collection_id);

create table chunk_vector (
  chunk_id bigint not null,
  tenant_id uuid not null,
  collection_id uuid not null,
  model_id smallint not null,
  embedding vector not null,
  constraint chunk_vector_chunk_id_fkey FOREIGN KEY (chunk_id) REFERENCES chunk(id) ON DELETE CASCADE,
  constraint chunk_vector_model_id_fkey FOREIGN KEY (model_id) REFERENCES embedding_model(id),
  constraint chunk_vector_pkey PRIMARY KEY (chunk_id)
) with (toast_tuple_target=8160);
CREATE INDEX chunk_vector_collection ON public.chunk_vector USING btree (collection_id, model_id);

create table collection (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  name text not null,
  description text not null default ''::text,
  profile jsonb not null,
  profile_version integer not null default 1,
  document_count integer not null default 0,
  chunk_count integer not null default 0,
  created_at timestamp with time zone not null default now(),
  shadow_of uuid,
  lexicon_revision integer not null default 0,
  words_revision integer not null default 0,
  constraint collection_shadow_of_fkey FOREIGN KEY (shadow_of) REFERENCES collection(id) ON DELETE CASCADE,
  constraint collection_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint collection_pkey PRIMARY KEY (id),
  constraint collection_tenant_id_name_key UNIQUE (tenant_id, name)
);
CREATE INDEX collection_shadow ON public.collection USING btree (shadow_of) WHERE (shadow_of IS NOT NULL);

create table collection_import (
  collection_id uuid not null,
  tenant_id uuid not null,
  paused boolean not null default false,
  served_at timestamp with time zone,
  constraint collection_import_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint collection_import_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint collection_import_pkey PRIMARY KEY (collection_id)
);

create table collection_model (
  tenant_id uuid not null,
  collection_id uuid not null,
  model_id smallint not null,
  chunk_count integer not null,
  constraint collection_model_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint collection_model_model_id_fkey FOREIGN KEY (model_id) REFERENCES embedding_model(id),
  constraint collection_model_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint collection_model_pkey PRIMARY KEY (collection_id, model_id)
);

create table collection_profile (
  tenant_id uuid not null,
  collection_id uuid not null,
  version integer not null,
  profile jsonb not null,
  created_at timestamp with time zone not null default now(),
  state text not null default 'retired'::text,
  saved_by text not null default ''::text,
  published_at timestamp with time zone,
  constraint collection_profile_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'retired'::text]))),
  constraint collection_profile_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint collection_profile_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint collection_profile_pkey PRIMARY KEY (collection_id, version)
);
CREATE UNIQUE INDEX collection_profile_draft ON public.collection_profile USING btree (collection_id) WHERE (state = 'draft'::text);
CREATE UNIQUE INDEX collection_profile_published ON public.collection_profile USING btree (collection_id) WHERE (state = 'published'::text);

create table conversation (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  collection_id uuid not null,
  created_at timestamp with time zone not null default now(),
  memory jsonb,
  constraint conversation_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint conversation_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint conversation_pkey PRIMARY KEY (id)
);
CREATE INDEX conversation_collection ON public.conversation USING btree (collection_id);

create table document (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  collection_id uuid not null,
  source_key text not null,
  title text not null,
  lang text not null default ''::text,
  current_version_id uuid,
  created_at timestamp with time zone not null default now(),
  source_id uuid,
  source_item text,
  edits integer not null default 0,
  lines bigint[] not null default '{}'::bigint[],
  lines_counted boolean not null default false,
  muted_lines bigint[] not null default '{}'::bigint[],
  words_revision integer not null default 0,
  tags text[] not null default '{}'::text[],
  fields jsonb not null default '{}'::jsonb,
  document_date timestamp with time zone,
  modified_at timestamp with time zone,
  constraint document_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint document_current_version FOREIGN KEY (current_version_id) REFERENCES document_version(id) ON DELETE SET NULL,
  constraint document_source_id_fkey FOREIGN KEY (source_id) REFERENCES source(id) ON DELETE SET NULL,
  constraint document_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint document_pkey PRIMARY KEY (id),
  constraint document_collection_id_source_key_key UNIQUE (collection_id, source_key)
);
CREATE INDEX document_source ON public.document USING btree (source_id, source_item) WHERE (source_id IS NOT NULL);
CREATE INDEX document_tags ON public.document USING gin (tags);

create table document_field (
  tenant_id uuid not null,
  collection_id uuid not null,
  name text not null,
  type text not null,
  label text not null default ''::text,
  ordinal smallint not null,
  constraint document_field_type_check CHECK ((type = ANY (ARRAY['text'::text, 'number'::text, 'date'::text, 'boolean'::text]))),
  constraint document_field_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint document_field_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint document_field_pkey PRIMARY KEY (collection_id, name)
);

create table document_version (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  collection_id uuid not null,
  document_id uuid not null,
  number integer not null,
  title text not null,
  file_name text not null,
  media_type text not null,
  bytes bigint not null,
  content_hash text not null,
  blob_key text not null,
  state text not null default 'queued'::text,
  progress double precision not null default 0,
  failure jsonb,
  warnings jsonb not null default '[]'::jsonb,
  pages jsonb not null default '[]'::jsonb,
  lang text not null default ''::text,
  text text,
  chunk_count integer not null default 0,
  created_at timestamp with time zone not null default now(),
  ready_at timestamp with time zone,
  cut_by text,
  indexed_at timestamp with time zone,
  retry jsonb,
  constraint document_version_progress_check CHECK (((progress >= (0)::double precision) AND (progress <= (1)::double precision))),
  constraint document_version_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'parsing'::text, 'chunking'::text, 'embedding'::text, 'writing'::text, 'ready'::text, 'ready-with-warnings'::text, 'failed'::text, 'cancelled'::text, 'superseded'::text]))),
  constraint document_version_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint document_version_document_id_fkey FOREIGN KEY (document_id) REFERENCES document(id) ON DELETE CASCADE,
  constraint document_version_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint document_version_pkey PRIMARY KEY (id),
  constraint document_version_document_id_number_key UNIQUE (document_id, number)
);
CREATE INDEX document_version_blob ON public.document_version USING btree (blob_key);
CREATE INDEX document_version_collection ON public.document_version USING btree (collection_id);
CREATE INDEX document_version_ready ON public.document_version USING btree (tenant_id, ready_at) WHERE (ready_at IS NOT NULL);

create table embedding_model (
  id smallint not null generated always as identity,
  key text not null,
  dims integer not null,
  constraint embedding_model_dims_check CHECK (((dims >= 1) AND (dims <= 16000))),
  constraint embedding_model_pkey PRIMARY KEY (id),
  constraint embedding_model_key_key UNIQUE (key)
);

create table evaluation (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  collection_id uuid not null,
  gold_set text not null,
  question_limit integer,
  state text not null default 'queued'::text,
  progress double precision not null default 0,
  failure jsonb,
  counts jsonb,
  metrics jsonb,
  report jsonb,
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  gold_set_version integer,
  profile_version integer,
  reuse boolean not null default false,
  metric_names text[],
  configuration jsonb,
  digest text,
  started_at timestamp with time zone,
  constraint evaluation_progress_check CHECK (((progress >= (0)::double precision) AND (progress <= (1)::double precision))),
  constraint evaluation_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'finished'::text, 'failed'::text, 'cancelled'::text]))),
  constraint evaluation_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint evaluation_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint evaluation_pkey PRIMARY KEY (id)
);
CREATE INDEX evaluation_collection ON public.evaluation USING btree (collection_id, created_at);

create table evaluation_outcome (
  evaluation_id uuid not null,
  question_id text not null,
  tenant_id uuid not null,
  collection_id uuid not null,
  outcome jsonb not null,
  reused boolean not null,
  constraint evaluation_outcome_evaluation_id_fkey FOREIGN KEY (evaluation_id) REFERENCES evaluation(id) ON DELETE CASCADE,
  constraint evaluation_outcome_pkey PRIMARY KEY (evaluation_id, question_id)
);

create table faq_entry (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  collection_id uuid not null,
  question text not null,
  phrasings text[] not null default '{}'::text[],
  answer text not null,
  citations jsonb not null default '[]'::jsonb,
  owner text not null default ''::text,
  state text not null default 'draft'::text,
  valid_until timestamp with time zone,
  revision integer not null default 1,
  approved_by text,
  approved_at timestamp with time zone,
  gap_id uuid,
  changed_by text not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint faq_entry_check CHECK (((state <> 'approved'::text) OR ((approved_by IS NOT NULL) AND (approved_at IS NOT NULL)))),
  constraint faq_entry_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'approved'::text, 'retired'::text]))),
  constraint faq_entry_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint faq_entry_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint faq_entry_pkey PRIMARY KEY (id)
);
CREATE INDEX faq_entry_collection ON public.faq_entry USING btree (collection_id, updated_at);
CREATE UNIQUE INDEX faq_entry_question ON public.faq_entry USING btree (collection_id, md5(question)) WHERE (state <> 'retired'::text);

create table faq_phrasing (
  entry_id uuid not null,
  ordinal smallint not null,
  tenant_id uuid not null,
  collection_id uuid not null,
  text text not null,
  model_id smallint not null,
  embedding vector not null,
  constraint faq_phrasing_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES faq_entry(id) ON DELETE CASCADE,
  constraint faq_phrasing_model_id_fkey FOREIGN KEY (model_id) REFERENCES embedding_model(id),
  constraint faq_phrasing_pkey PRIMARY KEY (entry_id, ordinal)
) with (toast_tuple_target=8160);
CREATE INDEX faq_phrasing_collection ON public.faq_phrasing USING btree (collection_id, model_id);

create table faq_revision (
  entry_id uuid not null,
  revision integer not null,
  tenant_id uuid not null,
  collection_id uuid not null,
  content jsonb not null,
  changed_by text not null,
  changed_at timestamp with time zone not null default now(),
  constraint faq_revision_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES faq_entry(id) ON DELETE CASCADE,
  constraint faq_revision_pkey PRIMARY KEY (entry_id, revision)
);

create table gap (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  collection_id uuid not null,
  title text not null,
  lang text not null,
  state text not null default 'open'::text,
  owner text not null default ''::text,
  model_id smallint not null,
  embedding vector not null,
  question_count integer not null default 0,
  first_seen timestamp with time zone not null,
  last_seen timestamp with time zone not null,
  measurement jsonb,
  failure jsonb,
  closed_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint gap_state_check CHECK ((state = ANY (ARRAY['open'::text, 'in-progress'::text, 'measuring'::text, 'closed'::text, 'dismissed'::text]))),
  constraint gap_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint gap_model_id_fkey FOREIGN KEY (model_id) REFERENCES embedding_model(id),
  constraint gap_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint gap_pkey PRIMARY KEY (id)
) with (toast_tuple_target=8160);
CREATE INDEX gap_collection ON public.gap USING btree (collection_id, state, last_seen);

create table gap_question (
  answer_id uuid not null,
  tenant_id uuid not null,
  collection_id uuid not null,
  gap_id uuid not null,
  reason text not null,
  similarity double precision not null,
  after jsonb,
  improved boolean,
  created_at timestamp with time zone not null default now(),
  constraint gap_question_reason_check CHECK ((reason = ANY (ARRAY['refused'::text, 'low-confidence'::text, 'disliked'::text]))),
  constraint gap_question_answer_id_fkey FOREIGN KEY (answer_id) REFERENCES answer(id) ON DELETE CASCADE,
  constraint gap_question_gap_id_fkey FOREIGN KEY (gap_id) REFERENCES gap(id) ON DELETE CASCADE,
  constraint gap_question_pkey PRIMARY KEY (answer_id)
);
CREATE INDEX gap_question_gap ON public.gap_question USING btree (gap_id);

create table gap_task (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  collection_id uuid not null,
  gap_id uuid not null,
  title text not null,
  description text not null default ''::text,
  owner text not null default ''::text,
  state text not null default 'open'::text,
  created_at timestamp with time zone not null default now(),
  done_at timestamp with time zone,
  constraint gap_task_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text]))),
  constraint gap_task_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint gap_task_gap_id_fkey FOREIGN KEY (gap_id) REFERENCES gap(id) ON DELETE CASCADE,
  constraint gap_task_pkey PRIMARY KEY (id)
);
CREATE INDEX gap_task_gap ON public.gap_task USING btree (gap_id);

create table gate_policy (
  collection_id uuid not null,
  tenant_id uuid not null,
  gold_set text not null,
  question_limit integer,
  margins jsonb not null,
  confidence double precision not null,
  min_questions integer not null,
  changed_share double precision not null,
  baseline_id uuid,
  updated_at timestamp with time zone not null default now(),
  constraint gate_policy_baseline_id_fkey FOREIGN KEY (baseline_id) REFERENCES evaluation(id) ON DELETE SET NULL,
  constraint gate_policy_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint gate_policy_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint gate_policy_pkey PRIMARY KEY (collection_id)
);

create table gold_item (
  id uuid not null default gen_random_uuid(),
  ordinal bigint not null generated always as identity,
  tenant_id uuid not null,
  gold_set_id uuid not null,
  key text not null,
  state text not null,
  origin text not null,
  origin_ref text,
  question text not null,
  answers text[] not null,
  key_entities text[] not null,
  relevant text[] not null,
  answerable boolean not null,
  lang text not null,
  turns jsonb not null default '[]'::jsonb,
  split text not null,
  split_chosen boolean not null,
  tags text[] not null,
  intent text,
  tests jsonb,
  evidence jsonb not null default '[]'::jsonb,
  note jsonb,
  revision integer not null default 1,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint gold_item_origin_check CHECK ((origin = ANY (ARRAY['manual'::text, 'import'::text, 'log'::text, 'generated'::text, 'gap'::text]))),
  constraint gold_item_split_check CHECK ((split = ANY (ARRAY['tune'::text, 'test'::text]))),
  constraint gold_item_state_check CHECK ((state = ANY (ARRAY['candidate'::text, 'accepted'::text, 'rejected'::text]))),
  constraint gold_item_gold_set_id_fkey FOREIGN KEY (gold_set_id) REFERENCES gold_set(id) ON DELETE CASCADE,
  constraint gold_item_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint gold_item_pkey PRIMARY KEY (id),
  constraint gold_item_gold_set_id_key_key UNIQUE (gold_set_id, key)
);
CREATE INDEX gold_item_listed ON public.gold_item USING btree (gold_set_id, state, ordinal);
CREATE UNIQUE INDEX gold_item_origin ON public.gold_item USING btree (gold_set_id, origin, origin_ref) WHERE (origin_ref IS NOT NULL);

create table gold_proposal (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  gold_set_id uuid not null,
  source text not null,
  options jsonb not null,
  state text not null default 'queued'::text,
  progress double precision not null default 0,
  proposed integer not null default 0,
  failure jsonb,
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  constraint gold_proposal_progress_check CHECK (((progress >= (0)::double precision) AND (progress <= (1)::double precision))),
  constraint gold_proposal_source_check CHECK ((source = ANY (ARRAY['log'::text, 'documents'::text]))),
  constraint gold_proposal_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'finished'::text, 'failed'::text]))),
  constraint gold_proposal_gold_set_id_fkey FOREIGN KEY (gold_set_id) REFERENCES gold_set(id) ON DELETE CASCADE,
  constraint gold_proposal_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint gold_proposal_pkey PRIMARY KEY (id)
);
CREATE INDEX gold_proposal_set ON public.gold_proposal USING btree (gold_set_id, created_at);

create table gold_set (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  collection_id uuid,
  name text not null,
  title text not null,
  description text not null default ''::text,
  current_version integer,
  changed boolean not null default false,
  created_at timestamp with time zone not null default now(),
  constraint gold_set_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE SET NULL,
  constraint gold_set_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint gold_set_pkey PRIMARY KEY (id),
  constraint gold_set_tenant_id_name_key UNIQUE (tenant_id, name)
);
CREATE INDEX gold_set_collection ON public.gold_set USING btree (collection_id);

create table gold_set_version (
  tenant_id uuid not null,
  gold_set_id uuid not null,
  version integer not null,
  question_count integer not null,
  questions jsonb not null,
  sha256 text not null,
  note text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  constraint gold_set_version_gold_set_id_fkey FOREIGN KEY (gold_set_id) REFERENCES gold_set(id) ON DELETE CASCADE,
  constraint gold_set_version_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint gold_set_version_pkey PRIMARY KEY (gold_set_id, version),
  constraint gold_set_version_gold_set_id_sha256_key UNIQUE (gold_set_id, sha256)
);

create table import_job (
  version_id uuid not null,
  tenant_id uuid not null,
  collection_id uuid not null,
  bytes bigint not null,
  attempts integer not null default 0,
  interruptions integer not null default 0,
  not_before timestamp with time zone not null default now(),
  worker_id uuid,
  lease_id uuid,
  lease_until timestamp with time zone,
  failure jsonb,
  first_failed_at timestamp with time zone,
  last_failed_at timestamp with time zone,
  dead_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint import_job_check CHECK (((lease_id IS NULL) = (lease_until IS NULL))),
  constraint import_job_check1 CHECK (((dead_at IS NULL) OR ((failure IS NOT NULL) AND (lease_id IS NULL)))),
  constraint import_job_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint import_job_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint import_job_version_id_fkey FOREIGN KEY (version_id) REFERENCES document_version(id) ON DELETE CASCADE,
  constraint import_job_pkey PRIMARY KEY (version_id)
);
CREATE INDEX import_job_dead ON public.import_job USING btree (tenant_id, last_failed_at) WHERE (dead_at IS NOT NULL);
CREATE INDEX import_job_leased ON public.import_job USING btree (worker_id) WHERE (lease_id IS NOT NULL);
CREATE INDEX import_job_waiting ON public.import_job USING btree (collection_id, interruptions, created_at) WHERE (dead_at IS NULL);

create table intent_model (
  tenant_id uuid not null,
  collection_id uuid not null,
  version integer not null,
  model_key text not null,
  dims integer not null,
  labels integer[] not null,
  vectors bytea not null,
  coefficients bytea not null,
  threshold double precision not null,
  constraint intent_model_collection_id_version_fkey FOREIGN KEY (collection_id, version) REFERENCES intent_set(collection_id, version) ON DELETE CASCADE,
  constraint intent_model_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint intent_model_pkey PRIMARY KEY (collection_id, version, model_key)
);

create table intent_set (
  tenant_id uuid not null,
  collection_id uuid not null,
  version integer not null,
  intents jsonb not null,
  measured jsonb not null,
  changed_by text not null,
  changed_at timestamp with time zone not null default now(),
  constraint intent_set_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint intent_set_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint intent_set_pkey PRIMARY KEY (collection_id, version)
);

create table lexical_term (
  tenant_id uuid not null,
  collection_id uuid not null,
  term integer not null,
  df integer not null,
  constraint lexical_term_term_check CHECK (((term >= 1) AND (term <= 1000000000))),
  constraint lexical_term_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint lexical_term_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint lexical_term_pkey PRIMARY KEY (collection_id, term)
) with (fillfactor=70);

create table lexicon_synonym (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  collection_id uuid not null,
  words text[] not null,
  means text[] not null default '{}'::text[],
  key text not null,
  changed_by text not null,
  changed_at timestamp with time zone not null default now(),
  constraint lexicon_synonym_words_check CHECK ((words <> '{}'::text[])),
  constraint lexicon_synonym_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint lexicon_synonym_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint lexicon_synonym_pkey PRIMARY KEY (id),
  constraint lexicon_synonym_collection_id_key_key UNIQUE (collection_id, key)
);

create table lexicon_word (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  collection_id uuid not null,
  word text not null,
  key text not null,
  created_by text not null,
  created_at timestamp with time zone not null default now(),
  constraint lexicon_word_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint lexicon_word_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint lexicon_word_pkey PRIMARY KEY (id),
  constraint lexicon_word_collection_id_key_key UNIQUE (collection_id, key)
);

create table outcome_cache (
  tenant_id uuid not null,
  key text not null,
  collection_id uuid not null,
  outcome jsonb not null,
  used_at timestamp with time zone not null default now(),
  constraint outcome_cache_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint outcome_cache_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint outcome_cache_pkey PRIMARY KEY (tenant_id, key)
);
CREATE INDEX outcome_cache_collection ON public.outcome_cache USING btree (collection_id);
CREATE INDEX outcome_cache_used ON public.outcome_cache USING btree (tenant_id, used_at);

create table profile_publication (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  collection_id uuid not null,
  version integer not null,
  action text not null,
  done_by text not null,
  reason text,
  evaluation_id uuid,
  verdict jsonb,
  created_at timestamp with time zone not null default now(),
  constraint profile_publication_action_check CHECK ((action = ANY (ARRAY['published'::text, 'passed'::text, 'overridden'::text, 'rolled-back'::text]))),
  constraint profile_publication_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint profile_publication_evaluation_id_fkey FOREIGN KEY (evaluation_id) REFERENCES evaluation(id) ON DELETE SET NULL,
  constraint profile_publication_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint profile_publication_pkey PRIMARY KEY (id)
);
CREATE INDEX profile_publication_collection ON public.profile_publication USING btree (collection_id, created_at);

create table repeated_line (
  tenant_id uuid not null,
  collection_id uuid not null,
  hash bigint not null,
  documents integer not null,
  holder_id uuid,
  constraint repeated_line_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint repeated_line_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint repeated_line_pkey PRIMARY KEY (collection_id, hash)
) with (fillfactor=80);
CREATE INDEX repeated_line_unheld ON public.repeated_line USING btree (collection_id) WHERE ((holder_id IS NULL) AND (documents >= 5));

create table report_alert (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  collection_id uuid not null,
  schedule_id uuid not null,
  run_id uuid not null,
  metric text not null,
  source text not null,
  value double precision not null,
  threshold double precision not null,
  opened_at timestamp with time zone not null default now(),
  recovered_at timestamp with time zone,
  recovered_value double precision,
  constraint report_alert_source_check CHECK ((source = ANY (ARRAY['floor'::text, 'band'::text]))),
  constraint report_alert_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint report_alert_run_id_fkey FOREIGN KEY (run_id) REFERENCES report_run(id) ON DELETE CASCADE,
  constraint report_alert_schedule_id_fkey FOREIGN KEY (schedule_id) REFERENCES report_schedule(id) ON DELETE CASCADE,
  constraint report_alert_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint report_alert_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX report_alert_open ON public.report_alert USING btree (schedule_id, metric) WHERE (recovered_at IS NULL);

create table report_channel (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  name text not null,
  kind text not null,
  settings jsonb not null,
  secret_id uuid not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint report_channel_kind_check CHECK ((kind = ANY (ARRAY['email'::text, 'webhook'::text, 'wecom'::text, 'dingtalk'::text, 'feishu'::text, 'slack'::text]))),
  constraint report_channel_secret_id_fkey FOREIGN KEY (secret_id) REFERENCES secret(id),
  constraint report_channel_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint report_channel_pkey PRIMARY KEY (id),
  constraint report_channel_tenant_id_name_key UNIQUE (tenant_id, name)
);

create table report_delivery (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  collection_id uuid not null,
  run_id uuid not null,
  channel_id uuid not null,
  kind text not null,
  notices jsonb not null default '[]'::jsonb,
  state text not null default 'waiting'::text,
  tries integer not null default 0,
  failure jsonb,
  next_try_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  sent_at timestamp with time zone,
  constraint report_delivery_kind_check CHECK ((kind = ANY (ARRAY['report'::text, 'alert'::text]))),
  constraint report_delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'failed'::text]))),
  constraint report_delivery_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES report_channel(id) ON DELETE CASCADE,
  constraint report_delivery_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint report_delivery_run_id_fkey FOREIGN KEY (run_id) REFERENCES report_run(id) ON DELETE CASCADE,
  constraint report_delivery_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint report_delivery_pkey PRIMARY KEY (id),
  constraint report_delivery_run_id_channel_id_kind_key UNIQUE (run_id, channel_id, kind)
);

create table report_run (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  collection_id uuid not null,
  schedule_id uuid not null,
  due_at timestamp with time zone not null,
  missed integer not null default 0,
  state text not null default 'waiting'::text,
  evaluation_id uuid,
  headline jsonb,
  failure jsonb,
  created_at timestamp with time zone not null default now(),
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  constraint report_run_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'starting'::text, 'running'::text, 'finished'::text, 'failed'::text]))),
  constraint report_run_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint report_run_evaluation_id_fkey FOREIGN KEY (evaluation_id) REFERENCES evaluation(id) ON DELETE SET NULL,
  constraint report_run_schedule_id_fkey FOREIGN KEY (schedule_id) REFERENCES report_schedule(id) ON DELETE CASCADE,
  constraint report_run_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint report_run_pkey PRIMARY KEY (id),
  constraint report_run_schedule_id_due_at_key UNIQUE (schedule_id, due_at)
);
CREATE INDEX report_run_evaluation ON public.report_run USING btree (evaluation_id);
CREATE UNIQUE INDEX report_run_one_at_a_time ON public.report_run USING btree (schedule_id) WHERE (state = ANY (ARRAY['starting'::text, 'running'::text]));

create table report_schedule (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  collection_id uuid not null,
  name text not null,
  gold_set text not null,
  question_limit integer,
  cron text not null,
  time_zone text not null,
  language text not null,
  formats text[] not null,
  channel_ids uuid[] not null,
  floors jsonb not null,
  enabled boolean not null,
  next_due_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint report_schedule_formats_check CHECK ((cardinality(formats) > 0)),
  constraint report_schedule_language_check CHECK ((language = ANY (ARRAY['zh'::text, 'en'::text]))),
  constraint report_schedule_question_limit_check CHECK ((question_limit > 0)),
  constraint report_schedule_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint report_schedule_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint report_schedule_pkey PRIMARY KEY (id),
  constraint report_schedule_tenant_id_name_key UNIQUE (tenant_id, name)
);
CREATE INDEX report_schedule_collection ON public.report_schedule USING btree (collection_id);

create table review_claim (
  task_id uuid not null,
  rater text not null,
  tenant_id uuid not null,
  collection_id uuid not null,
  expires_at timestamp with time zone not null,
  constraint review_claim_task_id_fkey FOREIGN KEY (task_id) REFERENCES review_task(id) ON DELETE CASCADE,
  constraint review_claim_pkey PRIMARY KEY (task_id, rater)
);

create table review_rating (
  task_id uuid not null,
  rater text not null,
  tenant_id uuid not null,
  collection_id uuid not null,
  label text not null,
  grounded boolean,
  tone text,
  comment text,
  rated_at timestamp with time zone not null default now(),
  constraint review_rating_label_check CHECK ((label = ANY (ARRAY['correct'::text, 'partly'::text, 'wrong'::text, 'should-have-refused'::text, 'rightly-refused'::text]))),
  constraint review_rating_tone_check CHECK ((tone = ANY (ARRAY['good'::text, 'acceptable'::text, 'poor'::text]))),
  constraint review_rating_task_id_fkey FOREIGN KEY (task_id) REFERENCES review_task(id) ON DELETE CASCADE,
  constraint review_rating_pkey PRIMARY KEY (task_id, rater)
);
CREATE INDEX review_rating_collection ON public.review_rating USING btree (collection_id, rated_at);

create table review_rule (
  collection_id uuid not null,
  tenant_id uuid not null,
  rule jsonb not null,
  updated_at timestamp with time zone not null default now(),
  constraint review_rule_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint review_rule_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint review_rule_pkey PRIMARY KEY (collection_id)
);

create table review_task (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  collection_id uuid not null,
  answer_id uuid not null,
  reason text not null,
  priority smallint not null,
  raters_wanted smallint not null,
  metric jsonb,
  state text not null default 'open'::text,
  created_at timestamp with time zone not null default now(),
  done_at timestamp with time zone,
  constraint review_task_raters_wanted_check CHECK (((raters_wanted >= 1) AND (raters_wanted <= 2))),
  constraint review_task_reason_check CHECK ((reason = ANY (ARRAY['disliked'::text, 'disagreement'::text, 'low-confidence'::text, 'near-threshold'::text, 'sample'::text, 'evaluated'::text]))),
  constraint review_task_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text]))),
  constraint review_task_answer_id_fkey FOREIGN KEY (answer_id) REFERENCES answer(id) ON DELETE CASCADE,
  constraint review_task_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint review_task_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint review_task_pkey PRIMARY KEY (id),
  constraint review_task_answer_id_key UNIQUE (answer_id)
);
CREATE INDEX review_task_queue ON public.review_task USING btree (collection_id, state, priority, created_at);

create table secret (
  id uuid not null,
  tenant_id uuid not null,
  key_id text not null,
  nonce bytea not null,
  sealed bytea not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint secret_nonce_check CHECK ((octet_length(nonce) = 12)),
  constraint secret_sealed_check CHECK ((octet_length(sealed) > 16)),
  constraint secret_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint secret_pkey PRIMARY KEY (id)
);
CREATE INDEX secret_tenant ON public.secret USING btree (tenant_id);

create table source (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  collection_id uuid not null,
  name text not null,
  kind text not null,
  key_prefix text not null,
  settings jsonb not null,
  secret_id uuid,
  secret_names text[] not null default '{}'::text[],
  cron text,
  time_zone text,
  enabled boolean not null,
  next_due_at timestamp with time zone,
  listing_state jsonb,
  removing boolean not null default false,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint source_check CHECK (((cron IS NULL) = (time_zone IS NULL))),
  constraint source_kind_check CHECK ((kind = ANY (ARRAY['folder'::text, 'git'::text, 'web'::text, 's3'::text, 'imap'::text, 'push'::text]))),
  constraint source_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint source_secret_id_fkey FOREIGN KEY (secret_id) REFERENCES secret(id) ON DELETE SET NULL,
  constraint source_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint source_pkey PRIMARY KEY (id),
  constraint source_collection_id_name_key UNIQUE (collection_id, name)
);
CREATE UNIQUE INDEX source_key_prefix ON public.source USING btree (collection_id, key_prefix) WHERE (key_prefix <> ''::text);
CREATE INDEX source_secret ON public.source USING btree (secret_id) WHERE (secret_id IS NOT NULL);

create table source_item (
  source_id uuid not null,
  key text not null,
  tenant_id uuid not null,
  collection_id uuid not null,
  fingerprint text not null default ''::text,
  url text,
  failure jsonb,
  first_run uuid,
  seen uuid,
  vanished boolean not null default false,
  constraint source_item_source_id_fkey FOREIGN KEY (source_id) REFERENCES source(id) ON DELETE CASCADE,
  constraint source_item_pkey PRIMARY KEY (source_id, key)
);
CREATE INDEX source_item_vanished ON public.source_item USING btree (source_id) WHERE vanished;

create table source_run (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  collection_id uuid not null,
  source_id uuid not null,
  trigger text not null,
  state text not null default 'waiting'::text,
  attempt uuid,
  deleting boolean not null default false,
  listed integer not null default 0,
  changed integer not null default 0,
  accepted integer not null default 0,
  vanished integer not null default 0,
  deleted integer not null default 0,
  failed integer not null default 0,
  failure jsonb,
  created_at timestamp with time zone not null default now(),
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  constraint source_run_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'needs-confirmation'::text, 'finished'::text, 'failed'::text, 'cancelled'::text]))),
  constraint source_run_trigger_check CHECK ((trigger = ANY (ARRAY['manual'::text, 'schedule'::text, 'change'::text]))),
  constraint source_run_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint source_run_source_id_fkey FOREIGN KEY (source_id) REFERENCES source(id) ON DELETE CASCADE,
  constraint source_run_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint source_run_pkey PRIMARY KEY (id)
);
CREATE INDEX source_run_newest ON public.source_run USING btree (source_id, created_at);
CREATE UNIQUE INDEX source_run_one_at_a_time ON public.source_run USING btree (source_id) WHERE (state = ANY (ARRAY['waiting'::text, 'running'::text, 'needs-confirmation'::text]));

create table source_run_failure (
  id bigint not null generated always as identity,
  run_id uuid not null,
  tenant_id uuid not null,
  collection_id uuid not null,
  key text not null,
  failure jsonb not null,
  constraint source_run_failure_run_id_fkey FOREIGN KEY (run_id) REFERENCES source_run(id) ON DELETE CASCADE,
  constraint source_run_failure_pkey PRIMARY KEY (id)
);
CREATE INDEX source_run_failure_run ON public.source_run_failure USING btree (run_id, id);

create table tenant (
  id uuid not null default gen_random_uuid(),
  name text not null,
  created_at timestamp with time zone not null default now(),
  constraint tenant_pkey PRIMARY KEY (id),
  constraint tenant_name_key UNIQUE (name)
);

create table tenant_import (
  tenant_id uuid not null,
  paused boolean not null default false,
  served_at timestamp with time zone,
  constraint tenant_import_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint tenant_import_pkey PRIMARY KEY (tenant_id)
);
