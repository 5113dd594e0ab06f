import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@mingda/platform';
import type { EtcdChange, EtcdClient } from './etcd-client.ts';
import type { ReplicaSource } from './replica-source.ts';

/** Keys below it are replicas; the value is the address. */
export const replicasPrefix = '/mingda/inference/replicas/';
const tryAgainMs = 1_000;
/** A watch whose connection died silently is replaced after this long, and the list read anew. */
const watchForMs = 60_000;

/** The replicas that announced themselves in etcd; who stops renewing its lease drops out. */
export class EtcdSource implements ReplicaSource {
  readonly #client: EtcdClient;
  readonly #logger: Logger | undefined;
  readonly #stop = new AbortController();
  #healthy = true;

  constructor(client: EtcdClient, logger?: Logger) {
    this.#client = client;
    this.#logger = logger;
  }

  start(onAddresses: (addresses: readonly string[]) => void): void {
    void this.#follow(onAddresses);
  }

  /** The watch tells of every change by itself. */
  refresh(): void {}

  close(): void {
    this.#stop.abort();
  }

  async #follow(onAddresses: (addresses: readonly string[]) => void): Promise<void> {
    const { signal } = this.#stop;
    let known = false;
    while (!signal.aborted) {
      const turn = AbortSignal.any([signal, AbortSignal.timeout(watchForMs)]);
      try {
        const { entries, revision } = await this.#client.list(replicasPrefix);
        const replicas = new Map(entries);
        const tell = (): void => onAddresses([...new Set(replicas.values())]);
        known = true;
        this.#report(undefined);
        tell();
        for await (const changes of this.#client.watch(replicasPrefix, revision + 1n, turn)) {
          apply(changes, replicas);
          if (changes.length > 0) tell();
        }
      } catch (error) {
        if (turn.aborted) continue;
        // While etcd is away the replicas known last stay: they answer, or their circuits open.
        this.#report(error);
        if (!known) onAddresses([]);
      }
      await sleep(tryAgainMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  /** One line when etcd goes away and one when it is back. */
  #report(error: unknown): void {
    const healthy = error === undefined;
    if (healthy === this.#healthy) return;
    this.#healthy = healthy;
    if (healthy) this.#logger?.info('etcd answers again');
    else this.#logger?.warn({ err: error }, 'etcd does not answer; the replicas known last are used');
  }
}

function apply(changes: readonly EtcdChange[], replicas: Map<string, string>): void {
  for (const { key, value } of changes) {
    if (value === undefined) replicas.delete(key);
    else replicas.set(key, value);
  }
}
