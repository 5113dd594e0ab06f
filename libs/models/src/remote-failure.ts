import type { ErrorCode } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';

export interface RemoteCall {
  /** Address that was called, named in the error. */
  readonly url: string;
  /** The caller's own signal; aborting it means that nobody waits any more. */
  readonly signal?: AbortSignal | undefined;
  /** The time limit of the call. */
  readonly limit: AbortSignal;
}

const fixes: Partial<Record<ErrorCode, readonly string[]>> = {
  MODEL_UNAVAILABLE: ['check that the server at this address runs and serves this model', 'check the key that is sent'],
  INFERENCE_TIMEOUT: ['raise the time limit of this model', 'check the load of the server'],
  MODEL_BAD_OUTPUT: ['check that the address is an OpenAI-compatible one, up to and including /v1'],
};

/** What an HTTP status of a model server means for the caller. */
export function statusFailure(status: number, call: RemoteCall, body: string): MingdaError {
  const code: ErrorCode =
    status === 429
      ? 'INFERENCE_QUEUE_FULL'
      : status === 408 || status === 504
        ? 'INFERENCE_TIMEOUT'
        : 'MODEL_UNAVAILABLE';
  return remoteFailure(code, call, { detail: `HTTP ${status} ${body.slice(0, 200)}`.trim() });
}

/** @param what.detail what the server did, in English. @param what.cause kept for the log */
export function remoteFailure(
  code: ErrorCode,
  { url }: Pick<RemoteCall, 'url'>,
  what: { readonly detail: string; readonly cause?: unknown },
): MingdaError {
  return new MingdaError(code, { subject: url, fixes: fixes[code] ?? [], ...what });
}

/** Why a call ended without an answer: the caller left, the time was up, or the server cannot be reached. */
export function connectionFailure(error: unknown, call: RemoteCall): MingdaError {
  if (error instanceof MingdaError) return error;
  if (call.signal?.aborted === true) {
    const late = call.signal.reason instanceof DOMException && call.signal.reason.name === 'TimeoutError';
    const code = late ? 'INFERENCE_TIMEOUT' : 'INFERENCE_CANCELLED';
    return remoteFailure(code, call, { detail: 'the caller did not wait any longer', cause: error });
  }
  if (call.limit.aborted)
    return remoteFailure('INFERENCE_TIMEOUT', call, { detail: 'no answer within the time limit', cause: error });
  return remoteFailure('MODEL_UNAVAILABLE', call, { detail: innermostMessage(error), cause: error });
}

function innermostMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : innermostMessage(error.cause);
}
