import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  defaultProfile,
  routes,
  type Collection,
  type Evaluation,
  type GateStatus,
  type Profile,
} from '@mingda/contracts';
import { goldSetOfManuals, manuals, testDatabases } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runApi, upload, type RunningTestApi } from './running-api.ts';

const more = (given: { [P in keyof Profile]?: Partial<Profile[P]> }): Profile => ({
  chunking: { ...defaultProfile.chunking, ...given.chunking },
  retrieval: { ...defaultProfile.retrieval, ...given.retrieval },
  answering: { ...defaultProfile.answering, ...given.answering },
});
const harmless = more({ retrieval: { candidates: 110 } });
const refusing = more({ answering: { threshold: 1 } });
const shortChunks = more({ chunking: { maxTokens: 40 } });

describe.each(testDatabases())('drafts and the gate on the $kind database', (kind) => {
  let api: RunningTestApi;
  let goldSets: string;
  let collection: Collection;
  let params: { collectionId: string };
  beforeAll(async () => {
    goldSets = await goldSetOfManuals();
    api = await runApi(kind, goldSets);
    collection = await api.call(routes.createCollection, { body: { name: 'products' } });
    params = { collectionId: collection.id };
    await api.call(routes.uploadDocuments, { params, body: upload(...manuals) });
    await until(async () => (await ready()) === manuals.length);
  });
  afterAll(async () => {
    await api?.close();
    await rm(goldSets, { recursive: true, force: true });
  });

  const ready = async (): Promise<number> =>
    (await api.call(routes.listDocuments, { params, query: '?state=ready' })).total;
  const gate = (): Promise<GateStatus> => api.call(routes.getGate, { params });
  /** Of all documents, with those that are not searched because others say the same. */
  const chunks = async (): Promise<number> => {
    const { items } = await api.call(routes.listDocuments, { params });
    return items.reduce((sum, it) => sum + it.latestVersion.chunkCount, 0);
  };
  const publish = (version: number, overrideReason?: string) => ({
    params,
    body: { version, ...(overrideReason === undefined ? {} : { overrideReason }) },
  });

  async function until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await sleep(100);
  }

  async function ended(started: Evaluation): Promise<Evaluation> {
    const of = { evaluationId: started.id };
    let evaluation = started;
    while (evaluation.state === 'queued' || evaluation.state === 'running') {
      await sleep(100);
      evaluation = await api.call(routes.getEvaluation, { params: of });
    }
    return evaluation;
  }

  async function saveDraft(profile: Profile): Promise<number> {
    const saved = await api.call(routes.updateProfile, { params, body: profile });
    expect(saved).toMatchObject({ publishedAtOnce: false, profileVersion: (await gate()).published.version });
    return saved.draftVersion ?? 0;
  }

  it('publish at once where no gate is set, and say so', async () => {
    const saved = await api.call(routes.updateProfile, { params, body: more({ retrieval: { passages: 9 } }) });
    expect(saved).toMatchObject({ publishedAtOnce: true, profileVersion: 2, draftVersion: null });
    await api.call(routes.updateProfile, { params, body: defaultProfile });
    expect(await api.refuse(routes.measureDraft, { params })).toMatchObject({ code: 'GATE_NOT_SET' });
  });

  it('refuse a gate on a gold set that is not there', async () => {
    const refused = await api.refuse(routes.setGatePolicy, { params, body: { goldSet: 'nothing' } });
    expect(refused.code).toBe('GOLD_SET_INVALID');
    expect((await gate()).policy).toBeNull();
  });

  it('measure what answers when a gate is set', async () => {
    await api.call(routes.setGatePolicy, {
      params,
      body: { goldSet: 'manuals', margins: { accuracy: 0.1, recallAt5: 0.1 } },
    });
    await until(async () => (await gate()).baseline !== null);
    const { baseline, published } = await gate();
    expect(baseline).toMatchObject({ profileVersion: published.version, counts: { questions: 28 } });
    expect(baseline?.metrics?.accuracy).toBeGreaterThan(0.7);
    expect(baseline?.configuration).toMatchObject({
      goldSet: { name: 'manuals', limit: null },
      profile: { settings: defaultProfile },
      documents: { count: manuals.length },
    });
    for (const { sha256 } of baseline?.configuration?.models ?? []) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('let a harmless draft pass and answer with it at once', async () => {
    const version = await saveDraft(harmless);
    const refused = await api.refuse(routes.publishDraft, publish(version));
    expect(refused).toMatchObject({ code: 'GATE_NOT_PASSED', detail: expect.stringContaining('not measured') });
    await ended(await api.call(routes.measureDraft, { params }));
    expect((await gate()).verdict?.outcome).toBe('passed');
    const status = await api.call(routes.publishDraft, publish(version));
    expect(status).toMatchObject({ draft: null, published: { version, state: 'published' } });
    expect(status.baseline?.profileVersion).toBe(version);
    const asked = await api.call(routes.ask, { params, body: { question: 'GW-1100 有多重？' } });
    expect(asked.profileVersion).toBe(version);
  });

  it('hold back a draft that is worse, unless somebody says why, and go back in one step', async () => {
    const before = await gate();
    const version = await saveDraft(refusing);
    await ended(await api.call(routes.measureDraft, { params }));
    const { verdict } = await gate();
    expect(verdict).toMatchObject({ outcome: 'not-passed' });
    expect(verdict?.checks.find((it) => it.measure === 'accuracy')?.verdict).toBe('worse');
    expect(await api.refuse(routes.publishDraft, publish(version))).toMatchObject({ code: 'GATE_NOT_PASSED' });
    expect(await api.refuse(routes.publishDraft, publish(version, 'no'))).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await api.refuse(routes.publishDraft, publish(version + 1, 'a good reason'))).toMatchObject({
      code: 'DRAFT_NOT_FOUND',
    });
    await api.call(routes.publishDraft, publish(version, 'asked for by legal'));
    const question = { question: 'GW-1100 有多重？' };
    expect((await api.call(routes.ask, { params, body: question })).outcome).toBe('refused');
    const back = { params, body: { version: before.published.version } };
    const rolledBack = await api.call(routes.rollBackProfile, back);
    expect(rolledBack).toMatchObject({ published: { version: before.published.version } });
    expect(rolledBack.baseline?.profileVersion).toBe(before.published.version);
    expect((await api.call(routes.ask, { params, body: question })).outcome).toBe('answered');
    const history = await api.call(routes.listProfiles, { params });
    expect(history.publications.map((it) => [it.action, it.version, it.reason]).slice(0, 3)).toEqual([
      ['rolled-back', before.published.version, null],
      ['overridden', version, 'asked for by legal'],
      ['passed', before.published.version, null],
    ]);
    expect(history.publications[1]?.verdict?.outcome).toBe('not-passed');
    expect(await api.refuse(routes.rollBackProfile, { params, body: { version: 99 } })).toMatchObject({
      code: 'PROFILE_VERSION_NOT_FOUND',
    });
  });

  it('measure another chunk size on documents that are cut so, out of sight', async () => {
    const chunksBefore = await chunks();
    const version = await saveDraft(shortChunks);
    const ask = { params, body: { question: 'GW-2200 多少钱？', profileVersion: version } };
    expect(await api.refuse(routes.ask, ask)).toMatchObject({ code: 'DRAFT_NOT_INDEXED' });
    const run = await ended(await api.call(routes.measureDraft, { params }));
    expect(run).toMatchObject({ state: 'finished', configuration: { documents: { count: manuals.length } } });
    expect(run.configuration?.documents.chunks).toBeGreaterThan(chunksBefore);

    expect(await chunks()).toBe(chunksBefore);
    const { items } = await api.call(routes.listCollections);
    expect(items.map((it) => it.name)).toEqual(['products']);
    expect((await gate()).draftCutsAgain).toBe(true);
    const asked = await api.call(routes.ask, ask);
    expect([asked.profileVersion, asked.outcome]).toEqual([version, 'answered']);
    const { id: keyId, secret } = await api.call(routes.createApiKey, { body: { name: 'helpdesk' } });
    expect(await api.refuse(routes.ask, { ...ask, token: secret })).toMatchObject({ code: 'FORBIDDEN' });
    expect(
      await api.refuse(routes.search, { ...ask, body: { query: 'x', profileVersion: 1 }, token: secret }),
    ).toMatchObject({
      code: 'FORBIDDEN',
    });
    await api.call(routes.revokeApiKey, { params: { keyId } });

    await api.call(routes.publishDraft, publish(version, 'short chunks for the test'));
    await until(async () => {
      const { index } = await gate();
      return index.current === index.total;
    });
    expect(await chunks()).toBe(run.configuration?.documents.chunks);
    expect(await ready()).toBe(manuals.length);
    expect((await gate()).unmeasured).toBeNull();
    expect((await api.call(routes.ask, { params, body: { question: 'GW-2200 多少钱？' } })).outcome).toBe('answered');
  });

  it('ask for a run when many of the documents changed', async () => {
    const changed = manuals.slice(0, 4).map(({ name, content }) => ({ name, content: `${content}\n\n另见附录。` }));
    await api.call(routes.uploadDocuments, { params, body: upload(...changed) });
    await until(async () => (await gate()).unmeasured !== null);
    expect((await gate()).unmeasured?.share).toBeGreaterThan(0.2);
    await until(async () => (await ready()) === manuals.length);
    await ended(await api.call(routes.measureDraft, { params }));
    expect((await gate()).unmeasured?.share ?? 0).toBeLessThan(0.2);
  });

  it('keep the draft of a removed gate for publishing by hand, and discard it', async () => {
    const version = await saveDraft(harmless);
    expect((await api.call(routes.discardDraft, { params })).draft).toBeNull();
    expect(await api.refuse(routes.publishDraft, publish(version))).toMatchObject({ code: 'DRAFT_NOT_FOUND' });
    const again = await saveDraft(harmless);
    await api.call(routes.removeGatePolicy, { params });
    expect(await api.call(routes.publishDraft, publish(again))).toMatchObject({ published: { version: again } });
  });
});
