import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@mingda/platform';
import { EtcdClient } from './etcd-client.ts';
import { replicasPrefix } from './etcd-source.ts';

export interface RegistrationOptions {
  readonly endpoints: readonly string[];
  /** Seconds after which a process that died drops out. */
  readonly ttlSeconds: number;
  /** `host:port` that clients reach this replica at. */
  readonly address: string;
  readonly logger: Logger;
}

/** A lost heartbeat must not end the lease: three fit into its life. */
const heartbeatsPerLease = 3;

/** Keeps one replica announced in etcd, by a lease with a heartbeat, until it is closed. */
export class EtcdRegistration {
  readonly #client: EtcdClient;
  readonly #options: RegistrationOptions;
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;
  #lease: string | undefined;
  #healthy = true;

  private constructor(options: RegistrationOptions) {
    this.#client = new EtcdClient(options.endpoints);
    this.#options = options;
    this.#ended = this.#keep();
  }

  /** An etcd that is away is tried again in the background: the replica serves whoever knows its address. */
  static start(options: RegistrationOptions): EtcdRegistration {
    return new EtcdRegistration(options);
  }

  /** Takes the announcement back, so that no client waits for the lease to run out. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
    if (this.#lease !== undefined) await this.#client.revokeLease(this.#lease).catch(() => {});
  }

  async #keep(): Promise<void> {
    const { signal } = this.#stop;
    const everyMs = (this.#options.ttlSeconds * 1000) / heartbeatsPerLease;
    while (!signal.aborted) {
      try {
        if (this.#lease === undefined || !(await this.#client.keepLease(this.#lease))) await this.#announce();
        this.#report(undefined);
      } catch (error) {
        this.#report(error);
      }
      await sleep(everyMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  async #announce(): Promise<void> {
    const { address, ttlSeconds } = this.#options;
    this.#lease = undefined;
    const lease = await this.#client.grantLease(ttlSeconds);
    await this.#client.put(`${replicasPrefix}${address}`, address, lease);
    this.#lease = lease;
  }

  #report(error: unknown): void {
    const healthy = error === undefined;
    if (healthy === this.#healthy) return;
    this.#healthy = healthy;
    if (healthy) this.#options.logger.info('announced in etcd again');
    else this.#options.logger.error({ err: error }, 'etcd does not answer; this replica may not be found');
  }
}
