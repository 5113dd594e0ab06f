import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createLogger } from '@mingda/platform';
import { sampleCollection, seededRandom } from '@mingda/testing';
import { expect, test } from 'vitest';
import { Database } from '../database.ts';

const logger = createLogger({ logLevel: 'silent' }, 'test');
const KILLS = 5;

/** Another process, on what ships: it publishes one document after the other and says so after each commit. */
const program = `
import { Database, VersionRepository } from '@mingda/database';
import { createLogger } from '@mingda/platform';
import { acceptSample, publishedVersion, randomChunks, seededRandom } from '@mingda/testing';
const [dataDir, tenantId, collectionId, round] = process.argv.slice(1);
const database = await Database.open({ dataDir, logger: createLogger({ logLevel: 'error' }, 'crash') });
const versions = new VersionRepository(database);
const random = seededRandom(Number(round));
for (let number = 0; ; number += 1) {
  const key = round + '-' + (number % 5);
  const { versionId } = await acceptSample(database, { scope: { tenantId }, collectionId }, { key, content: round + '/' + number });
  await versions.publish(versionId, publishedVersion(randomChunks(random, 10, { terms: 20, vocabulary: 200 })));
  console.log(versionId);
}`;

test('killed at random moments while publishing, the embedded database keeps all that was acknowledged and nothing half done', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'mingda-crash-'));
  const seed = Date.now() % 100_000;
  const random = seededRandom(seed);
  let database = await Database.open({ dataDir, logger });
  await database.migrate();
  const { scope, collectionId } = await sampleCollection(database);
  const acknowledged: string[] = [];
  for (let round = 0; round < KILLS; round += 1) {
    await database.close();
    const child = spawn(
      process.execPath,
      ['--input-type=module', '-e', program, dataDir, scope.tenantId, collectionId, String(round)],
      {
        cwd: import.meta.dirname,
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const lines = createInterface(child.stdout);
    lines.on('line', (line) => acknowledged.push(line));
    await Promise.race([
      once(lines, 'line'),
      once(child, 'exit').then(() => Promise.reject(new Error('the publisher ended'))),
    ]);
    setTimeout(() => child.kill('SIGKILL'), random() * 500);
    await once(child, 'close');
    database = await Database.open({ dataDir, logger });
    await expectWhole(database, { acknowledged, seed });
  }
  await database.close();
  await rm(dataDir, { recursive: true });
  expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS);
});

async function expectWhole(
  database: Database,
  { acknowledged, seed }: { acknowledged: string[]; seed: number },
): Promise<void> {
  const count = async (sql: string, parameters: unknown[] = []): Promise<number> => {
    const [row] = await database.dataSource.query<{ count: number }[]>(
      `select count(*)::int as count from ${sql}`,
      parameters,
    );
    return row?.count ?? Number.NaN;
  };
  const known = await count("document_version where id = any($1::uuid[]) and state in ('ready', 'superseded')", [
    acknowledged,
  ]);
  expect(known, `seed ${String(seed)}`).toBe(acknowledged.length);
  const ready = await count("document_version where state = 'ready'");
  for (const table of ['chunk', 'chunk_vector', 'chunk_lexical'])
    expect(await count(table), `seed ${String(seed)}: ${table}`).toBe(ready * 10);
  const wrong = `lexical_term t full join (select term, count(*)::int as df from chunk_lexical cross join unnest(terms) as term group by term) c using (term)
    where t.df is distinct from c.df`;
  expect(await count(wrong), `seed ${String(seed)}: term statistics`).toBe(0);
}
