import { setTimeout as sleep } from 'node:timers/promises';
import { MingdaError } from '@mingda/platform';
import type { ReplicaSource } from './replica-source.ts';
import { Replica, type Health, type ReplicaOptions } from './replica.ts';

export interface ReplicaSetOptions {
  /** What the configuration calls the service; named in errors. */
  readonly target: string;
  readonly source: ReplicaSource;
  readonly replica: Omit<ReplicaOptions, 'address' | 'serverName'>;
}

const rank: Record<Health, number> = { serving: 0, unknown: 1, 'not-serving': 2 };
/** How long the first call waits for the source to tell the addresses. */
const firstLookMs = 5_000;

/** The replicas of the inference service, kept in step with their source, and the choice among them. */
export class ReplicaSet {
  readonly #options: ReplicaSetOptions;
  #replicas = new Map<string, Replica>();
  #started: Promise<void> | undefined;

  constructor(options: ReplicaSetOptions) {
    this.#options = options;
  }

  get replicas(): readonly Replica[] {
    return [...this.#replicas.values()];
  }

  /** Resolves when the source has told the addresses once; nothing is connected before the first call. */
  ready(): Promise<void> {
    this.#started ??= this.#start();
    return this.#started;
  }

  /**
   * The less busy of two replicas drawn at random (power of two choices, Mitzenmacher, 2001) among those with the best
   * health that were not tried yet; all of them when each was. A replica that is open for slowness alone is taken when
   * there is no other: slow answers are better than none.
   */
  pick(tried: ReadonlySet<Replica>): Replica | undefined {
    const passable = this.replicas.filter(({ circuit }) => circuit.passable);
    const slow = this.replicas.filter(({ circuit }) => circuit.state !== 'closed' && circuit.cause === 'slow');
    const usable = passable.length > 0 ? passable : slow;
    const fresh = usable.filter((replica) => !tried.has(replica));
    const candidates = fresh.length > 0 ? fresh : usable;
    const best = Math.min(...candidates.map(({ health }) => rank[health]));
    return lessBusy(candidates.filter(({ health }) => rank[health] === best));
  }

  /** A replica did not answer. */
  refresh(): void {
    this.#options.source.refresh();
  }

  /** Why no replica can be asked. */
  unavailable(): MingdaError {
    const { target } = this.#options;
    const states = this.replicas.map(
      ({ address, circuit, lastFailure }) =>
        `${address} (${circuit.state}${lastFailure === undefined ? '' : `, ${lastFailure}`})`,
    );
    return new MingdaError('INFERENCE_UNAVAILABLE', {
      subject: `inference service ${target}`,
      detail: states.length === 0 ? 'no replica is known' : `no replica can be asked: ${states.join('; ')}`,
      fixes: ['check that the inference service runs and is ready', 'check MINGDA_INFERENCE_URL'],
    });
  }

  close(): void {
    this.#options.source.close();
    for (const replica of this.replicas) replica.close();
    this.#replicas.clear();
  }

  async #start(): Promise<void> {
    const told = new Promise<void>((resolve) => {
      this.#options.source.start((addresses) => {
        this.#update(addresses);
        resolve();
      });
    });
    const limit = new AbortController();
    await Promise.race([told, sleep(firstLookMs, undefined, { signal: limit.signal }).catch(() => {})]);
    limit.abort();
  }

  #update(addresses: readonly string[]): void {
    const { source, replica } = this.#options;
    const next = new Map<string, Replica>();
    for (const address of addresses) {
      const known = this.#replicas.get(address);
      next.set(address, known ?? new Replica({ ...replica, address, serverName: source.serverName }));
    }
    // Calls on the way finish: closing a channel refuses new ones alone.
    for (const [address, gone] of this.#replicas) if (!next.has(address)) gone.close();
    this.#replicas = next;
  }
}

function lessBusy(replicas: readonly Replica[]): Replica | undefined {
  if (replicas.length < 2) return replicas[0];
  const first = Math.floor(Math.random() * replicas.length);
  const second = (first + 1 + Math.floor(Math.random() * (replicas.length - 1))) % replicas.length;
  const [a, b] = [replicas[first], replicas[second]];
  return a.inFlight <= b.inFlight ? a : b;
}
