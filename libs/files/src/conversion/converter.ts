import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MingdaError, temporaryFolder } from '@mingda/platform';
import type { Format } from '../detection/formats.ts';
import { profileSettings } from './office-profile.ts';
import { runLimited } from './run-limited.ts';

/** Formats that are read through another one. */
const targets: Partial<Record<Format, Format>> = { doc: 'docx', xls: 'xlsx', xlsb: 'xlsx', ppt: 'pptx', rtf: 'docx' };

export const targetOf = (format: Format): Format | undefined => targets[format];

export interface ConverterOptions {
  /**
   * LibreOffice's program, or a command with its arguments, parted by blanks, in which `{input}` stands for the file,
   * `{folder}` for where the result goes and `{format}` for its extension.
   */
  readonly command: string;
  readonly timeoutMs: number;
  /** Bytes of the result. */
  readonly outputBytes: number;
  readonly memoryMb?: number;
}

/** Turns files of old formats into files of new ones, by a program outside, one at a time. */
export class Converter {
  readonly #options: Required<ConverterOptions>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ConverterOptions) {
    this.#options = { memoryMb: 4096, ...options };
  }

  /**
   * @returns the bytes in the format of `targetOf`
   * @throws MingdaError `FILE_NEEDS_CONVERTER` when the program cannot be started, `FILE_CORRUPT`, `PARSE_TIMEOUT`,
   * `FILE_LIMIT_EXPANSION`; the signal's reason when called off
   */
  convert(file: { readonly content: Uint8Array; readonly format: Format }, signal?: AbortSignal): Promise<Buffer> {
    const mine = this.#last.then(() => this.#convert(file, signal));
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  async #convert(file: { content: Uint8Array; format: Format }, signal: AbortSignal | undefined): Promise<Buffer> {
    signal?.throwIfAborted();
    const target = targetOf(file.format) ?? file.format;
    // Names are ours: nothing of the uploader's reaches a command line.
    const folder = await temporaryFolder('convert');
    try {
      const input = join(folder, `document.${file.format}`);
      await writeFile(input, file.content);
      await mkdir(join(folder, 'out'));
      await mkdir(join(folder, 'profile', 'user'), { recursive: true });
      await writeFile(join(folder, 'profile', 'user', 'registrymodifications.xcu'), profileSettings);
      const { timeoutMs, memoryMb, outputBytes } = this.#options;
      const limits = { timeoutMs, memoryMb, fileBytes: outputBytes };
      await runLimited(this.#commandLine({ input, folder, target }), { folder, limits, signal });
      return await this.#result(folder, target);
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  #commandLine({ input, folder, target }: { input: string; folder: string; target: Format }): string[] {
    const { command } = this.#options;
    const values = { '{input}': input, '{folder}': join(folder, 'out'), '{format}': target };
    if (/\{(?:input|folder|format)\}/.test(command)) {
      return command
        .split(/\s+/)
        .filter((it) => it !== '')
        .map((it) => Object.entries(values).reduce((text, [name, value]) => text.replaceAll(name, value), it));
    }
    const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
    const quiet = ['--headless', '--norestore', '--nolockcheck', '--nodefault', '--nologo'];
    return [command, profile, ...quiet, '--convert-to', target, '--outdir', values['{folder}'], input];
  }

  async #result(folder: string, target: Format): Promise<Buffer> {
    const out = join(folder, 'out');
    const name = (await readdir(out).catch(() => [])).find((it) => it.endsWith(`.${target}`));
    if (name === undefined) throw new MingdaError('FILE_CORRUPT', { detail: 'The converter made no file of it.' });
    const { size } = await stat(join(out, name));
    if (size > this.#options.outputBytes) {
      const detail = `Converted it has ${Math.round(size / 1024 / 1024)} MiB.`;
      throw new MingdaError('FILE_LIMIT_EXPANSION', { detail });
    }
    return readFile(join(out, name));
  }
}
