import { readdirSync, readFileSync } from 'node:fs';

interface ProcessRow {
  readonly parent: number;
  readonly rssBytes: number;
}

function readProcess(pid: number): ProcessRow | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    return { parent: field('PPid'), rssBytes: field('VmRSS') * 1024 };
  } catch {
    // It ended between the listing and the reading.
    return undefined;
  }
}

/** Resident bytes of a process and all its descendants; null where the system has no `/proc`. */
export function treeRss(pid: number): number | null {
  const rows = new Map<number, ProcessRow>();
  try {
    for (const name of readdirSync('/proc')) {
      const row = /^\d+$/.test(name) ? readProcess(Number(name)) : undefined;
      if (row !== undefined) rows.set(Number(name), row);
    }
  } catch {
    return null;
  }
  const belongs = (it: number): boolean => it === pid || (rows.has(it) && belongs(rows.get(it)?.parent ?? 0));
  return [...rows].reduce((sum, [it, row]) => (belongs(it) ? sum + row.rssBytes : sum), 0);
}

/** Follows a process tree and keeps the highest sum of the current phase. */
export class MemoryWatch {
  readonly #pid: number;
  readonly #timer: NodeJS.Timeout;
  #peak = 0;

  constructor(pid: number, everyMs = 250) {
    this.#pid = pid;
    this.#timer = setInterval(() => this.#sample(), everyMs);
    this.#timer.unref();
  }

  #sample(): void {
    this.#peak = Math.max(this.#peak, treeRss(this.#pid) ?? 0);
  }

  /** Highest sum in bytes since the last call. */
  takePeak(): number {
    this.#sample();
    const peak = this.#peak;
    this.#peak = 0;
    return peak;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
