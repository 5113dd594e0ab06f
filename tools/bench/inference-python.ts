import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { say } from './inference-parts.ts';
import { findPython } from './python-environment.ts';

const execute = promisify(execFile);
const script = join(import.meta.dirname, '..', '..', 'libs', 'inference', 'tools', 'reference.py');
const packages = ['onnxruntime==1.30.0', 'tokenizers==0.23.3', 'numpy'];
const outputBytes = 512 * 1024 * 1024;

export interface SpeedTask {
  readonly model: string;
  readonly tokenizer: string;
  readonly texts: readonly string[];
  /** File with the token ids, which must be what Python's tokenizer gives. */
  readonly rows: string;
}

/** Python's onnxruntime and tokenizers on the same files. */
export class PythonReference {
  readonly #python: string;

  private constructor(python: string) {
    this.#python = python;
  }

  /** Undefined, with the reason printed, where there is no Python or its packages cannot be had. */
  static async find(given: string | undefined): Promise<PythonReference | undefined> {
    const purpose = 'Python reference';
    const python = await findPython({ given, name: 'mingda-bench-python', packages, purpose });
    return python === undefined ? undefined : new PythonReference(python);
  }

  /** The fastest time in ms over all texts, tokenizing included, swept like the bare loops. */
  async fastest(task: SpeedTask): Promise<number> {
    const { ms, layout, batch } = await this.#call<{ ms: number; layout: string; batch: number }>('speed', task);
    say(`  Python: ${Math.round(ms)} ms at ${layout}, batch ${batch}`);
    return ms;
  }

  /** First-token vectors, norm 1, of token rows that run in the given batches, each padded to its longest row. */
  async vectors(model: string, batches: readonly (readonly (readonly number[])[])[]): Promise<number[][]> {
    return this.#call<number[][]>('vectors', { model, batches });
  }

  async #call<Reply>(mode: string, task: unknown): Promise<Reply> {
    const folder = await mkdtemp(join(tmpdir(), 'mingda-bench-'));
    try {
      const [input, output] = [join(folder, 'task.json'), join(folder, 'reply.json')];
      await writeFile(input, JSON.stringify(task));
      await execute(this.#python, [script, mode, input, output], { maxBuffer: outputBytes });
      return JSON.parse(await readFile(output, 'utf8')) as Reply;
    } finally {
      await rm(folder, { recursive: true });
    }
  }
}
