import { setPriority } from 'node:os';
import { toMingdaError } from '@mingda/platform';
import type { BatchOutput } from './backend.ts';
import { RuntimeBackends } from './runtime-backends.ts';
import type { WorkerCall, WorkerReply, WorkerRequest } from './worker-messages.ts';
import { openPort } from './worker-port.ts';

const port = openPort();
const { settings } = port;

// On Linux process 0 means the calling thread; elsewhere a thread would slow its whole process down.
if (process.platform === 'linux' && settings.niceness > 0) setPriority(0, settings.niceness);

const backend = new RuntimeBackends(settings);
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
    const residentBytes = call.type === 'load' ? process.memoryUsage.rss() : undefined;
    reply = { id, output, residentBytes };
  } catch (error) {
    const { code, subject, detail, fixes } = toMingdaError(error);
    reply = { id, failure: { code, subject, detail, fixes } };
  }
  port.reply(reply, transfer);
}

port.onRequest((request) => {
  last = last.then(() => answer(request));
});
