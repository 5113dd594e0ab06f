import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerReply, WorkerRequest, WorkerSettings } from './worker-messages.ts';

/** The worker's end of the way to the engine, in a thread or in a process of its own. */
export interface WorkerPort {
  readonly settings: WorkerSettings;
  onRequest(listener: (request: WorkerRequest) => void): void;
  reply(reply: WorkerReply, transfer: ArrayBuffer[]): void;
  /** Lets the worker end once it has nothing to do. */
  close(): void;
}

/** @throws TypeError when this is neither a worker thread nor a forked process */
export function openPort(): WorkerPort {
  return parentPort === null ? processPort() : threadPort(parentPort);
}

function threadPort(port: NonNullable<typeof parentPort>): WorkerPort {
  return {
    settings: workerData as WorkerSettings,
    onRequest: (listener) => void port.on('message', listener),
    reply: (reply, transfer) => port.postMessage(reply, transfer),
    close: () => port.close(),
  };
}

function processPort(): WorkerPort {
  if (process.send === undefined) throw new TypeError('this file runs as a worker thread or as a forked process');
  // Ctrl-C reaches the whole group: the engine decides when a worker ends, by closing it or by ending itself.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  process.on('disconnect', () => process.exit());
  return {
    settings: JSON.parse(process.argv[2] ?? '{}') as WorkerSettings,
    onRequest: (listener) => void process.on('message', listener),
    reply: (reply) => void process.send?.(reply),
    close: () => process.disconnect(),
  };
}
