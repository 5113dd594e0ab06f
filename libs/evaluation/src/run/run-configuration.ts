import { createHash } from 'node:crypto';
import type { Collection, Profile, RunConfiguration } from '@mingda/contracts';
import type { ContentDigest } from '@mingda/database';
import type { GoldSet } from '../gold-set/gold-set.ts';
import { fingerprintOf, selectQuestions } from '../gold-set/select-questions.ts';

/** What the composition root knows of the parts that decide an answer. */
export interface RunFacts {
  /** Models of retrieval, answering and scoring with the checksums of their weights. */
  models(profile: Profile): RunConfiguration['models'];
  prompts(profile: Profile): string[];
  readonly code: RunConfiguration['code'];
}

export interface RunSubject {
  readonly collection: Collection;
  readonly profileState: RunConfiguration['profile']['state'];
  /** The collection whose chunks are searched. */
  readonly indexId: string;
  readonly content: ContentDigest;
}

interface Measured {
  readonly subject: RunSubject;
  readonly goldSet: GoldSet;
  readonly limit: number | undefined;
  readonly metrics: readonly string[];
}

export function runConfiguration({ subject, goldSet, limit, metrics }: Measured, facts: RunFacts): RunConfiguration {
  const { collection, profileState, content } = subject;
  return {
    goldSet: {
      name: goldSet.name,
      version: goldSet.version ?? null,
      sha256: fingerprintOf(selectQuestions(goldSet.questions, limit)),
      limit: limit ?? null,
    },
    profile: { version: collection.profileVersion, state: profileState, settings: collection.profile },
    models: facts.models(collection.profile),
    prompts: facts.prompts(collection.profile),
    documents: { count: content.count, chunks: content.chunks, sha256: content.sha256 },
    code: facts.code,
    metrics: [...metrics],
    concurrency: 1,
  };
}

/**
 * sha256 over all that decides the figures. The number and state of a profile are left out: the same settings under
 * another number measure the same.
 */
export function digestOf(configuration: RunConfiguration): string {
  const { profile, ...rest } = configuration;
  return createHash('sha256')
    .update(JSON.stringify({ ...rest, profile: profile.settings }))
    .digest('hex');
}
