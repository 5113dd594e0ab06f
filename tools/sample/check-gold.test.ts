import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkGoldSet, listDocuments } from './check-gold.ts';
import { readGoldSet } from './gold-set.ts';

const sample = join(import.meta.dirname, '..', '..', 'eval', 'sample');

describe('the gold set of the sample', () => {
  it('has no problem: sources, key entities, splits by document, tags and counts', () => {
    expect(checkGoldSet(sample)).toEqual([]);
  });

  it('covers 40 documents or more, 150 questions or more, 30 of them unanswerable', () => {
    const { questions } = readGoldSet(sample);
    expect(listDocuments(sample).length).toBeGreaterThanOrEqual(40);
    expect(questions.length).toBeGreaterThanOrEqual(150);
    expect(questions.filter((it) => !it.answerable).length).toBeGreaterThanOrEqual(30);
  });

  it('asks at least 40 % of its answerable questions without a content word of the sentence that answers', () => {
    const answerable = readGoldSet(sample).questions.filter((it) => it.answerable);
    const paraphrases = answerable.filter((it) => it.tags.includes('paraphrase'));
    // That the tag says the truth is part of the check above.
    expect(paraphrases.length / answerable.length).toBeGreaterThanOrEqual(0.4);
  });
});

describe('a gold set with a planted fault', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mingda-gold-'));
    cpSync(sample, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const plant = (change: (question: Record<string, unknown>) => void): string[] => {
    const file = join(folder, 'questions.jsonl');
    const [first = '', ...rest] = readFileSync(file, 'utf8').trim().split('\n');
    const question = JSON.parse(first) as Record<string, unknown>;
    change(question);
    writeFileSync(file, `${[JSON.stringify(question), ...rest].join('\n')}\n`);
    return checkGoldSet(folder);
  };

  it.each([
    ['a key entity that the document lacks', (it: Record<string, unknown>) => (it['keyEntities'] = ['77 天'])],
    ['evidence that stands nowhere', (it: Record<string, unknown>) => (it['evidence'] = '这句话哪里都没有。')],
    ['a document that is not there', (it: Record<string, unknown>) => (it['relevant'] = ['hr/none.md'])],
    [
      'a question in the other split than its document',
      (it: Record<string, unknown>) => (it['split'] = it['split'] === 'tune' ? 'test' : 'tune'),
    ],
    ['a paraphrase tag that is not true', (it: Record<string, unknown>) => (it['tags'] = ['hr'])],
  ])('%s is found', (_name, change) => {
    expect(plant(change)).not.toEqual([]);
  });
});
