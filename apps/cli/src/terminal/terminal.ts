import type { Writable } from 'node:stream';
import { toMingdaError } from '@mingda/platform';
import { ProgressBar } from './progress-bar.ts';

export interface TerminalOptions {
  /** One JSON document on stdout and nothing else there. */
  readonly json: boolean;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}

/** What a command says: its result on stdout, everything else on stderr. */
export class Terminal {
  readonly json: boolean;
  readonly #stdout: Writable;
  readonly #stderr: TerminalOptions['stderr'];

  constructor(options: TerminalOptions) {
    this.json = options.json;
    this.#stdout = options.stdout;
    this.#stderr = options.stderr;
  }

  /** The command's only result, in the form that was asked for. */
  result(value: unknown, text: string): void {
    this.#stdout.write(this.json ? `${JSON.stringify(value)}\n` : `${text}\n`);
  }

  note(text: string): void {
    this.#stderr.write(`${text}\n`);
  }

  /** Drawn on a terminal only; a log file keeps no moving bar. */
  progress(label: string): ProgressBar {
    return new ProgressBar(label, this.#stderr);
  }

  /** Code, both languages and likely fixes on stderr; with `--json` the same as the one document on stdout. */
  failure(thrown: unknown): void {
    const error = toMingdaError(thrown);
    const { en, zh } = error.entry;
    const { code, subject, detail, fixes } = error;
    const lines = [`${code}: ${en} ${zh}${subject === undefined ? '' : ` (${subject})`}`];
    if (detail !== undefined) lines.push(detail);
    for (const fix of fixes) lines.push(`  - ${fix}`);
    this.note(lines.join('\n'));
    if (this.json) this.#stdout.write(`${JSON.stringify({ error: { code, en, zh, subject, detail, fixes } })}\n`);
  }
}
