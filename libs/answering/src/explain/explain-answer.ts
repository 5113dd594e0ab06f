import { z } from 'zod';
import {
  searchFilterSchema,
  type AccessScope,
  type ExplainedCandidate,
  type Explanation,
  type Profile,
  type Replay,
  type ReplayAspect,
  type ReplayRequest,
} from '@mingda/contracts';
import type {
  AnswerRepository,
  CollectionRepository,
  LoggedAnswer,
  PassageSearchRepository,
  ProfileRepository,
  StoredPassage,
} from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import type { Converse } from '../dialogue/converse.ts';

interface Dependencies {
  readonly answers: AnswerRepository;
  readonly collections: CollectionRepository;
  readonly profiles: ProfileRepository;
  readonly search: PassageSearchRepository;
  readonly converse: Pick<Converse, 'again'>;
}

/** Before the order after the later rankings was traced, `score` was the fused one. */
const storedCandidate = z
  .object({
    chunkId: z.string(),
    dense: z.number().nullable(),
    lexical: z.number(),
    fused: z.number().optional(),
    cross: z.number().nullable().catch(null),
    score: z.number().nullable(),
  })
  .transform(({ fused, score, ...it }) =>
    fused === undefined ? { ...it, fused: score ?? 0, score: null } : { ...it, fused, score },
  );

/** Answers that were logged before a part of the trace existed lack it. */
const storedTrace = z.object({
  searched: z.string().catch(''),
  expansions: z.array(z.object({ asked: z.string(), means: z.string() })).catch([]),
  filter: searchFilterSchema.catch([]),
  models: z.array(z.string()).catch([]),
  candidates: z.array(storedCandidate).catch([]),
  answering: z.unknown().optional(),
});

const storedSentences = z.array(
  z.object({ chunkId: z.string(), start: z.number(), end: z.number(), score: z.number(), chosen: z.boolean() }),
);

/** Opens the trace of a logged answer, and asks its question again to see what has changed since. */
export class ExplainAnswer {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws MingdaError `ANSWER_NOT_FOUND` */
  async explain(scope: AccessScope, answerId: string): Promise<Explanation> {
    return this.#explanation(scope, await this.#logged(scope, answerId));
  }

  /**
   * Answers the question of a logged answer once more, after the same turns and with the same filter. Nothing is logged.
   * @throws MingdaError `ANSWER_NOT_FOUND`, `PROFILE_VERSION_NOT_FOUND`, `DRAFT_NOT_INDEXED`, `INFERENCE_QUEUE_FULL`
   */
  async replay(scope: AccessScope, answerId: string, { profile }: ReplayRequest): Promise<Replay> {
    const logged = await this.#logged(scope, answerId);
    const before = await this.#explanation(scope, logged);
    const { answer, collectionId, turns } = logged;
    const record = await this.#dependencies.converse.again(scope, answer, {
      collectionId,
      turns,
      filter: before.filter,
      ...(profile === 'then' ? { profileVersion: answer.profileVersion } : {}),
    });
    const now = await this.#explanation(scope, {
      answer: { ...record.answer, id: answer.id, conversationId: answer.conversationId },
      collectionId,
      trace: JSON.parse(JSON.stringify(record.trace)),
    });
    return { before, now, differences: differencesOf(before, now) };
  }

  async #logged(scope: AccessScope, answerId: string): Promise<LoggedAnswer> {
    const logged = await this.#dependencies.answers.record(scope, answerId);
    if (logged === null) throw new MingdaError('ANSWER_NOT_FOUND', { subject: answerId });
    return logged;
  }

  async #explanation(
    scope: AccessScope,
    { answer, collectionId, trace }: Omit<LoggedAnswer, 'turns'>,
  ): Promise<Explanation> {
    const stored = storedTrace.parse(trace ?? {});
    const sentences = storedSentences.safeParse(stored.answering).data ?? [];
    const ids = new Set([...stored.candidates, ...sentences].map((it) => it.chunkId));
    const passages = await this.#dependencies.search.passages(scope, [...ids]);
    const byId = new Map(passages.map((it) => [it.chunkId, it]));
    const cited = new Set(answer.citations.map((it) => it.chunkId));
    return {
      answer,
      collectionId,
      searched: stored.searched === '' ? answer.question : stored.searched,
      expansions: stored.expansions,
      filter: stored.filter,
      models: stored.models,
      profile: await this.#profile(scope, collectionId, answer.profileVersion),
      candidates: stored.candidates.map((it, index) => ({
        ...it,
        rank: index + 1,
        passage: passageOf(byId.get(it.chunkId)),
        cited: cited.has(it.chunkId),
      })),
      sentences: sentences.map(({ chunkId, start, end, score, chosen }) => ({
        chunkId,
        text: byId.get(chunkId)?.text.slice(start, end) ?? null,
        score,
        chosen,
      })),
      record: trace,
    };
  }

  async #profile(scope: AccessScope, collectionId: string, version: number): Promise<Profile | null> {
    const { collections, profiles } = this.#dependencies;
    const saved = await profiles.at(scope, collectionId, version);
    if (saved !== null) return saved.collection.profile;
    const published = await collections.get(scope, collectionId);
    return published?.profileVersion === version ? published.profile : null;
  }
}

function passageOf(passage: StoredPassage | undefined): ExplainedCandidate['passage'] {
  if (passage === undefined) return null;
  const { documentId, title, sourceKey, headingPath, text, pageFrom } = passage;
  return { documentId, title, sourceKey, headingPath, text, pageFrom };
}

function differencesOf(before: Explanation, now: Explanation): ReplayAspect[] {
  const aspects: Record<ReplayAspect, (it: Explanation) => unknown> = {
    outcome: (it) => it.answer.outcome,
    text: (it) => it.answer.text,
    citations: (it) => it.answer.citations.map(({ documentId, versionId, quote }) => [documentId, versionId, quote]),
    searched: (it) => [it.searched, it.expansions],
    models: (it) => it.models,
    profile: (it) => it.answer.profileVersion,
  };
  return (Object.keys(aspects) as ReplayAspect[]).filter(
    (it) => JSON.stringify(aspects[it](before)) !== JSON.stringify(aspects[it](now)),
  );
}
