import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { toMingdaError } from '@mingda/platform';
import type { BatchOutput } from './backend.ts';
import { OnnxBackend } from './onnx-backend.ts';
import type { WorkerCall, WorkerReply, WorkerRequest, WorkerSettings } from './worker-messages.ts';

if (parentPort === null) throw new TypeError('this file runs as a worker thread');
const port = parentPort;
const settings = workerData as WorkerSettings;

// On Linux process 0 means the calling thread; elsewhere it would slow the whole process down.
if (process.platform === 'linux' && settings.niceness > 0) setPriority(0, settings.niceness);

const backend = new OnnxBackend(settings.backend, settings.intraOpThreads);
let last: Promise<void> = Promise.resolve();

async function perform(call: WorkerCall): Promise<BatchOutput | undefined> {
  switch (call.type) {
    case 'load':
      await backend.load(call.spec);
      return undefined;
    case 'run':
      return backend.run(call.batch);
    case 'unload':
      await backend.unload(call.key);
      return undefined;
    case 'close':
      port.close();
      return undefined;
  }
}

async function answer({ id, call }: WorkerRequest): Promise<void> {
  let reply: WorkerReply;
  let transfer: ArrayBuffer[] = [];
  try {
    const output = await perform(call);
    if (output !== undefined) transfer = [output.pooled.buffer, output.spans.buffer, output.tokens.buffer];
    reply = { id, output };
  } catch (error) {
    const { code, subject, detail, fixes } = toMingdaError(error);
    reply = { id, failure: { code, subject, detail, fixes } };
  }
  port.postMessage(reply, transfer);
}

port.on('message', (request: WorkerRequest) => {
  last = last.then(() => answer(request));
});
