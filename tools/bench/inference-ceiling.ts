import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../setup/process.ts';

/** What `bare-loop.ts` is started with. */
interface LoopTask {
  readonly model: string;
  /** File with the token ids of each text, as JSON. */
  readonly rows: string;
  readonly intraOpThreads: number;
  /** This process takes every `of`-th batch, from `part` on. */
  readonly part: number;
  readonly of: number;
}

/** Ways to use two cores: one session with one or two threads, or two sessions side by side. */
const layouts = [
  { name: '1 session, 1 thread', sessions: 1, intraOpThreads: 1 },
  { name: '1 session, 2 threads', sessions: 1, intraOpThreads: 2 },
  { name: '2 sessions, 1 thread each', sessions: 2, intraOpThreads: 1 },
] as const;
const batchSizes = [1, 2, 4, 8, 16, 32, 64] as const;

interface Ceiling {
  readonly ms: number;
  readonly layout: string;
  readonly batch: number;
}

/** The fastest bare loop over all texts, swept over batch sizes and layouts. */
export async function ceiling(model: string, rows: string): Promise<Ceiling> {
  let best: Ceiling = { ms: Infinity, layout: '', batch: 0 };
  for (const { name, sessions, intraOpThreads } of layouts) {
    const children = Array.from({ length: sessions }, (_, part) =>
      start({ model, rows, intraOpThreads, part, of: sessions }),
    );
    for (const batch of batchSizes) {
      await tell(children, batch);
      const started = performance.now();
      await tell(children, 'go');
      const ms = performance.now() - started;
      if (ms < best.ms) best = { ms, layout: name, batch };
    }
    for (const child of children) child.disconnect();
  }
  return best;
}

async function tell(children: readonly ChildProcess[], message: number | 'go'): Promise<void> {
  const done = children.map((child) => once(child, 'message'));
  for (const child of children) child.send(message);
  await Promise.all(done);
}

function start(task: LoopTask): ChildProcess {
  return fork(join(root, 'libs', 'inference', 'tools', 'bare-loop.ts'), [JSON.stringify(task)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}
