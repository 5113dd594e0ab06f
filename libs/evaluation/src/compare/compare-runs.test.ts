import { comparisonSchema, defaultProfile, type RunConfiguration } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { questionResult, reportOf, wrong } from '../../test/results.ts';
import { compareRuns } from './compare-runs.ts';

const configuration: RunConfiguration = {
  goldSet: { name: 'hr', version: null, sha256: 'a', limit: null },
  profile: { version: 1, state: 'published', settings: defaultProfile },
  models: [{ key: 'm', sha256: 'b' }],
  prompts: [],
  documents: { count: 1, chunks: 2, sha256: 'c' },
  code: { version: '1', revision: 'r' },
  metrics: ['accuracy'],
  concurrency: 1,
};
const run = (questions: Parameters<typeof reportOf>[0], of: RunConfiguration | null = null) => ({
  report: reportOf(questions),
  configuration: of,
});

describe('comparing two runs', () => {
  it('takes the questions that both have asked in the same words', () => {
    const before = [questionResult('a'), questionResult('b'), questionResult('c')];
    const after = [questionResult('b'), questionResult('c', { references: ['20天'] }), questionResult('d')];
    expect(compareRuns(run(before), run(after))).toMatchObject({ common: 1, onlyBefore: 2, onlyAfter: 2 });
  });

  it('says by how much each metric changed, overall and for each group', () => {
    const tagged = { tags: ['leave'] };
    const before = [questionResult('a', tagged), questionResult('b', tagged), questionResult('c'), questionResult('d')];
    const after = [questionResult('a', { ...tagged, ...wrong }), ...before.slice(1)];
    const comparison = comparisonSchema.parse(compareRuns(run(before), run(after)));
    const accuracy = comparison.metrics.find((it) => it.metric === 'accuracy');
    expect(accuracy).toMatchObject({ questions: 4, before: 1, after: 0.75, difference: -0.25, better: 'higher' });
    expect(accuracy?.interval?.low).toBeLessThan(-0.25);
    expect(comparison.groups['tag:leave']?.find((it) => it.metric === 'accuracy')?.difference).toBe(-0.5);
    expect(comparison.metrics.some((it) => it.metric === 'coverage')).toBe(false);
  });

  it('lists what turned, with what turned it', () => {
    const refused = { answerable: false, refused: true, scores: {} };
    const before = [
      questionResult('right to wrong'),
      questionResult('lower', { scores: { accuracy: 1, mrr: 1, bertScoreF1: 0.9 } }),
      questionResult('closer', { scores: { accuracy: 0, mrr: 0, bertScoreF1: 0.3 } }),
      questionResult('the same but for the last digits'),
      questionResult('no answer', { ...refused, refused: false }),
      questionResult('error', { failure: { code: 'INTERNAL', en: 'e', zh: '中' } }),
    ];
    const after = [
      questionResult('right to wrong', wrong),
      questionResult('lower', { scores: { accuracy: 1, mrr: 0.5, bertScoreF1: 0.95 } }),
      questionResult('closer', { scores: { accuracy: 0, mrr: 0, bertScoreF1: 0.6 } }),
      questionResult('the same but for the last digits', {
        scores: { accuracy: 1, recallAt5: 1, mrr: 1, bertScoreF1: 0.9001 },
      }),
      questionResult('no answer', refused),
      questionResult('error', wrong),
    ];
    const { questions } = compareRuns(run(before), run(after));
    expect(questions.map(({ id, change, by }) => [id, change, by])).toEqual([
      ['right to wrong', 'worse', 'correctness'],
      ['lower', 'worse', 'ranking'],
      ['closer', 'better', 'similarity'],
      ['no answer', 'better', 'correctness'],
      ['error', 'better', 'correctness'],
    ]);
    expect(questions[0]).toMatchObject({ before: { scores: { accuracy: 1 } }, after: { scores: { accuracy: 0 } } });
  });

  it('names the settings that differ, and none when a run has no configuration', () => {
    const settings = { ...defaultProfile, retrieval: { ...defaultProfile.retrieval, lexical: false } };
    const changed = { ...configuration, profile: { version: 2, state: 'draft' as const, settings } };
    const one = [questionResult('a')];
    expect(compareRuns(run(one, configuration), run(one, changed)).configuration).toEqual([
      { path: 'profile.settings.retrieval.lexical', before: true, after: false },
      { path: 'profile.state', before: 'published', after: 'draft' },
      { path: 'profile.version', before: 1, after: 2 },
    ]);
    expect(compareRuns(run(one), run(one, changed)).configuration).toBeNull();
  });

  it('refuses runs that have nothing in common', () => {
    expect(() => compareRuns(run([questionResult('a')]), run([questionResult('b')]))).toThrowError(
      expect.objectContaining({ code: 'EVALUATIONS_NOT_COMPARABLE' }),
    );
  });
});
