import type { AccessScope, Evaluation, GatePolicy, GateStatus, Profile, Publication } from '@mingda/contracts';
import type { EntityManager, GateRepository, ProfileRepository } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import type { JobQueue } from '@mingda/queue';
import type { GoldSets } from '../gold-set/gold-sets.ts';
import type { StartEvaluation } from '../run/start-evaluation.ts';
import type { GateInspector } from './gate-inspector.ts';

interface Dependencies {
  readonly profiles: ProfileRepository;
  readonly gates: GateRepository;
  readonly inspector: GateInspector;
  readonly startEvaluation: StartEvaluation;
  readonly goldSets: Pick<GoldSets, 'read'>;
  readonly queue: JobQueue;
  readonly cutBy: (profile: Profile) => string;
  /** Removes hidden copies that no draft needs. */
  readonly tidy: (scope: AccessScope, collectionId: string) => Promise<void>;
}

/** Who does something to a profile, as the history shows it. */
export interface ProfileChange {
  readonly collectionId: string;
  readonly doneBy: string;
}

/**
 * The way of a profile from saved to answering. Where a gate is set a saved profile is a draft, which passes the gate or
 * is published with a reason against it; without one it answers at once. Going back needs no measuring: it answered
 * before.
 */
export class ProfileGate {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND` */
  async save(
    scope: AccessScope,
    change: ProfileChange & { readonly profile: Profile },
  ): Promise<{ readonly publishedAtOnce: boolean; readonly draftVersion: number | null }> {
    const { profiles, gates } = this.#dependencies;
    const { collectionId, profile, doneBy } = change;
    const { published } = await this.#dependencies.inspector.status(scope, collectionId);
    if ((await gates.get(scope, collectionId)) !== null) {
      const draft = await profiles.saveDraft(scope, collectionId, { profile, savedBy: doneBy });
      await this.#dependencies.tidy(scope, collectionId);
      return { publishedAtOnce: false, draftVersion: draft?.version ?? null };
    }
    const also = (tx: EntityManager, version: number): Promise<void> =>
      this.#answerWith(scope, tx, {
        before: published.profile,
        after: profile,
        publication: { ...plainPublication, collectionId, version, doneBy },
      });
    await profiles.saveAndPublish(scope, collectionId, { profile, savedBy: doneBy, also });
    return { publishedAtOnce: true, draftVersion: null };
  }

  /**
   * Sets what drafts have to pass, and measures the published profile when that was never done on these questions.
   * @throws MingdaError `COLLECTION_NOT_FOUND`, `GOLD_SET_INVALID`
   */
  async setPolicy(scope: AccessScope, collectionId: string, policy: GatePolicy): Promise<GateStatus> {
    const { gates, goldSets, inspector } = this.#dependencies;
    await inspector.status(scope, collectionId);
    await goldSets.read(scope, { name: policy.goldSet });
    await gates.set(scope, collectionId, policy);
    const status = await inspector.status(scope, collectionId);
    if (status.baseline === null) await this.#start(scope, collectionId, { policy, version: status.published.version });
    return status;
  }

  /** A draft that waits stays one until it is published or discarded. @throws MingdaError `COLLECTION_NOT_FOUND` */
  async removePolicy(scope: AccessScope, collectionId: string): Promise<void> {
    await this.#dependencies.inspector.status(scope, collectionId);
    await this.#dependencies.gates.remove(scope, collectionId);
  }

  /**
   * Runs the gate's questions on the draft, or on the published profile when there is none. A run of it that still goes
   * is the answer then.
   * @throws MingdaError `COLLECTION_NOT_FOUND`, `GATE_NOT_SET`, `GOLD_SET_INVALID`
   */
  async measure(scope: AccessScope, collectionId: string): Promise<Evaluation> {
    const { policy, published, draft, baseline } = await this.#dependencies.inspector.status(scope, collectionId);
    if (policy === null) throw new MingdaError('GATE_NOT_SET', { subject: collectionId });
    // Without figures of the published profile those of the draft decide nothing.
    const base =
      baseline === null ? await this.#start(scope, collectionId, { policy, version: published.version }) : null;
    if (draft === null && base !== null) return base;
    return this.#start(scope, collectionId, { policy, version: (draft ?? published).version });
  }

  /**
   * @throws MingdaError `COLLECTION_NOT_FOUND`, `DRAFT_NOT_FOUND` when the version is not the draft of now,
   * `GATE_NOT_PASSED` without a reason to publish all the same
   */
  async publish(
    scope: AccessScope,
    change: ProfileChange & { readonly version: number; readonly overrideReason?: string | undefined },
  ): Promise<GateStatus> {
    const { profiles, inspector } = this.#dependencies;
    const { collectionId, version, overrideReason, doneBy } = change;
    const status = await inspector.status(scope, collectionId);
    const { draft, policy, verdict, candidate, published } = status;
    if (draft?.version !== version) throw new MingdaError('DRAFT_NOT_FOUND', { subject: String(version) });
    const passed = verdict?.outcome === 'passed';
    if (policy !== null && !passed && overrideReason === undefined) throw notPassed(status);
    const publication = {
      collectionId,
      version,
      doneBy,
      action: policy === null ? 'published' : passed ? 'passed' : 'overridden',
      reason: policy === null || passed ? null : (overrideReason ?? null),
      evaluationId: candidate?.id ?? null,
      verdict,
    } as const;
    const baselineId = candidate?.state === 'finished' ? candidate.id : null;
    const done = await profiles.publish(scope, collectionId, {
      version,
      allowed: (saved) => saved.state === 'draft',
      also: (tx) =>
        this.#answerWith(scope, tx, { before: published.profile, after: draft.profile, publication, baselineId }),
    });
    if (!done) throw new MingdaError('DRAFT_NOT_FOUND', { subject: String(version) });
    await this.#dependencies.tidy(scope, collectionId);
    return inspector.status(scope, collectionId);
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `PROFILE_VERSION_NOT_FOUND` for one that never answered */
  async rollBack(scope: AccessScope, change: ProfileChange & { readonly version: number }): Promise<GateStatus> {
    const { profiles, inspector } = this.#dependencies;
    const { collectionId, version, doneBy } = change;
    const { published } = await inspector.status(scope, collectionId);
    const target = (await profiles.list(scope, collectionId)).find((it) => it.version === version);
    const done =
      target !== undefined &&
      (await profiles.publish(scope, collectionId, {
        version,
        allowed: (saved) => saved.state === 'retired' && saved.publishedAt !== null,
        also: (tx) =>
          this.#answerWith(scope, tx, {
            before: published.profile,
            after: target.profile,
            publication: { ...plainPublication, collectionId, version, doneBy, action: 'rolled-back' },
          }),
      }));
    if (!done) throw new MingdaError('PROFILE_VERSION_NOT_FOUND', { subject: String(version) });
    return inspector.status(scope, collectionId);
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND` */
  async discard(scope: AccessScope, collectionId: string): Promise<GateStatus> {
    const { profiles, inspector, tidy } = this.#dependencies;
    await profiles.discardDraft(scope, collectionId);
    await tidy(scope, collectionId);
    return inspector.status(scope, collectionId);
  }

