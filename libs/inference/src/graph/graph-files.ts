import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { temporaryFolder } from '@mingda/platform';
import type { ActivationRange } from './bert-graph.ts';

export interface GraphTask {
  readonly model: string;
  readonly ranges: readonly ActivationRange[];
  readonly target: string;
}

const worker = new URL(`./graph.worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url);

/**
 * Graphs with fixed ranges as files of this process, in a folder that nobody else can write. They are made anew from
 * verified weights for every load, so that nothing unverified is ever run.
 */
export class GraphFiles {
  #folder: Promise<string> | undefined;

  /** @returns the file, undefined where the weights are not of the kind that the ranges fit */
  async write(key: string, model: string, ranges: readonly ActivationRange[]): Promise<string | undefined> {
    this.#folder ??= temporaryFolder('graphs');
    const target = join(await this.#folder, `${key}.onnx`);
    const thread = new Worker(worker, { workerData: { model, ranges, target } satisfies GraphTask });
    const [written] = (await once(thread, 'message')) as [boolean];
    return written ? target : undefined;
  }

  async remove(key: string): Promise<void> {
    if (this.#folder !== undefined) await rm(join(await this.#folder, `${key}.onnx`), { force: true });
  }

  async close(): Promise<void> {
    if (this.#folder !== undefined) await rm(await this.#folder, { recursive: true, force: true });
  }
}
