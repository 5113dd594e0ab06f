import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkerReply, WorkerRequest, WorkerSettings } from '../worker/worker-messages.ts';

/** Where models run: threads share this process, a process of its own may die alone. */
export const isolations = ['thread', 'process'] as const;
export type Isolation = (typeof isolations)[number];

/** The way to one worker, whatever it is. Messages arrive in the order they were sent. */
export interface WorkerChannel {
  /** What the log calls it. */
  readonly name: string;
  /** Resolves with the reason when the worker has ended. */
  readonly ended: Promise<string>;
  send(request: WorkerRequest, transfer: readonly ArrayBuffer[]): void;
  /** Ends it in the middle of a run. False where that would take this process along. */
  kill(): boolean;
}

export interface ChannelOptions {
  readonly label: string;
  readonly settings: WorkerSettings;
  /** Another worker file that speaks the same messages. */
  readonly workerFile?: URL | undefined;
  readonly onReply: (reply: WorkerReply) => void;
}

/** The worker's own file, as it lies beside this one: source or compiled. */
export const ownWorkerFile = new URL(
  `../worker/inference.worker${extname(fileURLToPath(import.meta.url))}`,
  import.meta.url,
);
