import { defaultProfile, type Profile } from '@mingda/contracts';
import {
  acceptSample,
  publishedVersion,
  randomChunks,
  sampleCollection,
  seededRandom,
  testDatabases,
  type OpenedDatabase,
  type SampleCollection,
} from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CollectionRepository } from './collection.repository.ts';
import { DocumentRepository } from './document.repository.ts';
import { EvaluationRepository } from './evaluation.repository.ts';
import { GateRepository } from './gate.repository.ts';
import { IndexStateRepository } from './index-state.repository.ts';
import { ProfileRepository } from './profile.repository.ts';
import { ShadowRepository } from './shadow.repository.ts';
import { VersionRepository } from './version.repository.ts';

const withCandidates = (candidates: number): Profile => ({
  ...defaultProfile,
  retrieval: { ...defaultProfile.retrieval, candidates },
});
const nothing = async (): Promise<void> => undefined;

describe.each(testDatabases())('profiles, gates and hidden copies ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let home: SampleCollection;
  let profiles: ProfileRepository;
  let collections: CollectionRepository;
  beforeAll(async () => {
    opened = await open();
    home = await sampleCollection(opened.database);
    profiles = new ProfileRepository(opened.database);
    collections = new CollectionRepository(opened.database);
  });
  afterAll(() => opened.drop());

  const states = async (): Promise<string[]> =>
    (await profiles.list(home.scope, home.collectionId)).map((it) => `${it.version} ${it.state}`);

  test('a draft answers nothing until it is published, and one takes the place of another', async () => {
    const { scope, collectionId } = home;
    const first = await profiles.saveDraft(scope, collectionId, { profile: withCandidates(110), savedBy: 'editor' });
    expect(first).toMatchObject({ version: 2, state: 'draft', savedBy: 'editor', publishedAt: null });
    const same = await profiles.saveDraft(scope, collectionId, { profile: withCandidates(110), savedBy: 'owner' });
    expect(same).toMatchObject({ version: 2, savedBy: 'editor' });
    await profiles.saveDraft(scope, collectionId, { profile: withCandidates(120), savedBy: 'owner' });
    expect(await states()).toEqual(['3 draft', '2 retired', '1 published']);
    expect((await collections.get(scope, collectionId))?.profile).toEqual(defaultProfile);
    const at = await profiles.at(scope, collectionId, 3);
    expect(at).toMatchObject({ state: 'draft', published: defaultProfile, collection: { profileVersion: 3 } });
    expect(at?.collection.profile).toEqual(withCandidates(120));
    expect(await profiles.at(scope, collectionId, 9)).toBeNull();
  });

  test('publishing is all or nothing, and only what is allowed', async () => {
    const { scope, collectionId } = home;
    const failing = profiles.publish(scope, collectionId, {
      version: 3,
      allowed: () => true,
      also: () => Promise.reject(new Error('the job could not be sent')),
    });
    await expect(failing).rejects.toThrow('the job could not be sent');
    expect(await states()).toEqual(['3 draft', '2 retired', '1 published']);
    const never = {
      version: 2,
      allowed: (it: { publishedAt: string | null }) => it.publishedAt !== null,
      also: nothing,
    };
    expect(await profiles.publish(scope, collectionId, never)).toBe(false);
    expect(await profiles.publish(scope, collectionId, { version: 3, allowed: () => true, also: nothing })).toBe(true);
    expect(await states()).toEqual(['3 published', '2 retired', '1 retired']);
    expect(await collections.get(scope, collectionId)).toMatchObject({
      profileVersion: 3,
      profile: { retrieval: { candidates: 120 } },
    });
  });

  test('saving the published settings leaves no draft, and numbers are never used twice', async () => {
    const { scope, collectionId } = home;
    await profiles.saveDraft(scope, collectionId, { profile: withCandidates(130), savedBy: '' });
    expect(await profiles.saveDraft(scope, collectionId, { profile: withCandidates(120), savedBy: '' })).toBeNull();
    const given = { profile: defaultProfile, savedBy: 'editor', also: nothing };
    expect(await profiles.saveAndPublish(scope, collectionId, given)).toBe(5);
    expect(await profiles.saveAndPublish(scope, collectionId, given)).toBeNull();
    expect(await collections.updateProfile(scope, collectionId, withCandidates(140))).toMatchObject({
      profileVersion: 6,
    });
    expect(await states()).toEqual(['6 published', '5 retired', '4 retired', '3 retired', '2 retired', '1 retired']);
  });

  test('drafts saved at the same moment leave one', async () => {
    const { scope, collectionId } = home;
    const all = [150, 160, 170, 180].map((it) =>
      profiles.saveDraft(scope, collectionId, { profile: withCandidates(it), savedBy: '' }),
    );
    await Promise.all(all);
    expect((await states()).filter((it) => it.endsWith('draft'))).toHaveLength(1);
    await profiles.discardDraft(scope, collectionId);
    expect(await profiles.draft(scope, collectionId)).toBeNull();
  });

  test('nothing of another tenant or another collection is read or changed', async () => {
    const { collectionId } = home;
    for (const scope of [{ tenantId: collectionId }, { ...home.scope, collectionIds: [] }]) {
      expect(await profiles.list(scope, collectionId)).toEqual([]);
      expect(await profiles.at(scope, collectionId, 1)).toBeNull();
      expect(await profiles.saveDraft(scope, collectionId, { profile: withCandidates(99), savedBy: '' })).toBeNull();
      expect(await profiles.publish(scope, collectionId, { version: 1, allowed: () => true, also: nothing })).toBe(
        false,
      );
      expect(await new GateRepository(opened.database).get(scope, collectionId)).toBeNull();
      expect(await new ShadowRepository(opened.database).get(scope, collectionId, 'x')).toBeNull();
    }
  });

  test('a gate keeps its baseline until it asks other questions, and goes with its collection', async () => {
    const gates = new GateRepository(opened.database);
    const { scope, collectionId } = await sampleCollection(opened.database, 'gated');
    const policy = {
      goldSet: 'hr',
      limit: null,
      margins: { accuracy: 0.03 },
      confidence: 0.95,
      minQuestions: 20,
      changedShare: 0.2,
    };
    await gates.set(scope, collectionId, policy);
    const evaluations = new EvaluationRepository(opened.database);
    const { id: baselineId } = await evaluations.create(scope, { collectionId, goldSet: 'hr' });
    await opened.database.transaction((tx) => gates.setBaseline(scope, { collectionId, baselineId }, tx));
    await gates.set(scope, collectionId, { ...policy, confidence: 0.9 });
    expect(await gates.get(scope, collectionId)).toEqual({ policy: { ...policy, confidence: 0.9 }, baselineId });
    await gates.set(scope, collectionId, { ...policy, goldSet: 'it' });
    expect((await gates.get(scope, collectionId))?.baselineId).toBeNull();
    await collections.delete(scope, collectionId);
    expect(await gates.get(scope, collectionId)).toBeNull();
  });

  test('a hidden copy is in no list, follows its collection and goes with it', async () => {
    const shadows = new ShadowRepository(opened.database);
    const documents = new DocumentRepository(opened.database);
    const versions = new VersionRepository(opened.database);
    const source = await sampleCollection(opened.database, 'source');
    const { scope, collectionId } = source;
    const publish = async (key: string, content: string, of: SampleCollection): Promise<void> => {
      const { versionId } = await acceptSample(opened.database, of, { key, content });
      await versions.publish(
        versionId,
        publishedVersion(randomChunks(seededRandom(1), 2), { cutBy: 'long', title: key }),
      );
    };
    await publish('a', 'one', source);
    await publish('b', 'two', source);
    const made = { cutBy: 'short', profile: withCandidates(50) };
    const shadow = await shadows.ensure(scope, collectionId, made);
    expect((await shadows.ensure(scope, collectionId, made)).id).toBe(shadow.id);
    expect((await collections.list(scope)).map((it) => it.name)).not.toContain(shadow.name);
    expect(await collections.get(scope, shadow.id)).toBeNull();
    expect(await collections.getByName(scope, shadow.name)).toBeNull();

    const missing = await shadows.missing(scope, collectionId, shadow.id);
    expect(missing.map((it) => [it.sourceKey, it.contentHash, it.collectionId])).toEqual([
      ['a', 'hash of one', shadow.id],
      ['b', 'hash of two', shadow.id],
    ]);
    await publish('a', 'one', { scope, collectionId: shadow.id });
    await publish('gone', 'three', { scope, collectionId: shadow.id });
    expect((await shadows.missing(scope, collectionId, shadow.id)).map((it) => it.sourceKey)).toEqual(['b']);
    const [left] = await shadows.gone(scope, collectionId, shadow.id);
    expect((await documents.get(scope, left ?? ''))?.sourceKey).toBe('gone');

    expect(await shadows.others(scope, collectionId, 'short')).toEqual([]);
    expect(await shadows.others(scope, collectionId, null)).toEqual([shadow.id]);
    await collections.delete(scope, collectionId);
    expect(await shadows.get(scope, collectionId, 'short')).toBeNull();
  });

  test('the digest of an index tells contents and cutting, its stamp each writing', async () => {
    const indexes = new IndexStateRepository(opened.database);
    const versions = new VersionRepository(opened.database);
    const one = await sampleCollection(opened.database, 'one');
    const two = await sampleCollection(opened.database, 'two');
    const write = async (of: SampleCollection, cutBy: string): Promise<string> => {
      const { versionId } = await acceptSample(opened.database, of, { key: 'a', content: 'one' });
      await versions.publish(versionId, publishedVersion(randomChunks(seededRandom(1), 3), { cutBy }));
      return versionId;
    };
    const [versionId] = [await write(one, 'long'), await write(two, 'long')];
    const content = (of: SampleCollection) => indexes.content(of.scope, of.collectionId);
    const before = await content(one);
    expect(before).toMatchObject({ count: 1, chunks: 3, sha256: (await content(two)).sha256 });
    expect((await content(two)).stamp).not.toBe(before.stamp);

    expect(await indexes.cut(one.scope, one.collectionId, 'short')).toEqual({ current: 0, total: 1 });
    expect(await indexes.otherwiseCut(one.scope, one.collectionId, 'short')).toEqual([versionId]);
    const uploaded = new Date();
    await write(one, 'short');
    const after = await content(one);
    expect([after.sha256 === before.sha256, after.stamp === before.stamp]).toEqual([false, false]);
    expect(await indexes.otherwiseCut(one.scope, one.collectionId, 'short')).toEqual([]);
    // Cutting again is no upload.
    expect(await indexes.changed(one.scope, one.collectionId, uploaded)).toEqual({ chunks: 3, changed: 0 });
    expect(await indexes.ingestion(one.scope, one.collectionId)).toEqual({ total: 1, ready: 1, failed: 0 });
    expect(await indexes.content({ ...one.scope, collectionIds: [] }, one.collectionId)).toMatchObject({ count: 0 });
  });
});
