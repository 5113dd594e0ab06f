import type { EmbedReply, EmbedRequest, ErrorCode } from '@mingda/contracts';
import type { Config } from '@mingda/platform';

/** What the scoring process is started with, as JSON in its one argument: nothing secret. */
export interface ScoringSettings {
  readonly models: Config['models'];
  readonly threads: number | undefined;
  readonly logLevel: Config['logLevel'];
}

export type ScoringCall =
  | { readonly type: 'load'; readonly model: string }
  | { readonly type: 'embed'; readonly request: Omit<EmbedRequest, 'signal'> };

export interface ScoringRequest {
  readonly id: number;
  readonly call: ScoringCall;
}

/** An error's class does not survive the way between processes, its parts do. */
export interface ScoringFailure {
  readonly code: ErrorCode;
  readonly subject: string | undefined;
  readonly detail: string | undefined;
  readonly fixes: readonly string[];
}

export type ScoringReply =
  | { readonly id: number; readonly reply: EmbedReply | undefined }
  | { readonly id: number; readonly failure: ScoringFailure };
