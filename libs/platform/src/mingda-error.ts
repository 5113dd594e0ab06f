import { errorCatalogue, type ErrorCode, type ErrorEntry } from '@mingda/contracts';

export interface MingdaErrorOptions {
  /** What exactly is wrong, in English, for the person who reads the log or the response. */
  readonly detail?: string;
  /** The part that is concerned: a file, a page, a field. */
  readonly subject?: string;
  /** Likely fixes, listed for operators. */
  readonly fixes?: readonly string[];
  readonly cause?: unknown;
}

/** The only error that features throw on purpose. Doors translate it; everything else is `INTERNAL`. */
export class MingdaError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly subject: string | undefined;
  readonly fixes: readonly string[];

  constructor(code: ErrorCode, options: MingdaErrorOptions = {}) {
    const fixes = options.fixes ?? [];
    const lines = [`${code}: ${errorCatalogue[code].en}`];
    if (options.subject !== undefined) lines[0] += ` (${options.subject})`;
    if (options.detail !== undefined) lines.push(options.detail);
    for (const fix of fixes) lines.push(`  - ${fix}`);
    super(lines.join('\n'), { cause: options.cause });
    this.name = 'MingdaError';
    this.code = code;
    this.detail = options.detail;
    this.subject = options.subject;
    this.fixes = fixes;
  }

  /** The same error with the part that it concerns, unless it names one. */
  about(subject: string): MingdaError {
    if (this.subject !== undefined) return this;
    const { code, detail, fixes, cause } = this;
    return new MingdaError(code, { subject, fixes, cause, ...(detail === undefined ? {} : { detail }) });
  }

  get entry(): ErrorEntry {
    return errorCatalogue[this.code];
  }
}

/** Any thrown value as a MingdaError; unknown ones become `INTERNAL` with their cause kept for the log. */
export function toMingdaError(error: unknown): MingdaError {
  if (error instanceof MingdaError) return error;
  return new MingdaError('INTERNAL', { detail: error instanceof Error ? error.message : String(error), cause: error });
}
