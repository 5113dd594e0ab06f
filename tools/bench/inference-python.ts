import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { run } from '../setup/process.ts';
import { say } from './inference-parts.ts';

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
    if (given !== undefined) return new PythonReference(given);
    const folder = join(tmpdir(), 'mingda-bench-python');
    const python = join(folder, 'bin', 'python');
    const steps: [string, string[]][] = [
      ['python3', ['-m', 'venv', folder]],
      [python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]],
    ];
    for (const [command, args] of steps) {
      const outcome = await run(command, args, { show: 'nothing' }).catch((error: Error) => ({
        code: 1,
        stderr: error.message,
      }));
      if (outcome.code === 0) continue;
      say(
        `SKIPPED: Python reference: ${command} ${args.slice(0, 3).join(' ')}: ${outcome.stderr.trim().split('\n').at(-1) ?? ''}`,
      );
      return undefined;
    }
    return new PythonReference(python);
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
