import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listGoldSets, readGoldSet } from './gold-set.reader.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mingda-gold-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

const corpus = '{"id":"d1","title":"年假","text":"每年10天。","lang":"zh"}\n';
const question = (fields: object): string => `${JSON.stringify({ id: 'q1', question: '几天？', ...fields })}\n`;

describe('reading a gold set', () => {
  it('reads a corpus, blank lines, a byte order mark and Windows line ends, and ignores fields of other sets', async () => {
    await put({
      'corpus.jsonl': corpus,
      'questions.jsonl': `\uFEFF${question({ answers: ['10天'], relevant: ['d1'], page: 3 }).replace('\n', '\r\n')}\r\n`,
    });
    const set = await readGoldSet(folder);
    expect(set.documents).toEqual([{ id: 'd1', title: '年假', text: '每年10天。', lang: 'zh' }]);
    expect(set.files).toEqual([]);
    expect(set.questions).toEqual([
      { id: 'q1', question: '几天？', answers: ['10天'], relevant: ['d1'], answerable: true, lang: 'zh' },
    ]);
  });

  it('keeps line separators of Unicode inside a text', async () => {
    const text = 'a\u2028b\u2029c\u0085d';
    await put({ 'corpus.jsonl': `${JSON.stringify({ id: 'd1', text })}\n`, 'questions.jsonl': question({}) });
    expect((await readGoldSet(folder)).documents[0].text).toBe(text);
  });

  it('takes relative paths with forward slashes as ids of files', async () => {
    await put({
      'questions.jsonl': question({ relevant: ['hr/年假.md'] }),
      'documents/hr/年假.md': '每年10天。',
      'documents/.DS_Store': '',
      'documents/a.txt': 'a',
    });
    const set = await readGoldSet(folder);
    expect(set.files).toEqual([
      { id: 'a.txt', path: join(folder, 'documents', 'a.txt') },
      { id: 'hr/年假.md', path: join(folder, 'documents', 'hr', '年假.md') },
    ]);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['no questions file', { 'corpus.jsonl': corpus }, /there is no questions\.jsonl/],
    ['no documents', { 'questions.jsonl': question({}) }, /neither/],
    [
      'both kinds of documents',
      { 'questions.jsonl': question({}), 'corpus.jsonl': corpus, 'documents/a.txt': 'a' },
      /both/,
    ],
    ['an empty questions file', { 'questions.jsonl': '\n', 'corpus.jsonl': corpus }, /no question/],
    [
      'a line that is not JSON',
      { 'questions.jsonl': `${question({})}{"id":`, 'corpus.jsonl': corpus },
      /questions\.jsonl:2\)[^]*not JSON/,
    ],
    [
      'a line without a question',
      { 'questions.jsonl': '\n{"id":"q"}', 'corpus.jsonl': corpus },
      /questions\.jsonl:2\)[^]*question: /,
    ],
    ['a line that is a list', { 'questions.jsonl': '[]', 'corpus.jsonl': corpus }, /questions\.jsonl:1\)/],
    [
      'an id used twice',
      { 'questions.jsonl': question({}) + question({}), 'corpus.jsonl': corpus },
      /questions\.jsonl:2\)[^]*used on line 1/,
    ],
    [
      'a document id used twice',
      { 'questions.jsonl': question({}), 'corpus.jsonl': corpus + corpus },
      /corpus\.jsonl:2\)[^]*used on line 1/,
    ],
    [
      'relevant that names no document',
      { 'questions.jsonl': question({ relevant: ['d9'] }), 'corpus.jsonl': corpus },
      /questions\.jsonl:1\)[^]*d9/,
    ],
  ])('refuses %s', async (_name, files, message) => {
    await put(files);
    await expect(readGoldSet(folder)).rejects.toMatchObject({
      code: 'GOLD_SET_INVALID',
      message: expect.stringMatching(message) as string,
    });
  });

  it('refuses a folder that does not exist', async () => {
    await expect(readGoldSet(join(folder, 'none'))).rejects.toMatchObject({ code: 'GOLD_SET_INVALID' });
  });

  it('lists the sets below a root', async () => {
    await put({
      'b/questions.jsonl': question({}),
      'a/questions.jsonl': question({}) + question({ id: 'q2' }),
      'notes/readme.md': '',
      'file.txt': '',
    });
    expect(await listGoldSets(folder)).toEqual([
      { name: 'a', questions: 2 },
      { name: 'b', questions: 1 },
    ]);
    expect(await listGoldSets(join(folder, 'none'))).toEqual([]);
  });
});

const datasets = process.env['MINGDA_DATASETS'];

describe.skipIf(datasets === undefined)('published sets (skipped unless MINGDA_DATASETS names their folder)', () => {
  it('are all read, with every relevant document in place', async () => {
    const root = join(datasets ?? '', 'open');
    const sets = await listGoldSets(root);
    expect(sets.length).toBeGreaterThanOrEqual(10);
    for (const { name, questions } of sets) {
      const set = await readGoldSet(join(root, name));
      expect(set.questions).toHaveLength(questions);
      expect(set.documents.length).toBeGreaterThan(0);
    }
  });
});
