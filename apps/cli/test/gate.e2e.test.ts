import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GateVerdict } from '@mingda/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOf, mingda, type Finished } from './run-mingda.ts';

const sample = join(import.meta.dirname, '..', '..', '..', 'eval', 'sample');
/** Above the default: each import of the sample gives slightly other int8 vectors. */
const margins = ['--margin', 'accuracy=0.05', '--margin', 'recallAt5=0.05'];

describe('the quality gate of the command line, on the project’s own sample', () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'mingda-gate-'));
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  const gate = (...options: string[]): Promise<Finished> =>
    mingda(['gate', sample, '--json', '--data', dataDir, ...options]);
  const verdictOf = (finished: Finished): GateVerdict => (documentOf(finished) as { verdict: GateVerdict }).verdict;
  async function planted(name: string, profile: object): Promise<string> {
    const path = join(dataDir, `${name}.json`);
    await writeFile(path, JSON.stringify(profile));
    return path;
  }

  it('lets the product of today pass, and says so in JUnit and Markdown', async () => {
    const [junit, markdown] = [join(dataDir, 'gate.xml'), join(dataDir, 'gate.md')];
    const finished = await gate(...margins, '--junit', junit, '--markdown', markdown);
    expect([finished.stderr, finished.code]).toEqual(['', 0]);
    expect(verdictOf(finished)).toMatchObject({ outcome: 'passed', common: 225 });
    const xml = await readFile(junit, 'utf8');
    expect(xml).toContain('<testsuite name="mingda gate: sample" tests="2" failures="0" errors="0" skipped="0"');
    expect(await readFile(markdown, 'utf8')).toContain('## Quality gate sample: passed');
  });

  it('catches a profile that refuses most of what it could answer', async () => {
    const profile = await planted('shy', { answering: { threshold: 0.9 } });
    const junit = join(dataDir, 'shy.xml');
    const finished = await gate(...margins, '--profile', profile, '--junit', junit);
    expect(finished.code).toBe(1);
    expect(verdictOf(finished).outcome).toBe('not-passed');
    expect(await readFile(junit, 'utf8')).toMatch(/<failure type="(worse|undecided)" message="/);
  });

  it('tells what could not be measured from what is worse', async () => {
    const absent = await gate('--baseline', join(dataDir, 'none.json'));
    expect([absent.code, documentOf(absent)]).toMatchObject([2, { error: { code: 'INVALID_INPUT' } }]);
    expect((await gate('--margin', 'accuracy')).code).toBe(2);
    expect((await gate('--margin', 'nonsense=0.1')).code).toBe(2);
    const few = await gate(...margins, '--limit', '10');
    expect([few.code, verdictOf(few).outcome]).toEqual([2, 'not-measured']);
  });
});

describe('comparing runs on the command line', () => {
  it('reads two baselines without a database, and refuses what is none', async () => {
    const baseline = join(sample, 'baseline.json');
    const same = documentOf(await mingda(['compare', baseline, baseline, '--json']));
    expect(same).toMatchObject({ common: 225, onlyBefore: 0, questions: [] });
    const text = await mingda(['compare', baseline, baseline]);
    expect(text.stdout).toContain('225 common questions');
    const refused = await mingda(['compare', baseline, join(sample, 'questions.jsonl'), '--json']);
    expect([refused.code, documentOf(refused)]).toMatchObject([1, { error: { code: 'INVALID_INPUT' } }]);
  });
});
