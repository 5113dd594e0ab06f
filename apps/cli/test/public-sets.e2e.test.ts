import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/**
 * A plain hybrid on the same models: fixed chunks, BM25, both scores normalised and added; hit@k over at most 400
 * answerable questions. Retrieval has to reach it, 0.01 being within the noise of the choice of questions.
 */
const baselines = {
  cmrc2018: { recallAt1: 0.975, recallAt5: 0.998, recallAt10: 0.998 },
  'xquad-en': { recallAt1: 0.963, recallAt5: 1, recallAt10: 1 },
  'contoso-hr': { recallAt1: 0.538, recallAt5: 0.801, recallAt10: 0.873 },
  'tidb-faq-zh': { recallAt1: 0.545, recallAt5: 0.802, recallAt10: 0.868 },
} as const;
const tolerance = 0.01;

const root = join(import.meta.dirname, '..', '..', '..');
const datasets = process.env['MINGDA_DATASETS'];
const folderOf = (set: string): string => join(datasets ?? '', 'open', set);
const missing = datasets === undefined || !existsSync(folderOf('cmrc2018'));

describe.skipIf(missing)(
  `retrieval on public sets${missing ? ' (MINGDA_DATASETS names no folder with them)' : ''}`,
  () => {
    let dataDir: string;
    beforeAll(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'mingda-sets-'));
    });
    afterAll(() => rm(dataDir, { recursive: true, force: true }));

    it.each(Object.entries(baselines))(
      '%s reaches the plain hybrid baseline',
      { timeout: 1_200_000 },
      async (set, baseline) => {
        const metrics = [...Object.keys(baseline), 'mrr', 'ndcgAt10'].join();
        const { stdout } = await promisify(execFile)(
          process.execPath,
          [
            join(root, 'apps/cli/bin/mingda.js'),
            'eval',
            folderOf(set),
            '--limit',
            '400',
            '--metrics',
            metrics,
            '--data',
            dataDir,
            '--json',
          ],
          { cwd: root, maxBuffer: 1 << 28 },
        );
        const report = JSON.parse(stdout) as { metrics: Record<string, number>; counts: { failed?: number } };
        process.stdout.write(`${set}: ${JSON.stringify(report.metrics)}\n`);
        expect(report.counts.failed ?? 0).toBe(0);
        for (const [name, value] of Object.entries(baseline)) {
          expect(report.metrics[name], name).toBeGreaterThanOrEqual(value - tolerance);
        }
      },
    );
  },
);
