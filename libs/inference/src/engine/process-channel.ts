import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { WorkerReply, WorkerRequest } from '../worker/worker-messages.ts';
import { ownWorkerFile, type ChannelOptions, type WorkerChannel } from './worker-channel.ts';

/**
 * A process of its own: whatever ends it, a fault in native code or the system when memory is short, this process goes on.
 * Costs a copy of every batch and of every vector, and a JavaScript engine for each worker.
 */
export class ProcessChannel implements WorkerChannel {
  readonly name: string;
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;

  constructor({ settings, workerFile, onReply }: ChannelOptions) {
    this.#child = fork(fileURLToPath(workerFile ?? ownWorkerFile), [JSON.stringify(settings)], {
      serialization: 'advanced',
      execArgv: [],
      // Standard output belongs to the command that runs here.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.name = `process ${this.#child.pid ?? 'none'}`;
    this.#child.on('message', (message) => onReply(message as WorkerReply));
    this.ended = this.#watch();
  }

  send(request: WorkerRequest): void {
    // A channel that has just closed is reported by the end of the process.
    this.#child.send(request, () => {});
  }

  kill(): boolean {
    return this.#child.kill('SIGKILL');
  }

  #watch(): Promise<string> {
    return new Promise((resolve) => {
      this.#child.on('error', (error) => {
        if (this.#child.pid === undefined) resolve(error.message);
      });
      this.#child.on('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
    });
  }
}
