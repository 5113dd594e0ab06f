import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@mingda/platform';

/** A piece of work that is held by a lease. */
export interface Lease {
  /** New with each claim. */
  readonly leaseId: string;
  /** Takes long enough to keep a lane from others. */
  readonly large: boolean;
}

/** What a lane may take. */
export interface LaneTerms {
  /** Nothing large. */
  readonly smallOnly: boolean;
  /** Only for somebody of whom nothing runs. */
  readonly idleOnly: boolean;
}

export interface LeasedWork<L extends Lease> {
  /** Takes the next piece in turn, or null when there is none on these terms. */
  claim(terms: LaneTerms): Promise<L | null>;
  /**
   * Milliseconds until something that waits falls due, Infinity when nothing waits, 0 when something is due that may not
   * be taken on the terms given, such as one over a limit.
   */
  nextIn(): Promise<number>;
  /** Keeps these leases alive. @returns those that are still held; the work on others is called off */
  renew(leaseIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Does a piece and settles it. @param signal aborted when the lease is lost or the lanes stop */
  run(lease: L, signal: AbortSignal): Promise<void>;
  /** Called after the work on a piece was called off and has ended. */
  stopped(lease: L): Promise<void>;
  /** Gives everything back that is still held. */
  release(): Promise<void>;
}

export interface LaneSettings {
  /** Pieces at once. */
  readonly lanes: number;
  /** Large ones among them. */
  readonly largeLanes: number;
  /** How often leases are renewed, which is also how long a cancelled piece may run on before it is called off. */
  readonly renewMs: number;
  /** How often a lane looks while something is due that it may not take; `wake` makes it look at once. */
  readonly pollMs: number;
  /** How long a lane rests at most when nothing is due: a call of `wake` may be lost. */
  readonly idleMs: number;
  /** A piece that runs longer counts as large. */
  readonly slowMs: number;
  /** When the lanes stop: how long pieces may go on, and how long they may take to end after they were called off. */
  readonly graceMs: number;
  readonly stopMs: number;
}

/** How often the spare lane looks at most, however often it is woken. */
const spareMs = 200;

interface Running<L extends Lease> {
  readonly lease: L;
  readonly since: number;
  readonly ordinary: boolean;
  readonly controller: AbortController;
}

/**
 * Works off leased pieces in a fixed number of lanes. One more lane is kept for small pieces that would have to wait for
 * others: of somebody of whom nothing runs, or behind lanes that are all held by large ones.
 */
export class LeasedLanes<L extends Lease> {
  readonly #work: LeasedWork<L>;
  readonly #settings: LaneSettings;
  readonly #logger: Logger;
  readonly #running = new Map<string, Running<L>>();
  readonly #stopping = new AbortController();
  readonly #resting = new Set<() => void>();
  /** Counts calls of `wake`, so that one that comes while a lane is looking is not lost. */
  #wakes = 0;
  #lanes: Promise<void>[] = [];
  /** The last claim: each sees what the one before has taken. */
  #claims: Promise<unknown> = Promise.resolve();
  /** What the last look found when there was nothing: it stands for all lanes until then, or until something changes. */
  #nothing: { readonly wakes: number; readonly until: number } | undefined;
  #renewing: NodeJS.Timeout | undefined;

  constructor(work: LeasedWork<L>, settings: LaneSettings, logger: Logger) {
    this.#work = work;
    this.#settings = settings;
    this.#logger = logger;
  }

  start(): void {
    this.#lanes = [...Array.from({ length: this.#settings.lanes }, () => this.#lane(true)), this.#lane(false)];
    this.#renewing = setTimeout(() => void this.#renew(), this.#settings.renewMs);
  }

