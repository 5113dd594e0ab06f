import { diskUse } from './disk.ts';
import { MemoryWatch, treeRss } from './process-memory.ts';

const startedVariable = 'MINGDA_DEMO_STARTED_MS';
const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

interface Mark {
  readonly name: string;
  readonly atMs: number;
  /** Highest resident sum of everything that the demo runs, since the mark before. */
  readonly peakBytes: number;
  /** The same for the server and its children alone; null before it runs. */
  readonly serverPeakBytes: number | null;
}

/** Time, memory and disk from the command to the first cited answer; installing and building count. */
export class Measurement {
  readonly #startedMs = Number(process.env[startedVariable] ?? performance.timeOrigin);
  readonly #all = new MemoryWatch(process.pid);
  readonly #marks: Mark[] = [];
  #server: MemoryWatch | undefined;
  #serverPid = 0;

  /** Since the command was given. */
  get seconds(): number {
    return (Date.now() - this.#startedMs) / 1000;
  }

  follow(serverPid: number): void {
    this.#serverPid = serverPid;
    this.#server = new MemoryWatch(serverPid);
  }

  mark(name: string): void {
    this.#marks.push({
      name,
      atMs: Date.now() - this.#startedMs,
      peakBytes: this.#all.takePeak(),
      serverPeakBytes: this.#server?.takePeak() ?? null,
    });
  }

  stop(): void {
    this.#all.stop();
    this.#server?.stop();
  }

  print(dataDir: string): void {
    const steady = treeRss(this.#serverPid);
    const disk = diskUse(dataDir);
    console.log('\nMeasured / 实测');
    for (const { name, atMs, peakBytes, serverPeakBytes } of this.#marks) {
      const server = serverPeakBytes === null ? '' : `, server alone ${megabytes(serverPeakBytes)}`;
      console.log(
        `  ${name.padEnd(9)} done after ${(atMs / 1000).toFixed(1)} s; peak RSS ${megabytes(peakBytes)}${server}`,
      );
    }
    console.log(`  server 60 s after the last question: ${steady === null ? 'not known here' : megabytes(steady)} RSS`);
    console.log(
      `  disk: packages ${megabytes(disk.packages)}, build ${megabytes(disk.build)}, models ${megabytes(disk.models)}, data ${megabytes(disk.data)}`,
    );
  }
}
