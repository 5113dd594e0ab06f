import { loadConfig } from '@mingda/platform';
import { expect, test } from 'vitest';
import { ScoringModels } from './scoring-models.ts';

const processes = (): number => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;
const request = { model: 'none', role: 'plain', priority: 'bulk', items: [{ text: 'a' }], tokens: 'all' } as const;

test('a failure crosses the process with its code, and the process is gone after it', async () => {
  const before = processes();
  const scoring = new ScoringModels(loadConfig({ MINGDA_LOG_LEVEL: 'silent' }));
  const loading = scoring.load('none');
  expect(processes()).toBe(before + 1);
  await expect(loading).rejects.toMatchObject({ code: 'MODEL_UNKNOWN', subject: 'none' });
  await expect.poll(processes).toBe(before);
  await expect(scoring.embed(request)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
});
