import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../setup/process.ts';
import { differences, randomFrom, runChaos } from './chaos-run.ts';

const serverUrl = process.env['MINGDA_TEST_DATABASE_URL'] ?? '';
const folder = join(root, 'eval', 'sample', 'documents');
const count = 30;
const kills = 10;

describe.skipIf(serverUrl === '')('services that are killed while they import', () => {
  test('every document is ready exactly once, as without a kill', { timeout: 600_000 }, async () => {
    const seed = Number(process.env['MINGDA_CRASH_SEED'] ?? Date.now() % 1_000_000);
    process.stdout.write(`chaos test, seed ${seed}\n`);
    const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((it) => it.isFile())
      .map((it) => join(it.parentPath, it.name))
      .toSorted()
      .slice(0, count);
    const files = await Promise.all(
      names.map(async (name) => ({ sourceKey: name.slice(folder.length + 1), content: await readFile(name) })),
    );
    const killed = await runChaos({ serverUrl, files, kills, random: randomFrom(seed) });
    const clean = await runChaos({ serverUrl, files, kills: 0, random: randomFrom(seed) });
    expect(Object.values(killed.kills).reduce((sum, it) => sum + it, 0)).toBe(kills);
    expect([killed.failed, killed.content.faults, clean.content.faults]).toEqual([0, [], []]);
    expect(killed.content.documents.size).toBe(count);
    expect(differences(killed.content, clean.content)).toEqual([]);
    for (const content of killed.content.documents.values()) expect(content).toMatch(/"versions":"1 ready/);
  });
});
