/**
 * A stand-in for the model at the thread's message boundary: it holds every run until the test lets it go, and dies when
 * the test says so. Vectors are all ones; what it was given is told to the test.
 */
import { BroadcastChannel, parentPort, workerData } from 'node:worker_threads';
import type { WorkerReply, WorkerRequest } from '../src/worker/worker-messages.ts';

const dimensions = 512;
const control = new BroadcastChannel('scripted-inference');
const held: (() => void)[] = [];
let open = 0;
let last: Promise<void> = Promise.resolve();

control.onmessage = (event: unknown): void => {
  const { data } = event as { data: { command: string; count?: number } };
  if (data.command === 'crash') process.exit(7);
  if (data.command !== 'release') return;
  open += data.count ?? 1;
  while (open > 0 && held.length > 0) {
    open -= 1;
    held.shift()?.();
  }
};

function gate(): Promise<void> {
  if (open > 0) {
    open -= 1;
    return Promise.resolve();
  }
  return new Promise((resolve) => held.push(resolve));
}

async function answer({ id, call }: WorkerRequest): Promise<void> {
  let reply: WorkerReply = { id, output: undefined };
  if (call.type === 'run') {
    control.postMessage({
      event: 'running',
      kind: workerData.niceness === 0 ? 'live' : 'general',
      lengths: [...call.batch.lengths],
      ids: [...call.batch.ids],
    });
    await gate();
    const rows = call.batch.lengths.length;
    const ones = (count: number): Float32Array<ArrayBuffer> => new Float32Array(count * dimensions).fill(1);
    reply = {
      id,
      output: { pooled: ones(rows), spans: ones(call.batch.spans.length / 3), tokens: ones(0), computeMs: 1 },
    };
  }
  if (call.type === 'close') {
    control.close();
    parentPort?.close();
    return;
  }
  parentPort?.postMessage(reply);
}

parentPort?.on('message', (request: WorkerRequest) => {
  last = last.then(() => answer(request));
});
