import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { CeilingTask } from './run-inference-ceiling.ts';

/** Ways to use two cores: one session with one or two threads, or two sessions side by side. */
export const layouts = [
  { name: '1 session, 1 thread', sessions: 1, intraOpThreads: 1 },
  { name: '1 session, 2 threads', sessions: 1, intraOpThreads: 2 },
  { name: '2 sessions, 1 thread each', sessions: 2, intraOpThreads: 1 },
] as const;
export const batchSizes = [1, 2, 4, 8, 16, 32, 64] as const;

export interface Ceiling {
  readonly ms: number;
  readonly layout: string;
  readonly batch: number;
}

/** The fastest bare loop over all texts, swept over batch sizes and layouts. */
export async function ceiling(model: string, rows: string): Promise<Ceiling> {
  let best: Ceiling = { ms: Infinity, layout: '', batch: 0 };
  for (const layout of layouts) {
    for (const batch of batchSizes) {
      const ms = await loop({ model, rows, batch, intraOpThreads: layout.intraOpThreads }, layout.sessions);
      if (ms < best.ms) best = { ms, layout: layout.name, batch };
    }
  }
  return best;
}

async function loop(task: Omit<CeilingTask, 'part' | 'of'>, sessions: number): Promise<number> {
  const children = Array.from({ length: sessions }, (_, part) => start({ ...task, part, of: sessions }));
  await Promise.all(children.map((child) => once(child, 'message')));
  const started = performance.now();
  const ended = children.map((child) => once(child, 'message'));
  for (const child of children) child.send('go');
  await Promise.all(ended);
  return performance.now() - started;
}

function start(task: CeilingTask): ChildProcess {
  return fork(join(import.meta.dirname, 'run-inference-ceiling.ts'), [JSON.stringify(task)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}
