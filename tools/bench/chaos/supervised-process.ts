import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const restartMs = 250;

/** A program that is started again whenever it ends, as an orchestrator does. */
export class SupervisedProcess {
  /** Starts after the first one. */
  restarts = 0;
  readonly #program: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #stopping = new AbortController();
  #child: ChildProcess | undefined;
  #loop: Promise<void> | undefined;
  #last: string[] = [];

  constructor(program: string, environment: Readonly<Record<string, string>>) {
    this.#program = program;
    this.#environment = environment;
  }

  start(): void {
    this.#loop = this.#supervise();
  }

  /** @returns whether there was a process to kill */
  kill(): boolean {
    return this.#child?.kill('SIGKILL') ?? false;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#child?.kill('SIGKILL');
    await this.#loop;
  }

  /** The end of its log, for a person who looks for a cause. */
  get lastLines(): readonly string[] {
    return this.#last;
  }

  async #supervise(): Promise<void> {
    const { signal } = this.#stopping;
    for (; !signal.aborted; this.restarts += 1) {
      const child = spawn(process.execPath, [this.#program], {
        env: { ...process.env, ...this.#environment },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      this.#child = child;
      createInterface({ input: child.stderr }).on('line', (line) => {
        this.#last = [...this.#last.slice(-20), line];
      });
      await once(child, 'exit');
      this.#child = undefined;
      await sleep(restartMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
