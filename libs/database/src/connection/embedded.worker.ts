import { parentPort, workerData } from 'node:worker_threads';
import { openEmbeddedDatabase } from './embedded-database.ts';
import type { EmbeddedReply, EmbeddedRequest, EmbeddedWorkerData } from './embedded-protocol.ts';
import { sessionSettings } from './session-settings.ts';
import { WireFrames, type WireBatch } from './wire-frames.ts';

if (parentPort === null) throw new Error('the embedded database runs in a worker thread');
const port = parentPort;
const { folder } = workerData as EmbeddedWorkerData;
const database = await openEmbeddedDatabase(folder);
const freshSession = [
  'rollback',
  'discard all',
  ...Object.entries(sessionSettings).map(([name, value]) => `set ${name} to '${value}'`),
];

let frames = new WireFrames();
let connection = 0;
let work: Promise<void> = Promise.resolve();

const reply = (message: EmbeddedReply, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

async function execute(batch: WireBatch): Promise<void> {
  if (batch.kind === 'terminate') return;
  if (batch.kind === 'startup') for (const statement of freshSession) await database.exec(statement);
  const parts: Uint8Array[] = [];
  // The other way to run raw messages, `execProtocolRaw`, also parses every answer and keeps it: 1 MB a question, for good.
  // The engine reuses its answer buffer, so a copy is what may leave this thread.
  await database.execProtocolRawStream(batch.bytes, { onRawData: (part) => parts.push(part.slice()) });
  const bytes = join(parts);
  reply({ kind: 'bytes', connection, bytes }, [bytes.buffer]);
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let position = 0;
  for (const part of parts) {
    bytes.set(part, position);
    position += part.length;
  }
  return bytes;
}

/** The engine's own exit is an object with a message, not an Error. */
function describe(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}

async function handle(request: EmbeddedRequest): Promise<void> {
  switch (request.kind) {
    case 'connect':
      frames = new WireFrames();
      connection = request.connection;
      return;
    case 'bytes':
      if (request.connection !== connection) return;
      for (const batch of frames.push(request.bytes)) await execute(batch);
      return;
    case 'close':
      await database.close();
      reply({ kind: 'closed' });
      port.close();
  }
}

port.on('message', (request: EmbeddedRequest) => {
  work = work
    .then(() => handle(request))
    .catch((error: unknown) => reply({ kind: 'failed', message: describe(error) }));
});
reply({ kind: 'ready' });
