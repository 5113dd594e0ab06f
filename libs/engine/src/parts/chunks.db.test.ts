import { join } from 'node:path';
import { defaultProfile, type ChunkChangeRequest, type ChunkView, type PassageView } from '@mingda/contracts';
import {
  ChunkEditRepository,
  CollectionLexicons,
  CollectionRepository,
  DocumentMetadataRepository,
  DocumentRepository,
  ImportJobRepository,
  LexiconRepository,
  PassageSearchRepository,
  ProfileRepository,
  ShadowRepository,
  VersionRepository,
} from '@mingda/database';
import { DocumentParser, FolderBlobStore } from '@mingda/files';
import { AcceptDocument, DeleteDocument, IngestDocument, RetryDocument } from '@mingda/ingestion';
import { termHash } from '@mingda/language';
import { createLogger, loadConfig } from '@mingda/platform';
import { QuestionTargets, Retrieve } from '@mingda/retrieval';
import {
  FakeEmbedder,
  sampleCollection,
  testDatabases,
  type OpenedDatabase,
  type SampleCollection,
} from '@mingda/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chunkParts, type ChunkParts } from './chunks.ts';

const logger = createLogger({ logLevel: 'silent' }, 'test');
const sections = [
  '# 年假\n\n员工每年享有十天带薪年假。年假须提前三天申请。',
  '# 差旅\n\n出差住宿每晚不超过四百元。餐费按日补贴。',
  '# 安全\n\n进入车间必须佩戴安全帽。',
];
/** Small enough that every section is a chunk of its own. */
const settings = { ...defaultProfile, chunking: { ...defaultProfile.chunking, maxTokens: 40 } };

