import type { AccessScope, Collection, Profile } from '@mingda/contracts';
import type { CollectionRepository, ProfileRepository, ShadowRepository } from '@mingda/database';
import { cuttingKey } from '@mingda/domain';
import type { Embedder } from '@mingda/models';
import { MingdaError } from '@mingda/platform';

/** What a question is put to. */
export interface QuestionTarget {
  /** With the profile that answers. */
  readonly collection: Collection;
  /** The collection whose chunks are searched: itself, or the hidden copy that a draft has cut in its own way. */
  readonly index: Collection;
  /** The caller's scope, once the collection is known to be in it. */
  readonly indexScope: AccessScope;
}

interface Dependencies {
  readonly collections: CollectionRepository;
  readonly profiles: ProfileRepository;
  readonly shadows: ShadowRepository;
  readonly embedder: Embedder;
}

/** Finds what answers a question: the published profile, or a saved version of it on chunks that were cut as it says. */
export class QuestionTargets {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `PROFILE_VERSION_NOT_FOUND`, `DRAFT_NOT_INDEXED` */
  async find(scope: AccessScope, collectionId: string, profileVersion?: number): Promise<QuestionTarget> {
    const { collections, profiles, shadows } = this.#dependencies;
    const published = await collections.get(scope, collectionId);
    if (published === null) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
    if (profileVersion === undefined || profileVersion === published.profileVersion) {
      return { collection: published, index: published, indexScope: scope };
    }
    const saved = await profiles.at(scope, collectionId, profileVersion);
    if (saved === null) throw new MingdaError('PROFILE_VERSION_NOT_FOUND', { subject: String(profileVersion) });
    const { collection } = saved;
    const cutBy = this.cutBy(collection.profile);
    if (cutBy === this.cutBy(published.profile)) {
      return { collection, index: published, indexScope: scope };
    }
    const index = await shadows.get(scope, collectionId, cutBy);
    if (index === null) throw new MingdaError('DRAFT_NOT_INDEXED', { subject: String(profileVersion) });
    return { collection, index, indexScope: { tenantId: scope.tenantId, collectionIds: [index.id] } };
  }

  /** Names how a profile has documents cut and embedded. */
  cutBy(profile: Profile): string {
    return cuttingKey(profile.chunking, this.#dependencies.embedder.languages);
  }
}
