import type { MigrationInterface, QueryRunner } from 'typeorm';

const approvedAnswers = `
  create table faq_entry (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    question text not null,
    phrasings text[] not null default '{}',
    answer text not null,
    citations jsonb not null default '[]',
    owner text not null default '',
    state text not null default 'draft' check (state in ('draft', 'approved', 'retired')),
    valid_until timestamptz,
    revision integer not null default 1,
    approved_by text,
    approved_at timestamptz,
    gap_id uuid,
    changed_by text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check (state <> 'approved' or (approved_by is not null and approved_at is not null))
  );
  create index faq_entry_collection on faq_entry (collection_id, updated_at);
  create unique index faq_entry_question on faq_entry (collection_id, md5(question)) where state <> 'retired';

  create table faq_phrasing (
    entry_id uuid not null references faq_entry on delete cascade,
    ordinal smallint not null,
    tenant_id uuid not null,
    collection_id uuid not null,
    text text not null,
    model_id smallint not null references embedding_model,
    embedding vector not null,
    primary key (entry_id, ordinal)
  ) with (toast_tuple_target = 8160);
  create index faq_phrasing_collection on faq_phrasing (collection_id, model_id);

  create table faq_revision (
    entry_id uuid not null references faq_entry on delete cascade,
    revision integer not null,
    tenant_id uuid not null,
    collection_id uuid not null,
    content jsonb not null,
    changed_by text not null,
    changed_at timestamptz not null default now(),
    primary key (entry_id, revision)
  );

  alter table answer add column approved jsonb;`;

const gaps = `
  create table gap (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    title text not null,
    lang text not null,
    state text not null default 'open' check (state in ('open', 'in-progress', 'measuring', 'closed', 'dismissed')),
    owner text not null default '',
    model_id smallint not null references embedding_model,
    embedding vector not null,
    question_count integer not null default 0,
    first_seen timestamptz not null,
    last_seen timestamptz not null,
    measurement jsonb,
    failure jsonb,
    closed_at timestamptz,
    created_at timestamptz not null default now()
  ) with (toast_tuple_target = 8160);
  create index gap_collection on gap (collection_id, state, last_seen);

  create table gap_question (
    answer_id uuid primary key references answer on delete cascade,
    tenant_id uuid not null,
    collection_id uuid not null,
    gap_id uuid not null references gap on delete cascade,
    reason text not null check (reason in ('refused', 'low-confidence', 'disliked')),
    similarity double precision not null,
    after jsonb,
    improved boolean,
    created_at timestamptz not null default now()
  );
  create index gap_question_gap on gap_question (gap_id);
  create index answer_doubtful on answer (collection_id, created_at)
    where outcome = 'refused' or hand_over or thumb = 'down' or rating <= 2;

  create table gap_task (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null,
    collection_id uuid not null references collection on delete cascade,
    gap_id uuid not null references gap on delete cascade,
    title text not null,
    description text not null default '',
    owner text not null default '',
    state text not null default 'open' check (state in ('open', 'done')),
    created_at timestamptz not null default now(),
    done_at timestamptz
  );
  create index gap_task_gap on gap_task (gap_id);`;

const reviews = `
  create table review_rule (
    collection_id uuid primary key references collection on delete cascade,
    tenant_id uuid not null references tenant on delete cascade,
    rule jsonb not null,
    updated_at timestamptz not null default now()
  );

  create table review_task (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenant on delete cascade,
    collection_id uuid not null references collection on delete cascade,
    answer_id uuid not null unique references answer on delete cascade,
    reason text not null check (reason in ('disliked', 'disagreement', 'low-confidence', 'near-threshold', 'sample',
      'evaluated')),
    priority smallint not null,
    raters_wanted smallint not null check (raters_wanted between 1 and 2),
    metric jsonb,
    state text not null default 'open' check (state in ('open', 'done')),
    created_at timestamptz not null default now(),
    done_at timestamptz
  );
  create index review_task_queue on review_task (collection_id, state, priority, created_at);

  create table review_claim (
    task_id uuid not null references review_task on delete cascade,
    rater text not null,
    tenant_id uuid not null,
    collection_id uuid not null,
    expires_at timestamptz not null,
    primary key (task_id, rater)
  );

  create table review_rating (
    task_id uuid not null references review_task on delete cascade,
    rater text not null,
    tenant_id uuid not null,
    collection_id uuid not null,
    label text not null check (label in ('correct', 'partly', 'wrong', 'should-have-refused', 'rightly-refused')),
    grounded boolean,
    tone text check (tone in ('good', 'acceptable', 'poor')),
    comment text,
    rated_at timestamptz not null default now(),
    primary key (task_id, rater)
  );
  create index review_rating_collection on review_rating (collection_id, rated_at);
  create index answer_evaluated on answer (collection_id, external_id) where external_id like 'evaluation:%';`;

const tables = [
  'review_rating',
  'review_claim',
  'review_task',
  'review_rule',
  'gap_task',
  'gap_question',
  'gap',
  'faq_revision',
  'faq_phrasing',
  'faq_entry',
];

/** Approved answers, human review, and the gaps that real questions show. */
export class Improvement implements MigrationInterface {
  readonly name = '0005-improvement-1764201780000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [approvedAnswers, gaps, reviews]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`drop table ${table}`);
    await runner.query('drop index answer_doubtful, answer_evaluated');
    await runner.query('alter table answer drop column approved');
  }
}