describe.each(testDatabases())('passages under a person’s hands ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let home: SampleCollection;
  let parser: DocumentParser;
  let ingest: IngestDocument;
  let chunks: ChunkParts;
  let documentId: string;
  let counter = 0;
  const sent: string[] = [];
  const embedder = new FakeEmbedder();

  beforeAll(async () => {
    opened = await open();
    const { database, dataDir } = opened;
    parser = new DocumentParser({ limits: loadConfig({}).limits, threads: 1, logger });
    const parts = {
      chunkEdits: new ChunkEditRepository(database),
      lexicons: new CollectionLexicons(database),
      blobs: new FolderBlobStore(join(dataDir, 'blobs')),
      collections: new CollectionRepository(database),
      documents: new DocumentRepository(database),
      versions: new VersionRepository(database),
      parser,
      embedder,
      logger,
    };
    const queue = { send: async (name: string) => void sent.push(name) };
    const retryDocument = new RetryDocument({ ...parts, database, imports: new ImportJobRepository(database) });
    chunks = chunkParts({ ...parts, database, queue, retryDocument });
    const { sweepRepeats } = chunks;
    ingest = new IngestDocument({ ...parts, sweepRepeats, analyseCollection: { execute: async () => undefined } });
  });
  afterAll(async () => {
    await parser.close();
    await opened.drop();
  });

  async function upload(text: string, sourceKey = 'handbook.md'): Promise<string> {
    const { database, dataDir } = opened;
    const accept = new AcceptDocument({
      database,
      collections: new CollectionRepository(database),
      documents: new DocumentRepository(database),
      imports: new ImportJobRepository(database),
      blobs: new FolderBlobStore(join(dataDir, 'blobs')),
      limits: loadConfig({}).limits,
    });
    const file = { sourceKey, fileName: sourceKey, content: new TextEncoder().encode(text) };
    const { versionId, documentId: id } = await accept.execute(home.scope, {
      collectionId: home.collectionId,
      ...file,
    });
    await ingest.execute(versionId);
    return id;
  }

  beforeEach(async () => {
    counter += 1;
    home = await sampleCollection(opened.database, `edits ${String(counter)}`);
    const collections = new CollectionRepository(opened.database);
    await collections.updateProfile(home.scope, home.collectionId, settings);
    documentId = await upload(sections.join('\n\n'));
  });

  async function list(): Promise<ChunkView[]> {
    const documents = new DocumentRepository(opened.database);
    const document = await documents.get(home.scope, documentId);
    return (await documents.text(home.scope, document?.currentVersionId ?? ''))?.chunks ?? [];
  }

  async function change(wish: ChunkChangeRequest) {
    return chunks.edit.execute(home.scope, documentId, { change: wish, by: 'editor' });
  }

  const idOf = async (part: string): Promise<string> => (await list()).find((it) => it.text.includes(part))?.id ?? '';

  async function find(query: string): Promise<readonly PassageView[]> {
    const { database } = opened;
    const repositories = {
      collections: new CollectionRepository(database),
      profiles: new ProfileRepository(database),
      shadows: new ShadowRepository(database),
    };
    const retrieve = new Retrieve({
      targets: new QuestionTargets({ ...repositories, embedder }),
      search: new PassageSearchRepository(database),
      lexicon: new LexiconRepository(database),
      lexicons: new CollectionLexicons(database),
      metadata: new DocumentMetadataRepository(database),
      embedder,
      crossEncoder: undefined,
    });
    return (await retrieve.execute(home.scope, { collectionId: home.collectionId, query })).passages;
  }

  /** Statistics as kept, beside the same counted anew. */
  async function expectConsistent(): Promise<void> {
    const read = (sql: string) => opened.database.dataSource.query<unknown[]>(sql, [home.collectionId]);
    const kept = await read('select term, df from lexical_term where collection_id = $1 order by term');
    const counted = await read(
      'select term, count(*)::int as df from chunk_lexical cross join unnest(terms) as term where collection_id = $1 group by term order by term',
    );
    expect(kept).toEqual(counted);
    const searched = await read('select count(*)::int as n from chunk where collection_id = $1 and off is null');
    expect(await read('select chunk_count as n from collection where id = $1')).toEqual(searched);
    expect(await read('select count(*)::int as n from chunk_vector where collection_id = $1')).toEqual(searched);
    const ordinals = (await list()).map((it) => it.ordinal);
    expect(ordinals).toEqual(ordinals.map((_, index) => index));
  }

  test('a rewritten passage is found by its new words at once, and says who wrote it', async () => {
    await change({
      action: 'rewrite',
      chunkId: await idOf('四百元'),
      text: '差旅\n出差住宿每晚不超过六百元，须附发票。',
    });
    const [first] = await find('发票 六百元');
    expect(first?.text).toContain('六百元');
    expect(first?.edited).toMatchObject({ by: 'editor' });
    const source = sections.join('\n\n').replaceAll('# ', '').replaceAll('\n\n', '\n');
    expect(source.slice(first?.charStart, first?.charEnd)).toContain('四百元');
    expect((await find('四百元')).every((it) => !it.text.includes('四百元'))).toBe(true);
    await expectConsistent();
    const { history } = await chunks.edit.list(home.scope, documentId);
    expect(history).toMatchObject([{ action: 'rewrite', by: 'editor' }]);
    expect(history[0]?.before.join()).toContain('四百元');
  });

  test('a passage that is off is never found, and comes back', async () => {
    await change({ action: 'switch', chunkId: await idOf('安全帽'), enabled: false });
    expect((await find('安全帽')).filter((it) => it.text.includes('安全帽'))).toEqual([]);
    await expectConsistent();
    await change({ action: 'switch', chunkId: await idOf('安全帽'), enabled: true });
    expect((await find('安全帽'))[0]?.text).toContain('安全帽');
    await expectConsistent();
  });

  test('splitting, merging and restoring keep ranges, order and statistics', async () => {
    const before = await list();
    const text = before.find((it) => it.text.includes('四百元'))?.text ?? '';
    await change({ action: 'split', chunkId: await idOf('四百元'), at: [text.indexOf('餐费')] });
    expect((await list()).map((it) => it.text).filter((it) => it.includes('餐费'))).toEqual(['餐费按日补贴。']);
    await expectConsistent();
    await change({ action: 'merge', chunkIds: [await idOf('餐费'), await idOf('安全帽')] });
    const merged = (await list()).find((it) => it.text.includes('餐费'));
    expect(merged?.text).toContain('安全帽');
    expect(merged).toMatchObject({ verbatim: true, edited: { by: 'editor' } });
    await expectConsistent();
    await change({ action: 'restore', chunkId: merged?.id ?? '' });
    const facts = (of: readonly ChunkView[]) => of.map((it) => ({ ...it, id: null }));
    expect(facts(await list())).toEqual(facts(before));
    await expectConsistent();
  });

  test('a new version keeps the edits whose text stands, and lists the others until they are used or dropped', async () => {
    await change({ action: 'rewrite', chunkId: await idOf('十天'), text: '年假\n员工每年享有十五天年假。' });
    await change({ action: 'switch', chunkId: await idOf('安全帽'), enabled: false });
    await upload([sections[2], sections[0]?.replace('十天', '十二天'), sections[1]].join('\n\n'));
    expect((await list()).find((it) => it.text.includes('安全帽'))).toMatchObject({ off: 'person' });
    expect((await list()).some((it) => it.text.includes('十五天'))).toBe(false);
    const { lost } = await chunks.edit.list(home.scope, documentId);
    expect(lost.map((it) => it.pieces.map((piece) => piece.text))).toEqual([['年假\n员工每年享有十五天年假。']]);
    await expectConsistent();

    // The old text comes back, and its edit with it.
    await upload(sections.toReversed().join('\n\n'));
    expect((await list()).some((it) => it.text.includes('十五天'))).toBe(true);
    expect((await chunks.edit.list(home.scope, documentId)).lost).toEqual([]);

    await upload([sections[0]?.replace('十天', '十二天'), sections[1]].join('\n\n'));
    const twice = await chunks.edit.list(home.scope, documentId);
    expect(twice.lost).toHaveLength(2);
    const editId = twice.lost.find((it) => it.original.includes('十天'))?.id ?? '';
    await change({ action: 'reapply', editId, chunkId: await idOf('十二天') });
    expect((await list()).some((it) => it.text.includes('十五天'))).toBe(true);
    const [rest] = (await chunks.edit.list(home.scope, documentId)).lost;
    const { lost: none } = await change({ action: 'dismiss', editId: rest?.id ?? '' });
    expect(none).toEqual([]);
    await expectConsistent();
  });

  test('cutting again by other settings keeps what a person wrote', async () => {
    await change({ action: 'rewrite', chunkId: await idOf('四百元'), text: '差旅\n住宿每晚六百元。' });
    const documents = new DocumentRepository(opened.database);
    const versionId = (await documents.get(home.scope, documentId))?.currentVersionId ?? '';
    const profile = { ...settings, chunking: { ...settings.chunking, maxTokens: 400 } };
    await opened.database.dataSource.query('update collection set profile = $2 where id = $1', [
      home.collectionId,
      JSON.stringify(profile),
    ]);
    await ingest.execute(versionId, { again: true });
    const texts = (await list()).map((it) => it.text);
    expect(texts.filter((it) => it.includes('六百元'))).toHaveLength(1);
    expect(texts.join()).not.toContain('四百元');
    expect(texts.join()).toContain('十天');
    await expectConsistent();
  });

  test('refuses what cannot be, and what others have changed meanwhile', async () => {
    const [first, second, third] = await list();
    const refused = (wish: ChunkChangeRequest, code: string) => expect(change(wish)).rejects.toMatchObject({ code });
    await refused({ action: 'rewrite', chunkId: '1', text: 'x' }, 'CHUNK_NOT_FOUND');
    await refused({ action: 'merge', chunkIds: [first?.id ?? '', third?.id ?? ''] }, 'CHUNK_EDIT_INVALID');
    await refused({ action: 'split', chunkId: first?.id ?? '', at: [9999] }, 'CHUNK_EDIT_INVALID');
    await refused({ action: 'restore', chunkId: first?.id ?? '' }, 'CHUNK_EDIT_INVALID');
    await refused({ action: 'rewrite', chunkId: first?.id ?? '', text: '长'.repeat(2000) }, 'CHUNK_TOO_LONG');
    const rewrite = (id: string): Promise<unknown> =>
      change({ action: 'rewrite', chunkId: id, text: '改写后的片段。' });
    const both = await Promise.allSettled([rewrite(second?.id ?? ''), rewrite(second?.id ?? '')]);
    expect(both.map((it) => it.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expectConsistent();
  });

  test('an edit that was made while a version was read makes the reading start again', async () => {
    const repository = new ChunkEditRepository(opened.database);
    const versions = new VersionRepository(opened.database);
    const documents = new DocumentRepository(opened.database);
    const versionId = (await documents.get(home.scope, documentId))?.currentVersionId ?? '';
    const { seen } = await repository.forVersion(versionId);
    await change({ action: 'switch', chunkId: await idOf('安全帽'), enabled: false });
    const late = versions.publish(versionId, {
      title: 't',
      lang: 'zh',
      text: 't',
      pages: [],
      warnings: [],
      state: 'ready',
      chunks: [],
      edits: { seen, applied: [], lost: [] },
    });
    await expect(late).rejects.toMatchObject({ code: 'CHUNK_CHANGED' });
    expect((await list()).find((it) => it.text.includes('安全帽'))).toMatchObject({ off: 'person' });
  });

  const footer = '本文件仅供内部使用，未经批准不得外传或复制。';
  const notice = (number: number): string =>
    `# 通知 ${String(number)}\n\n第 ${String(number)} 号仓库周${'一二三四五六日'.charAt(number % 7)}盘点，负责人编号 K${String(number)}00。\n\n${footer}`;

  /** Documents whose search the footer leads to. */
  async function footerLeadsTo(): Promise<string[]> {
    const read =
      'select distinct d.source_key from chunk_lexical l join chunk c on c.id = l.chunk_id join document d on d.id = c.document_id where d.collection_id = $1 and l.terms @> $2 order by 1';
    const terms = ['外传', '复制'].map((term) => termHash(home.collectionId, term));
    const rows = await opened.database.dataSource.query<{ source_key: string }[]>(read, [home.collectionId, terms]);
    return rows.map((row) => row.source_key);
  }

  test('a line that many documents repeat is searched in one of them, in whatever order they came', async () => {
    sent.length = 0;
    for (let number = 1; number <= 7; number += 1) await upload(notice(number), `n${String(number)}.md`);
    expect(sent).toEqual([]);
    expect(await footerLeadsTo()).toHaveLength(7);
    await upload(notice(8), 'n8.md');
    expect(sent).toEqual(['sweep-repeats']);
    await chunks.sweepRepeats.execute(home.collectionId);
    expect(await footerLeadsTo()).toEqual(['n1.md']);
    await expectConsistent();
    // From here on such lines are left out as documents come.
    documentId = await upload(notice(9), 'n9.md');
    expect(await footerLeadsTo()).toEqual(['n1.md']);
    expect(sent).toEqual(['sweep-repeats']);
    const [chunk] = await list();
    expect(chunk).toMatchObject({ off: null, repeated: { documents: 9 } });
    expect(chunk?.text.slice(chunk.repeated.ranges[0]?.start, chunk.repeated.ranges[0]?.end)).toBe(footer);
    expect((await find('仓库 K900'))[0]?.text).toContain('K900');
    // A person may think otherwise.
    await change({ action: 'switch', chunkId: chunk?.id ?? '', enabled: true });
    expect(await footerLeadsTo()).toEqual(['n1.md', 'n9.md']);
    await change({ action: 'restore', chunkId: (await list())[0]?.id ?? '' });
    expect(await footerLeadsTo()).toEqual(['n1.md']);
    await expectConsistent();
  });

  test('when the document that keeps a repeated line goes, another one keeps it; when few are left, all do', async () => {
    const ids = new Map<number, string>();
    for (let number = 1; number <= 9; number += 1)
      ids.set(number, await upload(notice(number), `n${String(number)}.md`));
    await chunks.sweepRepeats.execute(home.collectionId);
    const { database, dataDir } = opened;
    sent.length = 0;
    const remove = new DeleteDocument({
      database,
      queue: { send: async (name) => void sent.push(name) },
      documents: new DocumentRepository(database),
      blobs: new FolderBlobStore(join(dataDir, 'blobs')),
    });
    await remove.execute(home.scope, ids.get(1) ?? '');
    expect(sent.at(-1)).toBe('sweep-repeats');
    expect(await footerLeadsTo()).toEqual([]);
    await chunks.sweepRepeats.execute(home.collectionId);
    expect(await footerLeadsTo()).toEqual(['n2.md']);
    for (const number of [3, 4, 5, 6, 7]) await remove.execute(home.scope, ids.get(number) ?? '');
    await chunks.sweepRepeats.execute(home.collectionId);
    expect(await footerLeadsTo()).toEqual(['n2.md', 'n8.md', 'n9.md']);
    await expectConsistent();
  });

  test('copies of one document do not make its lines repeated', async () => {
    for (let number = 1; number <= 9; number += 1) await upload(notice(0), `copy${String(number)}.md`);
    await chunks.sweepRepeats.execute(home.collectionId);
    expect(await footerLeadsTo()).toHaveLength(9);
    const shown = (await find('仓库 K000 盘点')).filter((it) => it.text.includes('K000'));
    expect(shown).toHaveLength(1);
    await expectConsistent();
  });

  test('a document can be processed again', async () => {
    sent.length = 0;
    await chunks.reprocess.execute(home.scope, documentId);
    expect(sent).toEqual(['reindex-collection']);
    const left = await opened.database.dataSource.query<{ n: number }[]>(
      'select count(*)::int as n from document_version v join document d on d.current_version_id = v.id where d.id = $1 and v.cut_by is null',
      [documentId],
    );
    expect(left).toEqual([{ n: 1 }]);
  });

  test('a preview shows both cuts and changes nothing', async () => {
    const before = await list();
    const embedded = embedder.embedded;
    const chunking = { ...settings.chunking, maxTokens: 400 };
    const preview = await chunks.preview.execute(home.scope, home.collectionId, { chunking, documentId });
    expect(preview.current.chunks.length).toBeGreaterThan(preview.tried.chunks.length);
    expect(preview.tried.tokens.max).toBeGreaterThan(preview.current.tokens.max);
    expect(preview.text).toContain('安全帽');
    const sample = await chunks.preview.execute(home.scope, home.collectionId, { chunking, text: '# A\n\nOne. Two.' });
    expect(sample.tried.chunks).toHaveLength(1);
    expect(embedder.embedded).toBe(embedded);
    expect(await list()).toEqual(before);
  });
});
