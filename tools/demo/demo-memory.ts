import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the demo keeps between two starts, in the data folder. */
export interface DemoMemory {
  /** The server stores a hash alone; without this the second start could not talk to it. */
  readonly token?: string;
  readonly evaluated?: boolean;
}

const fileOf = (dataDir: string): string => join(dataDir, 'demo.json');

export function recall(dataDir: string): DemoMemory {
  const file = fileOf(dataDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoMemory) : {};
}

/** Readable by its owner alone, like the data folder beside it. */
export function remember(dataDir: string, memory: DemoMemory): void {
  const file = fileOf(dataDir);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify(memory), { mode: 0o600 });
}
