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
  constraint chunk_document_id_fkey FOREIGN KEY (document_id) REFERENCES document(id) ON DELETE CASCADE,
  constraint chunk_model_id_fkey FOREIGN KEY (model_id) REFERENCES embedding_model(id),
  constraint chunk_version_id_fkey FOREIGN KEY (version_id) REFERENCES document_version(id) ON DELETE CASCADE,
  constraint chunk_pkey PRIMARY KEY (id),
  constraint chunk_version_id_ordinal_key UNIQUE (version_id, ordinal)
);
CREATE INDEX chunk_collection ON public.chunk USING btree (collection_id);
CREATE INDEX chunk_document ON public.chunk USING btree (document_id);

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
  constraint collection_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint collection_pkey PRIMARY KEY (id),
  constraint collection_tenant_id_name_key UNIQUE (tenant_id, name)
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
  constraint collection_profile_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint collection_profile_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint collection_profile_pkey PRIMARY KEY (collection_id, version)
);

create table conversation (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  collection_id uuid not null,
  created_at timestamp with time zone not null default now(),
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
  constraint document_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint document_current_version FOREIGN KEY (current_version_id) REFERENCES document_version(id) ON DELETE SET NULL,
  constraint document_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint document_pkey PRIMARY KEY (id),
  constraint document_collection_id_source_key_key UNIQUE (collection_id, source_key)
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
  constraint document_version_progress_check CHECK (((progress >= (0)::double precision) AND (progress <= (1)::double precision))),
  constraint document_version_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'parsing'::text, 'chunking'::text, 'embedding'::text, 'writing'::text, 'ready'::text, 'ready-with-warnings'::text, 'failed'::text, 'superseded'::text]))),
  constraint document_version_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint document_version_document_id_fkey FOREIGN KEY (document_id) REFERENCES document(id) ON DELETE CASCADE,
  constraint document_version_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint document_version_pkey PRIMARY KEY (id),
  constraint document_version_document_id_number_key UNIQUE (document_id, number)
);
CREATE INDEX document_version_blob ON public.document_version USING btree (blob_key);
CREATE INDEX document_version_collection ON public.document_version USING btree (collection_id);
CREATE INDEX document_version_unfinished ON public.document_version USING btree (created_at) WHERE (state <> ALL (ARRAY['ready'::text, 'ready-with-warnings'::text, 'failed'::text, 'superseded'::text]));

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
  constraint evaluation_progress_check CHECK (((progress >= (0)::double precision) AND (progress <= (1)::double precision))),
  constraint evaluation_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'finished'::text, 'failed'::text]))),
  constraint evaluation_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collection(id) ON DELETE CASCADE,
  constraint evaluation_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(id) ON DELETE CASCADE,
  constraint evaluation_pkey PRIMARY KEY (id)
);
CREATE INDEX evaluation_collection ON public.evaluation USING btree (collection_id, created_at);

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

create table tenant (
  id uuid not null default gen_random_uuid(),
  name text not null,
  created_at timestamp with time zone not null default now(),
  constraint tenant_pkey PRIMARY KEY (id),
  constraint tenant_name_key UNIQUE (name)
);
