/**
 * A worker at the message boundary whose fault is chosen by the length of the first text of a batch. Everything else
 * it answers with vectors of ones.
 */
import type { WorkerReply } from '../src/worker/worker-messages.ts';
import { openPort } from '../src/worker/worker-port.ts';

const dimensions = 512;
const port = openPort();

/** Tokens of a text that brings the fault about, special ones among them. */
const faults: Readonly<Record<number, () => void>> = {
  // What a failed check in native code does.
  31: () => process.abort(),
  // What the system does when memory is short.
  32: () => process.kill(process.pid, 'SIGKILL'),
  33: () => {
    setTimeout(() => {
      throw new Error('a planted fault');
    });
  },
  35: () => {
    for (;;);
  },
};

port.onRequest(({ id, call }) => {
  if (call.type === 'close') {
    port.close();
    return;
  }
  let reply: WorkerReply = { id, output: undefined };
  if (call.type === 'run') {
    const fault = faults[call.batch.lengths[0]];
    if (fault !== undefined) {
      fault();
      return;
    }
    const pooled = new Float32Array(call.batch.lengths.length * dimensions).fill(1);
    reply = { id, output: { pooled, spans: new Float32Array(), tokens: new Float32Array(), computeMs: 1 } };
  }
  port.reply(reply, []);
});
