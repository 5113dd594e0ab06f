import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = join(import.meta.dirname, '..', 'dist', 'main.js');

/** One `inference` process, as it is started in production, on free ports of loopback. */
export class ReplicaProcess {
  readonly child: ChildProcess;
  /** Messages of its log so far. */
  readonly messages: string[] = [];
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  #listening: Promise<{ http: string; grpcPort: number }>;

  constructor(settings: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, [program], {
      env: {
        ...process.env,
        MINGDA_HOST: '127.0.0.1',
        MINGDA_PORT: '0',
        MINGDA_INFERENCE_GRPC_PORT: '0',
        MINGDA_INFERENCE_THREADS: '1',
        ...settings,
      },
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    this.exited = once(this.child, 'exit').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as string | null,
    }));
    this.#listening = this.#read();
  }

  /** Waits until its models are warm. @returns its addresses */
  async ready(): Promise<{ http: string; grpc: string }> {
    const { http, grpcPort } = await this.#listening;
    while (!(await fetch(`${http}/readyz`)).ok) await new Promise((resolve) => setTimeout(resolve, 50));
    return { http, grpc: `127.0.0.1:${grpcPort}` };
  }

  /** The addresses, as soon as the doors are open. */
  async listening(): Promise<{ http: string; grpc: string }> {
    const { http, grpcPort } = await this.#listening;
    return { http, grpc: `127.0.0.1:${grpcPort}` };
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async end(): Promise<void> {
    this.kill('SIGKILL');
    await this.exited;
  }

  #read(): Promise<{ http: string; grpcPort: number }> {
    return new Promise((resolve, reject) => {
      const { stderr } = this.child;
      if (stderr === null) throw new TypeError('the process was started without its log');
      createInterface({ input: stderr }).on('line', (line) => {
        this.messages.push(line);
        if (!line.includes('"msg":"listening"')) return;
        resolve(JSON.parse(line) as { http: string; grpcPort: number });
      });
      void this.exited.then(() => reject(new Error(`ended before it listened: ${this.messages.join('\n')}`)));
    });
  }
}