  /** There may be something to take. */
  wake(): void {
    this.#wakes += 1;
    for (const wake of this.#resting) wake();
  }

  /** Takes nothing more; what does not end in time is called off and given back. */
  async stop(): Promise<void> {
    if (this.#lanes.length === 0) return;
    const { graceMs, stopMs } = this.#settings;
    this.#stopping.abort();
    this.wake();
    const ended = Promise.all(this.#lanes);
    await Promise.race([ended, sleep(graceMs, undefined, { ref: false })]);
    for (const { controller } of this.#running.values()) controller.abort();
    await Promise.race([ended, sleep(stopMs, undefined, { ref: false })]);
    clearTimeout(this.#renewing);
    this.#renewing = undefined;
    await this.#quietly('releasing leases', () => this.#work.release());
  }

  async #lane(ordinary: boolean): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const seen = this.#wakes;
      const taken = this.#claims.then(() => this.#claim(ordinary));
      this.#claims = taken;
      const { running, restMs } = await taken;
      if (running !== undefined) await this.#do(running);
      else {
        // While ordinary lanes are at work each new piece would have the spare one look once more.
        if (!ordinary) await sleep(spareMs, undefined, { signal, ref: false }).catch(() => undefined);
        await this.#rest(seen, restMs);
      }
    }
  }

  /** @returns what was taken, or how long to rest where nothing was */
  async #claim(ordinary: boolean): Promise<{ running?: Running<L>; restMs: number }> {
    const { pollMs } = this.#settings;
    const wakes = this.#wakes;
    const knownMs = this.#nothing?.wakes === wakes ? this.#nothing.until - Date.now() : 0;
    if (ordinary && knownMs > 0) return { restMs: knownMs };
    const terms = ordinary ? this.#ordinaryTerms() : this.#spareTerms();
    const lease = terms === null ? undefined : await this.#quietly('claiming', () => this.#work.claim(terms));
    if (lease === undefined || this.#stopping.signal.aborted) return { restMs: pollMs };
    if (lease === null) {
      const restMs = ordinary ? await this.#idleFor() : pollMs;
      if (ordinary) this.#nothing = { wakes, until: Date.now() + restMs };
      return { restMs };
    }
    const running = { lease, since: Date.now(), ordinary, controller: new AbortController() };
    this.#running.set(lease.leaseId, running);
    return { running, restMs: pollMs };
  }

  #ordinaryTerms(): LaneTerms {
    const large = [...this.#running.values()].filter((it) => it.lease.large);
    return { smallOnly: large.length >= this.#settings.largeLanes, idleOnly: false };
  }

  async #idleFor(): Promise<number> {
    const { pollMs, idleMs } = this.#settings;
    const next = await this.#quietly('looking ahead', () => this.#work.nextIn());
    return next === undefined || next <= 0 ? pollMs : Math.min(next, idleMs);
  }

  /** The spare lane has nothing to do while an ordinary one is free. */
  #spareTerms(): LaneTerms | null {
    const held = [...this.#running.values()].filter((it) => it.ordinary);
    if (held.length < this.#settings.lanes) return null;
    const now = Date.now();
    const allLong = held.every((it) => it.lease.large || now - it.since > this.#settings.slowMs);
    return { smallOnly: true, idleOnly: !allLong };
  }

  async #do({ lease, controller }: Running<L>): Promise<void> {
    await this.#quietly('work', () => this.#work.run(lease, controller.signal));
    this.#running.delete(lease.leaseId);
    // What was over a limit may be taken now.
    this.#nothing = undefined;
    if (controller.signal.aborted && !this.#stopping.signal.aborted) {
      await this.#quietly('settling', () => this.#work.stopped(lease));
    }
  }

  async #renew(): Promise<void> {
    const before = [...this.#running.values()];
    const held =
      before.length === 0
        ? undefined
        : await this.#quietly('renewing leases', () => this.#work.renew([...this.#running.keys()]));
    if (held !== undefined) {
      for (const { lease, controller } of before) if (!held.has(lease.leaseId)) controller.abort();
    }
    if (this.#renewing !== undefined) {
      this.#renewing = setTimeout(() => void this.#renew(), this.#settings.renewMs);
    }
  }

  #rest(seen: number, forMs: number): Promise<void> {
    if (seen !== this.#wakes) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#resting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, forMs);
      this.#resting.add(wake);
    });
  }

  /** A fault of the database must not end a lane; the next round finds out whether it is over. */
  async #quietly<T>(what: string, act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      this.#logger.warn({ err: error, lane: what }, 'leased work');
      return undefined;
    }
  }
}
