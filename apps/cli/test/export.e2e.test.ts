import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOf, mingda, startServer, type RunningServer } from './run-mingda.ts';

describe('mingda export instructions', () => {
  let work: string;
  let server: RunningServer;
  let token: string;
  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'mingda-export-'));
    server = await startServer(join(work, 'data'));
    token = server.adminToken ?? '';
  });
  afterAll(async () => {
    await server?.stop();
    await rm(work, { recursive: true, force: true });
  });

  async function send(method: string, path: string, body: object): Promise<{ id: string }> {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as { id: string };
  }
  const linesOf = async (file: string): Promise<{ instruction: string }[]> =>
    (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { instruction: string });

  it('writes the same from a server and from its data folder, and warns of personal data', async () => {
    const { id } = await send('POST', '/collections', { name: 'kb' });
    const content = { question: '班车几点发车？', phrasings: ['班车时间'], answer: '早上七点半。' };
    const entry = await send('POST', `/collections/${id}/faq`, content);
    await send('PUT', `/faq/${entry.id}/state`, { state: 'approved' });
    await send('POST', `/collections/${id}/faq`, { question: '只是草稿？', answer: '不导出。' });

    const remote = join(work, 'remote.jsonl');
    const where = ['--url', server.url, '--token', token, '--collection', 'kb'];
    const first = await mingda(['export', 'instructions', '--out', remote, '--json', ...where]);
    expect(documentOf(first)).toMatchObject({ file: remote, lines: 2 });
    expect((await linesOf(remote)).map((it) => it.instruction)).toEqual(['班车几点发车？', '班车时间']);
    expect((await linesOf(remote))[0]).toMatchObject({
      input: '',
      output: '早上七点半。',
      provenance: { source: 'approved', entryId: entry.id, revision: 2 },
    });

    const missing = await mingda([
      'export',
      'instructions',
      '--out',
      remote,
      '--url',
      server.url,
      '--token',
      token,
      '--collection',
      'nothing',
    ]);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('COLLECTION_NOT_FOUND');

    await server.stop();
    const local = join(work, 'local.jsonl');
    const second = await mingda(['export', 'instructions', '--out', local, '--data', join(work, 'data')]);
    expect(second.code).toBe(0);
    expect(second.stdout).toContain('personal data');
    expect(await readFile(local, 'utf8')).toBe(await readFile(remote, 'utf8'));
  });
});
