import type {
  AccessScope,
  Evaluation,
  GatePolicy,
  GateStatus,
  GateVerdict,
  Profile,
  ProfileVersion,
} from '@mingda/contracts';
import type { EvaluationRepository, GateRepository, IndexStateRepository, ProfileRepository } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import { decideGate } from './decide-gate.ts';

interface Dependencies {
  readonly profiles: ProfileRepository;
  readonly gates: GateRepository;
  readonly evaluations: EvaluationRepository;
  readonly indexes: IndexStateRepository;
  /** Names how a profile has documents cut. */
  readonly cutBy: (profile: Profile) => string;
}

/** Says where the profile of a collection stands: what answers, what waits, and what the gate says of it. */
export class GateInspector {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND` */
  async status(scope: AccessScope, collectionId: string): Promise<GateStatus> {
    const { profiles, gates, indexes, cutBy } = this.#dependencies;
    const versions = await profiles.list(scope, collectionId);
    const published = versions.find((it) => it.state === 'published');
    if (published === undefined) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
    const draft = versions.find((it) => it.state === 'draft') ?? null;
    const gate = await gates.get(scope, collectionId);
    const policy = gate?.policy ?? null;
    const baseline =
      gate === null ? null : await this.#baseline(scope, { ...gate, collectionId, version: published.version });
    const candidate =
      policy === null || draft === null
        ? null
        : await this.#newest(scope, { collectionId, policy, version: draft.version, finished: false });
    return {
      policy,
      published,
      draft,
      baseline,
      candidate,
      verdict: policy === null ? null : await this.#verdict(scope, { policy, baseline, candidate }),
      draftCutsAgain: draft !== null && cutBy(draft.profile) !== cutBy(published.profile),
      index: await indexes.cut(scope, collectionId, cutBy(published.profile)),
      unmeasured: policy === null ? null : await this.#unmeasured(scope, { collectionId, policy, baseline }),
    };
  }

  /** The run of a version on the gate's questions that waits or goes; null when none does. */
  async going(
    scope: AccessScope,
    of: { readonly collectionId: string; readonly policy: GatePolicy; readonly version: number },
  ): Promise<Evaluation | null> {
    const run = await this.#newest(scope, { ...of, finished: false });
    return run?.state === 'queued' || run?.state === 'running' ? run : null;
  }

  /** The newest finished run of a version, so that measuring again takes changed documents in; else the one it passed with. */
  async #baseline(
    scope: AccessScope,
    gate: {
      readonly collectionId: string;
      readonly policy: GatePolicy;
      readonly baselineId: string | null;
      readonly version: number;
    },
  ): Promise<Evaluation | null> {
    const newest = await this.#newest(scope, { ...gate, finished: true });
    if (newest !== null || gate.baselineId === null) return newest;
    const noted = await this.#dependencies.evaluations.get(scope, gate.baselineId);
    return noted?.state === 'finished' && noted.profileVersion === gate.version ? noted : null;
  }

  #newest(
    scope: AccessScope,
    of: {
      readonly collectionId: string;
      readonly policy: GatePolicy;
      readonly version: ProfileVersion['version'];
      readonly finished: boolean;
    },
  ): Promise<Evaluation | null> {
    const { goldSet, limit } = of.policy;
    const { collectionId, version: profileVersion, finished } = of;
    return this.#dependencies.evaluations.newest(scope, { collectionId, goldSet, limit, profileVersion, finished });
  }

  async #verdict(
    scope: AccessScope,
    runs: { readonly policy: GatePolicy; readonly baseline: Evaluation | null; readonly candidate: Evaluation | null },
  ): Promise<GateVerdict | null> {
    const { evaluations } = this.#dependencies;
    const { policy, baseline, candidate } = runs;
    if (baseline === null || candidate?.state !== 'finished') return null;
    const before = await evaluations.report(scope, baseline.id);
    const after = await evaluations.report(scope, candidate.id);
    return before === null || after === null ? null : decideGate(before.questions, after.questions, policy);
  }

  /** Figures of a collection that has become another one say little; what went and what came both count. */
  async #unmeasured(
    scope: AccessScope,
    of: { readonly collectionId: string; readonly policy: GatePolicy; readonly baseline: Evaluation | null },
  ): Promise<GateStatus['unmeasured']> {
    const { baseline, policy, collectionId } = of;
    if (baseline === null) return null;
    const since = baseline.startedAt ?? baseline.createdAt;
    const { chunks, changed } = await this.#dependencies.indexes.changed(scope, collectionId, new Date(since));
    const before = baseline.configuration?.documents.chunks ?? chunks;
    const removed = Math.max(0, before - (chunks - changed));
    const share = Math.min(1, (changed + removed) / Math.max(before, chunks, 1));
    return share > policy.changedShare ? { share, since } : null;
  }
}
