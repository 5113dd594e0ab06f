import type { ErrorCode } from '@mingda/contracts';
import type { ParsedContent, ParseLimits } from '../parsers/parse-content.ts';
import type { RecognisedPicture } from '../recognition/recognition.ts';

export interface ParseRequest {
  readonly content: ArrayBuffer;
  readonly fileName: string;
  readonly limits: ParseLimits;
  readonly password?: string;
  /** Texts of pictures from an earlier pass. */
  readonly known?: ReadonlyMap<string, RecognisedPicture>;
}

/** An error's class does not survive the way between threads, its parts do. */
export interface ParseFailure {
  readonly code: ErrorCode;
  readonly detail?: string;
  readonly subject?: string;
  readonly fixes: readonly string[];
}

export type ParseReply = ParsedContent | { readonly failure: ParseFailure };
