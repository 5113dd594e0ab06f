import type { Profile } from '@mingda/contracts';
import type { IndexStateRepository, ProfileRepository } from '@mingda/database';
import type { RunSubjects } from '@mingda/evaluation';
import type { PrepareDraft, SweepRepeats } from '@mingda/ingestion';
import { MingdaError } from '@mingda/platform';
import type { QuestionTargets } from '@mingda/retrieval';

interface Dependencies {
  readonly profiles: ProfileRepository;
  readonly indexes: IndexStateRepository;
  readonly targets: QuestionTargets;
  readonly prepareDraft: PrepareDraft;
  readonly sweepRepeats: Pick<SweepRepeats, 'execute'>;
  readonly cutBy: (profile: Profile) => string;
}

/** Makes a collection ready to be measured under one of its profiles, and describes what is measured. */
export function runSubjects({
  profiles,
  indexes,
  targets,
  prepareDraft,
  sweepRepeats,
  cutBy,
}: Dependencies): RunSubjects {
  return {
    async prepare(scope, { collectionId, profileVersion }, watch) {
      const published = (await targets.find(scope, collectionId)).collection;
      const version = profileVersion ?? published.profileVersion;
      const saved = await profiles.at(scope, collectionId, version);
      if (saved === null) throw new MingdaError('PROFILE_VERSION_NOT_FOUND', { subject: String(version) });
      const { profile } = saved.collection;
      const own = cutBy(profile);
      if (own !== cutBy(published.profile)) {
        await prepareDraft.execute(scope, { collectionId, profile, cutBy: own }, watch);
      }
      const { collection, index, indexScope } = await targets.find(scope, collectionId, version);
      // What is measured must not depend on whether the job for repeated lines came by.
      await sweepRepeats.execute(index.id, watch.signal === undefined ? {} : { signal: watch.signal });
      const content = await indexes.content(indexScope, index.id);
      return { collection, profileState: saved.state, indexId: index.id, content };
    },
    content: (scope, indexId) => indexes.content(scope, indexId),
    async tidy(scope, collectionId) {
      const draft = await profiles.draft(scope, collectionId);
      await prepareDraft.tidy(scope, collectionId, draft === null ? null : cutBy(draft.profile));
    },
  };
}
