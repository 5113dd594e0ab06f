import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readGoldSource, titleOf } from './gold-source.ts';

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

const read = (path: string) => readGoldSource(path, { expandedBytes: 1_000_000 });

describe('what mingda gold import reads', () => {
  it('a folder in the layout of BEIR, with its corpus as documents', async () => {
    await put({
      'corpus.jsonl': '{"_id":"d1","title":"T","text":"Ten days."}\n',
      'queries.jsonl': '{"_id":"q1","text":"How many days?"}\n',
      'qrels/test.tsv': 'query-id\tcorpus-id\tscore\nq1\td1\t1\n',
    });
    const { file, documents } = await read(folder);
    expect(file).toMatchObject({ format: 'beir', rows: [{ key: 'q1', split: 'test', content: { relevant: ['d1'] } }] });
    expect(documents.map((it) => it.sourceKey)).toEqual(['d1']);
  });

  it('a gold-set folder, with its files as documents', async () => {
    await put({
      'questions.jsonl': '{"id":"a","question":"几天？","relevant":["hr/a.md"]}\n',
      'documents/hr/a.md': '# A',
    });
    const { file, documents } = await read(folder);
    expect(file.rows.map((row) => row.key)).toEqual(['a']);
    expect(await documents[0]?.read()).toMatchObject({ sourceKey: 'hr/a.md', fileName: 'a.md' });
  });

  it('a file; paragraphs of SQuAD come along as documents', async () => {
    const qas = [{ id: 1, question: 'How many?', answers: [{ text: 'Ten', answer_start: 0 }] }];
    await put({
      'dev.json': JSON.stringify({ data: [{ title: 'Leave', paragraphs: [{ context: 'Ten days.', qas }] }] }),
    });
    const { file, documents } = await read(join(folder, 'dev.json'));
    expect(file.rows[0]).toMatchObject({ key: '1', content: { relevant: ['Leave-1'] } });
    expect(documents.map((it) => it.sourceKey)).toEqual(['Leave-1']);
    expect(titleOf(join(folder, 'dev.json'))).toBe('dev');
  });

  it('nothing where there is nothing', async () => {
    await expect(read(join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(read(folder)).rejects.toMatchObject({ code: 'GOLD_IMPORT_INVALID' });
  });
});
