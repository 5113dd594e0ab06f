import { lookup } from 'node:dns/promises';
import type { ReplicaSource } from './replica-source.ts';

const lookAgainMs = 15_000;
/** Failing calls ask for a new look: not more often than this. */
const leastMs = 1_000;

/** Every address that a name resolves to is a replica, as with a headless service of an orchestrator. */
export class DnsSource implements ReplicaSource {
  readonly serverName: string;
  readonly #port: string;
  #timer: NodeJS.Timeout | undefined;
  #lookedAt = -Infinity;
  #closed = false;
  #known = false;
  #onAddresses: (addresses: readonly string[]) => void = () => {};

  /** @param address `name:port` */
  constructor(address: string) {
    const colon = address.lastIndexOf(':');
    this.serverName = address.slice(0, colon);
    this.#port = address.slice(colon + 1);
  }

  start(onAddresses: (addresses: readonly string[]) => void): void {
    this.#onAddresses = onAddresses;
    this.#timer = setInterval(() => void this.#look(), lookAgainMs).unref();
    void this.#look();
  }

  refresh(): void {
    if (performance.now() - this.#lookedAt >= leastMs) void this.#look();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    this.#lookedAt = performance.now();
    try {
      const found = await lookup(this.serverName, { all: true });
      if (this.#closed) return;
      this.#known = true;
      this.#onAddresses(
        found.map(({ address, family }) => (family === 6 ? `[${address}]:${this.#port}` : `${address}:${this.#port}`)),
      );
    } catch {
      // A name server that is away takes no replica away; a name that never resolved is a call's own error.
      if (!this.#closed && !this.#known) this.#onAddresses([]);
    }
  }
}
