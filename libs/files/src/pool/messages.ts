import type { ErrorCode, ParsedDocument } from '@mingda/contracts';
import type { ParseLimits } from '../parsers/parse-content.ts';

export interface ParseRequest {
  readonly content: ArrayBuffer;
  readonly fileName: string;
  readonly limits: ParseLimits;
}

/** An error's class does not survive the way between threads, its parts do. */
export interface ParseFailure {
  readonly code: ErrorCode;
  readonly detail?: string;
  readonly subject?: string;
  readonly fixes: readonly string[];
}

export type ParseReply = { readonly document: ParsedDocument } | { readonly failure: ParseFailure };
