import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real etcd of one member on free ports of loopback. */
export class EtcdServer {
  readonly url: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'mingda-etcd-'));
  readonly #peer: string;
  #child: ChildProcess | undefined;

  private constructor(ports: readonly number[]) {
    this.url = `http://127.0.0.1:${ports[0]}`;
    this.#peer = `http://127.0.0.1:${ports[1]}`;
  }

  static async start(): Promise<EtcdServer> {
    const server = new EtcdServer([await freePort(), await freePort()]);
    await server.run();
    return server;
  }

  /** Starts it, again with what it held before. */
  async run(): Promise<void> {
    this.#child = spawn(
      'etcd',
      [
        ['--data-dir', this.#folder],
        ['--listen-client-urls', this.url],
        ['--advertise-client-urls', this.url],
        ['--listen-peer-urls', this.#peer],
        ['--initial-advertise-peer-urls', this.#peer],
        ['--initial-cluster', `default=${this.#peer}`],
      ].flat(),
      { stdio: 'ignore' },
    );
    const healthy = (): Promise<boolean> =>
      fetch(`${this.url}/health`).then(
        (it) => it.ok,
        () => false,
      );
    while (!(await healthy())) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async end(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
