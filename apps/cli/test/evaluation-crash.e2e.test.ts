import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { evaluationReportSchema, evaluationSchema, type Evaluation, type EvaluationReport } from '@mingda/contracts';
import { Database } from '@mingda/database';
import { createLogger } from '@mingda/platform';
import { goldSetOfManuals, manuals, testDatabases, type TestDatabase } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const command = join(import.meta.dirname, '..', 'bin', 'mingda.js');
/** Shares of the progress at which the run is killed; the last one is while answers are scored. */
const kills = [0.1, 0.4, 0.8];

interface Store {
  readonly dataDir: string;
  readonly url: string | undefined;
  drop(): Promise<void>;
}

async function newStore({ kind, open }: TestDatabase): Promise<Store> {
  if (kind === 'server') return open();
  const dataDir = await mkdtemp(join(tmpdir(), 'mingda-run-crash-'));
  return { dataDir, url: undefined, drop: () => rm(dataDir, { recursive: true, force: true }) };
}

/** The built product as people start it; killed like a process that ran out of memory. */
class Server {
  #child: ChildProcess | undefined;
  #url = '';
  #token: string | undefined;
  readonly #store: Store;
  readonly #goldSets: string;

  constructor(store: Store, goldSets: string) {
    this.#store = store;
    this.#goldSets = goldSets;
  }

  async start(): Promise<void> {
    const { dataDir, url } = this.#store;
    const child = spawn(process.execPath, [command, 'start', '--json', '--port', '0', '--data', dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        MINGDA_LOG_LEVEL: 'error',
        MINGDA_GOLD_SETS_DIR: this.#goldSets,
        ...(url === undefined ? {} : { MINGDA_DATABASE_URL: url }),
      },
    });
    this.#child = child;
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const started = JSON.parse(line) as { url: string; adminToken: string | null };
    this.#url = started.url;
    this.#token ??= started.adminToken ?? undefined;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child === undefined || this.#child.exitCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exited;
    this.#child = undefined;
  }

  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const json = body !== undefined && !(body instanceof FormData);
    const response = await fetch(`${this.#url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token ?? ''}`,
        ...(json ? { 'content-type': 'application/json' } : {}),
      },
      ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : body }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  async evaluation(id: string): Promise<Evaluation> {
    return evaluationSchema.parse(await this.call('GET', `/evaluations/${id}`));
  }

  async until(id: string, holds: (it: Evaluation) => boolean): Promise<Evaluation> {
    for (;;) {
      const evaluation = await this.evaluation(id);
      if (holds(evaluation) || !['queued', 'running'].includes(evaluation.state)) return evaluation;
      await sleep(10);
    }
  }

  async report(id: string): Promise<EvaluationReport> {
    return evaluationReportSchema.parse(await this.call('GET', `/evaluations/${id}/report`));
  }
}

describe.each(testDatabases())('a run killed with -9 on the $kind database', (target) => {
  let store: Store;
  let goldSets: string;
  let server: Server;
  let collectionId: string;
  beforeAll(async () => {
    store = await newStore(target);
    goldSets = await goldSetOfManuals();
    server = new Server(store, goldSets);
    await server.start();
    ({ id: collectionId } = (await server.call('POST', '/collections', { name: 'products' })) as { id: string });
    const form = new FormData();
    for (const { name, content } of manuals) form.append('file', new Blob([content]), name);
    await server.call('POST', `/collections/${collectionId}/documents`, form);
    const ready = async (): Promise<number> =>
      ((await server.call('GET', `/collections/${collectionId}/documents?state=ready`)) as { total: number }).total;
    while ((await ready()) < manuals.length) await sleep(200);
  });
  afterAll(async () => {
    await server?.end('SIGKILL');
    await store?.drop();
    await rm(goldSets, { recursive: true, force: true });
  });

  const start = async (): Promise<string> =>
    evaluationSchema.parse(await server.call('POST', '/evaluations', { collectionId, goldSet: 'manuals' })).id;

  /** What is in the database while no process of the product runs. */
  async function query<T>(sql: string, parameters: unknown[]): Promise<T[]> {
    const logger = createLogger({ logLevel: 'silent' }, 'test');
    const database = await Database.open({ url: store.url, pool: 1, dataDir: store.dataDir, logger });
    try {
      return await database.dataSource.query<T[]>(sql, parameters);
    } finally {
      await database.close();
    }
  }

  it('finishes after the restart with the figures of a run that was left alone', { timeout: 300_000 }, async () => {
    const alone = await start();
    expect((await server.until(alone, () => false)).state).toBe('finished');
    const expected = await server.report(alone);
    const since = new Date();

    const id = await start();
    let stored: string[] = [];
    for (const share of kills) {
      const reached = await server.until(id, (it) => it.progress >= share);
      expect(reached.state).toBe('running');
      await server.end('SIGKILL');
      const rows = await query<{ question_id: string }>(
        'select question_id from evaluation_outcome where evaluation_id = $1',
        [id],
      );
      expect(rows.length).toBeGreaterThanOrEqual(stored.length);
      stored = rows.map((row) => row.question_id);
      await server.start();
    }
    expect(stored.length).toBe(expected.questions.length);
    const ended = await server.until(id, () => false);
    expect(ended).toMatchObject({ state: 'finished', digest: expected.run?.digest });

    const report = await server.report(id);
    const figures = ({ metrics, counts, groups, questions }: EvaluationReport): unknown => {
      const { latencyMeanMs: _, latencyP95Ms: __, ...rest } = metrics;
      const own = questions.map(({ latencyMs: ___, scores, ...question }) => {
        const { latencyMeanMs: ____, latencyP95Ms: _____, ...kept } = scores;
        return { ...question, scores: kept };
      });
      return { rest, counts, groups: Object.keys(groups), own };
    };
    expect(figures(report)).toEqual(figures(expected));

    await server.end('SIGTERM');
    const asked = await query<{ external_id: string; count: number }>(
      'select external_id, count(*)::int as count from answer where created_at > $1 group by external_id',
      [since],
    );
    // Each start asks one question of each language for warming up, and repeats at most the five that were not stored.
    const repeated = asked.filter((row) => row.count > 1).reduce((sum, row) => sum + row.count - 1, 0);
    expect(asked).toHaveLength(expected.questions.length);
    expect(repeated).toBeLessThanOrEqual((kills.length + 1) * 6);
    expect(await query('select 1 from evaluation_outcome', [])).toEqual([]);
    await server.start();
  });
});