  /** What belongs to a change of the answering profile: the note of it, the baseline, and cutting again where needed. */
  async #answerWith(
    scope: AccessScope,
    tx: EntityManager,
    change: {
      readonly before: Profile;
      readonly after: Profile;
      readonly publication: Omit<Publication, 'id' | 'createdAt'> & { readonly collectionId: string };
      readonly baselineId?: string | null;
    },
  ): Promise<void> {
    const { gates, queue, cutBy } = this.#dependencies;
    const { collectionId } = change.publication;
    await gates.note(scope, change.publication, tx);
    await gates.setBaseline(scope, { collectionId, baselineId: change.baselineId ?? null }, tx);
    if (cutBy(change.before) !== cutBy(change.after)) {
      await queue.send('reindex-collection', { collectionId }, { tx, key: collectionId });
    }
  }

  /** A run of the same that still goes is not started twice. */
  async #start(
    scope: AccessScope,
    collectionId: string,
    { policy, version }: { readonly policy: GatePolicy; readonly version: number },
  ): Promise<Evaluation> {
    const { inspector, startEvaluation } = this.#dependencies;
    const going = await inspector.going(scope, { collectionId, policy, version });
    if (going !== null) return going;
    return startEvaluation.execute(scope, {
      collectionId,
      goldSet: policy.goldSet,
      limit: policy.limit ?? undefined,
      profileVersion: version,
      reuse: true,
    });
  }
}

const plainPublication = { action: 'published', reason: null, evaluationId: null, verdict: null } as const;

function notPassed({ baseline, candidate, verdict }: GateStatus): MingdaError {
  const missing =
    candidate === null
      ? 'the draft was not measured yet'
      : candidate.state !== 'finished'
        ? 'the run of the draft has not finished'
        : baseline === null
          ? 'the published profile was not measured yet'
          : undefined;
  return new MingdaError('GATE_NOT_PASSED', {
    detail: verdict?.reason.en ?? missing ?? 'it was not measured',
    fixes: ['measure the draft', 'change the draft', 'publish it with a reason against the gate'],
  });
}
