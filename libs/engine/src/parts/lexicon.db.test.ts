import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultProfile, type DocumentMetadata, type SearchFilter } from '@mingda/contracts';
import { MingdaRetriever } from '@mingda/langchain';
import { termHash } from '@mingda/language';
import { createLogger, loadConfig } from '@mingda/platform';
import { preparedDataDir, seededRandom, testDatabases } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Engine } from '../engine.ts';

const files = {
  'hr/leave.md': '# 请假制度\n\n普通员工的年假为 10 天，工龄满十年为 15 天。',
  'hr/sick.md': '# 病假\n\n病假须在当天上午十点前告知直接主管。',
  'it/gateway.md':
    '# 云雀智联网关手册\n\n云雀智联网关重启后需要三分钟才能联网。传感器-温度-TH01 接在第二个口，固件为 v2.3.1，出错时报 ERR_0x8007。',
  'it/vpn.html':
    '<h1>VPN guide</h1><p>Install the remote access client from the software portal. Employees connected abroad need approval.</p>',
} as const;
type Key = keyof typeof files;

describe.each(testDatabases())('words, synonyms and filters, $kind database', (target) => {
  let engine: Engine;
  let collectionId: string;
  let cleanUp: () => Promise<void>;
  const ids = new Map<string, string>();
  const scope = (): { tenantId: string } => ({ tenantId: engine.tenantId });

  beforeAll(async () => {
    const opened = target.kind === 'server' ? await target.open() : undefined;
    const dataDir =
      opened === undefined ? await preparedDataDir('lexicon') : await mkdtemp(join(tmpdir(), 'mingda-lexicon-'));
    const config = loadConfig({
      ...process.env,
      MINGDA_DATA_DIR: dataDir,
      MINGDA_LOG_LEVEL: 'silent',
      ...(opened?.url === undefined ? {} : { MINGDA_DATABASE_URL: opened.url }),
    });
    engine = await Engine.open(config, createLogger(config, 'test'));
    cleanUp = async () => {
      await engine.close();
      await opened?.drop();
      await rm(dataDir, { recursive: true, force: true });
    };
    collectionId = await collection('words');
    for (const key of Object.keys(files)) await take(key as Key);
  });
  afterAll(() => cleanUp());

  async function collection(name: string): Promise<string> {
    const lexicalOnly = { ...defaultProfile, retrieval: { ...defaultProfile.retrieval, dense: false } };
    const made = await engine.repositories.collections.create(scope(), { name, description: '', profile: lexicalOnly });
    return made.id;
  }

  async function take(key: Key, text: string = files[key]): Promise<void> {
    const accepted = await engine.acceptDocument.execute(scope(), {
      collectionId,
      sourceKey: key,
      fileName: key.slice(key.indexOf('/') + 1),
      content: Buffer.from(text),
    });
    await engine.ingestDocument.execute(accepted.versionId);
    ids.set(key, accepted.documentId);
  }

  const search = (query: string, filter: SearchFilter = []) =>
    engine.retrieve.execute(scope(), { collectionId, query, filter });
  const found = async (query: string, filter?: SearchFilter): Promise<string[]> =>
    (await search(query, filter)).passages.map((it) => it.sourceKey).toSorted();
  const annotate = (key: Key, metadata: Partial<DocumentMetadata>) =>
    engine.lexicon.writeMetadata.set(
      scope(),
      { collectionId, documentId: ids.get(key) ?? '' },
      { tags: [], fields: {}, documentDate: null, modifiedAt: null, ...metadata },
    );

  /** Document frequencies as they are kept, and as they are when counted anew. */
  async function frequencies(): Promise<{ kept: unknown; counted: unknown }> {
    const query = (sql: string) => engine.database.dataSource.query<unknown>(sql, [collectionId]);
    return {
      kept: await query('select term, df from lexical_term where collection_id = $1 order by term'),
      counted: await query(
        `select term, count(*)::int as df from chunk_lexical l cross join unnest(l.terms) as term
        where l.collection_id = $1 group by term order by term`,
      ),
    };
  }

  it('a synonym finds what the question calls otherwise, and says so', async () => {
    expect(await found('年休假')).toEqual([]);
    await engine.lexicon.manageLexicon.addSynonym(scope(), {
      collectionId,
      by: 'test',
      content: { words: ['年休假', '年假'], means: [] },
    });
    const { passages, expanded } = await search('年休假');
    expect(passages.map((it) => it.sourceKey)).toEqual(['hr/leave.md']);
    expect(expanded.expansions).toEqual([{ asked: '年休假', means: '年假' }]);
    expect(passages[0]?.matchedTerms).toContain('年假');
    expect(passages[0]?.synonymTerms).toContain('年假');
    const answer = await engine.dialogue.converse.execute(scope(), { collectionId, question: '年休假有几天' });
    const [logged] = await engine.database.dataSource.query<{ trace: { expansions: unknown } }[]>(
      'select trace from answer where id = $1',
      [answer.id],
    );
    expect(logged?.trace.expansions).toEqual([{ asked: '年休假', means: '年假' }]);
    const again = { collectionId, by: 'test', content: { words: ['年假', '年休假'], means: [] } };
    await expect(engine.lexicon.manageLexicon.addSynonym(scope(), again)).rejects.toMatchObject({
      code: 'SYNONYM_EXISTS',
    });
  });

  it('a new word becomes one term of the chunks that are there, found before, meanwhile and after', async () => {
    const { manageLexicon, entries, analyseCollection } = engine.lexicon;
    const states = async () => entries.state(scope(), collectionId);
    expect(await found('云雀智联网关')).toEqual(['it/gateway.md']);
    expect(
      await manageLexicon.addWords(scope(), { collectionId, by: 'test', words: ['云雀智联网关', '雲雀智聯網關'] }),
    ).toEqual({
      added: 1,
      known: 1,
    });
    expect(await states()).toMatchObject({ words: 1, documents: 4, analysed: 0 });
    expect(await found('云雀智联网关')).toEqual(['it/gateway.md']);
    const lexicalBefore = (await search('云雀智联网关')).passages[0]?.lexicalScore ?? 0;
    await analyseCollection.execute(collectionId);
    expect(await states()).toMatchObject({ documents: 4, analysed: 4 });
    expect((await search('云雀智联网关')).passages[0]?.lexicalScore).toBeGreaterThan(lexicalBefore);
    expect((await search('云雀智联网关')).question.terms.map((it) => it.term)).toContain('云雀智联网关');
    const { kept, counted } = await frequencies();
    expect(kept).toEqual(counted);
  });

  it('part numbers, codes and versions are found whole and in part', async () => {
    for (const query of ['传感器-温度-TH01', 'th01', 'ERR_0x8007', '0x8007', 'v2.3.1', '感測器 TH01', 'connecting'])
      expect((await found(query)).length, query).toBeGreaterThan(0);
  });

  it('frequencies stay those of a fresh count through edits, deletions and words', async () => {
    const random = seededRandom(5);
    const vocabulary = [...'年休假制度云雀网关传感器温度主管审批报销差旅'];
    for (let round = 0; round < 12; round += 1) {
      const text = Array.from({ length: 60 }, () => vocabulary[Math.floor(random() * vocabulary.length)]).join('');
      const key = `hr/random-${String(round % 4)}.md` as Key;
      await take(key, `# ${text.slice(0, 6)}\n\n${text}`);
      if (round % 5 === 3) {
        await engine.lexicon.manageLexicon.addWords(scope(), { collectionId, by: 'test', words: [text.slice(10, 14)] });
        await engine.lexicon.analyseCollection.execute(collectionId);
      }
      if (round % 4 === 2) await engine.deleteDocument.execute(scope(), ids.get(key) ?? '');
    }
    const { kept, counted } = await frequencies();
    expect(kept).toEqual(counted);
    for (let at = 0; at < 4; at += 1) {
      await engine.deleteDocument.execute(scope(), ids.get(`hr/random-${String(at)}.md`) ?? '').catch(() => undefined);
    }
  });

  it('a word that comes while a document is read is a term of it', async () => {
    const { manageLexicon, entries } = engine.lexicon;
    const read = engine.blobs.read.bind(engine.blobs);
    const reading = vi.spyOn(engine.blobs, 'read').mockImplementationOnce(async (key) => {
      await manageLexicon.addWords(scope(), { collectionId, by: 'test', words: ['蓝鲸调度台'] });
      return read(key);
    });
    const key = 'it/late.md' as Key;
    await take(key, '# 值班\n\n蓝鲸调度台每天早上八点交接。');
    expect(reading).toHaveBeenCalled();
    reading.mockRestore();
    const { documents, analysed } = await entries.state(scope(), collectionId);
    expect(analysed).toBe(documents);
    const holding = await engine.database.dataSource.query<{ chunks: number }[]>(
      'select count(*)::int as chunks from chunk_lexical where collection_id = $1 and $2 = any(terms)',
      [collectionId, termHash(collectionId, '蓝鲸调度台')],
    );
    expect(holding).toEqual([{ chunks: 1 }]);
    await engine.deleteDocument.execute(scope(), ids.get(key) ?? '');
  });

  it('any question is safe', async () => {
    const random = seededRandom(9);
    const planes = [0x80, 0x800, 0x3000, 0x9fff, 0xd7ff, 0xffff, 0x10ffff];
    const character = (): string => {
      const code = Math.floor(random() * (planes[Math.floor(random() * planes.length)] ?? 0x80));
      // Half a surrogate pair is what a careless client cuts off.
      return code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code);
    };
    const hostile = [
      '-'.repeat(33),
      `"'"'; drop table chunk; --`,
      '年假'.repeat(5000),
      '👩‍👩‍👧‍👦🏳️‍🌈',
      '\u0000年假\u0000',
      '\u202e年假\u202c\u200f',
      '%_\\{}[]()*?|&!<->:*',
      ...Array.from({ length: 40 }, () => Array.from({ length: 1 + Math.floor(random() * 200) }, character).join('')),
    ];
    for (const query of hostile) await expect(search(query), JSON.stringify(query)).resolves.toBeDefined();
    expect((await search('\u0000年假\u0000')).passages.length).toBeGreaterThan(0);
  });

  describe('filters', () => {
    beforeAll(async () => {
      await engine.lexicon.metadata.setFields(scope(), collectionId, [
        { name: '部门', type: 'text', label: '' },
        { name: 'amount', type: 'number', label: '' },
        { name: 'signed', type: 'date', label: '' },
        { name: 'internal', type: 'boolean', label: '' },
      ]);
      await annotate('hr/leave.md', {
        tags: ['制度', 'hr'],
        fields: { 部门: '人力资源', amount: 10, signed: '2025-03-01', internal: true },
        documentDate: '2025-03-01',
        modifiedAt: '2025-04-01T08:00:00Z',
      });
      await annotate('hr/sick.md', {
        tags: ['制度'],
        fields: { 部门: '人力行政', amount: 5.5 },
        documentDate: '2024-12-31',
      });
    });

    const every = '年假 病假 云雀 access';
    const condition = (field: string, operator: string, value?: SearchFilter[number]['value']): SearchFilter => [
      value === undefined ? { field, operator } : { field, operator, value },
    ];
    const leave = 'hr/leave.md';
    const sick = 'hr/sick.md';
    const gateway = 'it/gateway.md';
    const vpn = 'it/vpn.html';

    it.each<[string, string, SearchFilter[number]['value'], string[]]>([
      ['source', 'prefix', 'hr/', [leave, sick]],
      ['source', 'glob', '*/*e*.md', [leave, gateway]],
      ['source', 'ne', leave, [sick, gateway, vpn]],
      ['source', 'eq', 'hr/%', []],
      ['fileType', 'eq', 'htm', [vpn]],
      ['fileType', 'in', ['md', 'pdf'], [leave, sick, gateway]],
      ['language', 'eq', 'en', [vpn]],
      ['tag', 'eq', '制度', [leave, sick]],
      ['tag', 'in', ['hr', 'none'], [leave]],
      ['tag', 'ne', '制度', [gateway, vpn]],
      ['tag', 'exists', undefined, [leave, sick]],
      ['tag', 'exists', false, [gateway, vpn]],
      ['documentDate', 'before', '2025-01-01', [sick]],
      ['documentDate', 'after', '2024-12-31', [leave]],
      ['documentDate', 'between', ['2024-12-31', '2025-03-01'], [leave, sick]],
      ['documentDate', 'exists', false, [gateway, vpn]],
      ['modified', 'before', '2025-05-01', [leave]],
      ['created', 'after', '2020-01-01', [leave, sick, gateway, vpn]],
      ['fields.部门', 'prefix', '人力', [leave, sick]],
      ['fields.部门', 'eq', '人力资源', [leave]],
      ['fields.部门', 'ne', '人力资源', [sick, gateway, vpn]],
      ['fields.amount', 'gt', 5.5, [leave]],
      ['fields.amount', 'gte', 5.5, [leave, sick]],
      ['fields.amount', 'between', [5, 6], [sick]],
      ['fields.amount', 'in', [10, 11], [leave]],
      ['fields.signed', 'after', '2025-02-28', [leave]],
      ['fields.signed', 'eq', '2025-03-01', [leave]],
      ['fields.internal', 'eq', true, [leave]],
      ['fields.internal', 'exists', false, [sick, gateway, vpn]],
    ])('%s %s %j', async (field, operator, value, expected) => {
      expect(await found(every, condition(field, operator, value))).toEqual(expected);
    });

    it('all conditions must hold', async () => {
      expect(await found(every, [...condition('tag', 'eq', '制度'), ...condition('fields.amount', 'lt', 6)])).toEqual([
        sick,
      ]);
    });

    it.each<[string, string, SearchFilter[number]['value']]>([
      ['colour', 'eq', 'red'],
      ['fields.unknown', 'eq', 'x'],
      ['source', 'gt', 'a'],
      ['fields.amount', 'gt', 'ten'],
      ['fields.amount', 'between', [1]],
      ['documentDate', 'before', '2025-02-30'],
      ['fields.internal', 'eq', 'yes'],
      ['fileType', 'eq', 'exe'],
      ['source', 'eq', 'a\u0000b'],
      ['source', 'in', 'hr'],
    ])('%s %s %j is refused by name', async (field, operator, value) => {
      await expect(found(every, condition(field, operator, value))).rejects.toMatchObject({
        code: 'FILTER_INVALID',
        subject: `${field} ${operator}`,
      });
    });

    it('many documents are changed at once, and values are held to their fields', async () => {
      const documentIds = [ids.get(gateway) ?? '', ids.get(vpn) ?? ''];
      const change = { documentIds, addTags: ['it', '制度'], removeTags: [], fields: { amount: 1 } };
      expect(await engine.lexicon.writeMetadata.change(scope(), collectionId, change)).toBe(2);
      expect(await found(every, condition('tag', 'eq', 'it'))).toEqual([gateway, vpn]);
      const undo = { documentIds, addTags: [], removeTags: ['制度'], fields: { amount: null } };
      await engine.lexicon.writeMetadata.change(scope(), collectionId, undo);
      expect(await engine.lexicon.metadata.get(scope(), documentIds[0] ?? '')).toMatchObject({
        tags: ['it'],
        fields: {},
      });
      const wrong = { ...undo, fields: { amount: 'one' } };
      await expect(engine.lexicon.writeMetadata.change(scope(), collectionId, wrong)).rejects.toMatchObject({
        code: 'FIELD_VALUE_INVALID',
        subject: 'amount',
      });
    });

    it('a field with values keeps its type, and goes with its values', async () => {
      const { metadata } = engine.lexicon;
      const fields = await metadata.fields(scope(), collectionId);
      const retyped = fields.map((it) => (it.name === 'amount' ? { ...it, type: 'text' as const } : it));
      await expect(metadata.setFields(scope(), collectionId, retyped)).rejects.toMatchObject({ code: 'FIELD_IN_USE' });
      await metadata.setFields(
        scope(),
        collectionId,
        fields.filter((it) => it.name !== 'amount'),
      );
      expect((await metadata.get(scope(), ids.get(leave) ?? ''))?.fields).not.toHaveProperty('amount');
      await expect(found(every, condition('fields.amount', 'gt', 1))).rejects.toMatchObject({ code: 'FILTER_INVALID' });
    });
  });

  it('a key limited to another collection sees no words, no fields and no tags, and changes nothing', async () => {
    const stranger = { ...scope(), collectionIds: [await collection('elsewhere')] };
    const { entries, metadata, manageLexicon } = engine.lexicon;
    const all = { offset: 0, limit: 10 };
    expect(await entries.words(stranger, collectionId, all)).toEqual({ items: [], total: 0 });
    expect(await entries.synonyms(stranger, collectionId, all)).toEqual({ items: [], total: 0 });
    expect(await metadata.fields(stranger, collectionId)).toEqual([]);
    expect(await metadata.tags(stranger, collectionId)).toEqual([]);
    expect(await metadata.get(stranger, ids.get('hr/leave.md') ?? '')).toBeNull();
    const writing = { collectionId, by: 'test', words: ['外来词'] };
    await expect(manageLexicon.addWords(stranger, writing)).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
    const change = { documentIds: [...ids.values()], addTags: ['x'], removeTags: [], fields: {} };
    expect(await engine.lexicon.writeMetadata.change(stranger, collectionId, change)).toBe(0);
  });

  it('a file brings words and synonyms, and an export imports as it is', async () => {
    const { manageLexicon } = engine.lexicon;
    const content = Buffer.from(
      '类型,词,同义词\n词,云雀平台|=HYPERLINK(1)\n同义词,报销|费用申请\n单向,VPN,虚拟专用网络|remote access\n单向,孤立,\n别的,x,y\n词,单\n',
    );
    const imported = await manageLexicon.import(scope(), { collectionId, by: 'test', content });
    expect(imported).toMatchObject({ words: 2, synonyms: 2, unchanged: 0 });
    expect(imported.rejected.map((it) => it.line)).toEqual([5, 6, 7]);
    const file = await manageLexicon.export(scope(), collectionId);
    expect(file.toString()).toContain(`'=HYPERLINK(1)`);
    const again = await manageLexicon.import(scope(), { collectionId, by: 'test', content: file });
    expect(again).toMatchObject({ words: 0, synonyms: 0, rejected: [] });
    const broken = { collectionId, by: 'test', content: Buffer.from([0, 1, 2]) };
    await expect(manageLexicon.import(scope(), broken)).rejects.toMatchObject({ code: 'LEXICON_IMPORT_INVALID' });
  });

  it('a LangChain chain takes the same path', async () => {
    const filter: SearchFilter = [{ field: 'source', operator: 'prefix', value: 'it/' }];
    const retriever = new MingdaRetriever({
      retrieve: engine.retrieve,
      scope: scope(),
      collectionId,
      limit: 2,
      filter,
    });
    const chain = retriever.pipe((documents) => documents.map((it) => it.metadata.source).join());
    expect(await chain.invoke('云雀智联网关 年假')).toBe('it/gateway.md');
    const stranger = new MingdaRetriever({
      retrieve: engine.retrieve,
      scope: { ...scope(), collectionIds: [] },
      collectionId,
    });
    await expect(stranger.invoke('年假')).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
  });
});
