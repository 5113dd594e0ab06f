import { status, type ServiceError } from '@grpc/grpc-js';
import { errorCatalogue, type ErrorCode } from '@mingda/contracts';
import { codeMetadata, detailMetadata } from '@mingda/inference';
import { MingdaError } from '@mingda/platform';

const codeOfStatus: Partial<Record<number, ErrorCode>> = {
  [status.CANCELLED]: 'INFERENCE_CANCELLED',
  [status.DEADLINE_EXCEEDED]: 'INFERENCE_TIMEOUT',
  [status.RESOURCE_EXHAUSTED]: 'INFERENCE_QUEUE_FULL',
  [status.INVALID_ARGUMENT]: 'INVALID_INPUT',
  [status.UNAUTHENTICATED]: 'UNAUTHENTICATED',
  [status.UNIMPLEMENTED]: 'GENERATION_NOT_CONFIGURED',
};

/** What the failure of one attempt says about the replica, and whether another one may be asked. */
export interface Verdict {
  /** `neutral` says nothing about the replica. */
  readonly outcome: 'success' | 'failure' | 'neutral';
  readonly retry: boolean;
}

/** Codes that another replica may answer better, with what they say about this one. */
const verdicts: Partial<Record<ErrorCode, Verdict>> = {
  // It stops in order and says so: nothing is wrong with it.
  INFERENCE_SHUTTING_DOWN: { outcome: 'neutral', retry: true },
  INFERENCE_WORKER_CRASHED: { outcome: 'failure', retry: true },
  INFERENCE_QUEUE_FULL: { outcome: 'neutral', retry: true },
  // A fault of one model must not close the replica for the others.
  MODEL_BAD_OUTPUT: { outcome: 'neutral', retry: true },
  MODEL_UNAVAILABLE: { outcome: 'neutral', retry: true },
  INFERENCE_TIMEOUT: { outcome: 'failure', retry: false },
  INFERENCE_CANCELLED: { outcome: 'neutral', retry: false },
  INTERNAL: { outcome: 'failure', retry: false },
};

/** Losses of the connection come under several statuses, none of them with a code of ours. */
const transportStatuses = new Set<number>([status.UNAVAILABLE, status.INTERNAL, status.UNKNOWN, status.CANCELLED]);

/** @param left the caller's signal had fired */
export function verdictOf(error: ServiceError, left: boolean): Verdict {
  if (left) return { outcome: 'neutral', retry: false };
  const given = givenCode(error);
  if (given !== undefined) return verdicts[given] ?? { outcome: 'success', retry: false };
  if (transportStatuses.has(error.code)) return { outcome: 'failure', retry: true };
  const code = codeOfStatus[error.code];
  return (code === undefined ? undefined : verdicts[code]) ?? { outcome: 'failure', retry: false };
}

export function toFailure(error: ServiceError, target: string, signal: AbortSignal | undefined): MingdaError {
  const [detail] = error.metadata?.get(detailMetadata) ?? [];
  const code = givenCode(error) ?? localCode(error, signal);
  return new MingdaError(code, {
    subject: `inference service ${target}`,
    detail: typeof detail === 'string' ? decodeURIComponent(detail) : error.details,
    fixes: fixes[code] ?? [],
    cause: error,
  });
}

const fixes: Partial<Record<ErrorCode, readonly string[]>> = {
  INFERENCE_UNAVAILABLE: ['check that the inference service runs and is ready', 'check MINGDA_INFERENCE_URL'],
  UNAUTHENTICATED: ['give this process the MINGDA_INFERENCE_TOKEN of the inference service'],
};

/** Why a signal that has fired ends a call: its time was up, or the caller went away. */
export function leftCode(signal: AbortSignal): ErrorCode {
  const reason: unknown = signal.reason;
  return reason instanceof DOMException && reason.name === 'TimeoutError' ? 'INFERENCE_TIMEOUT' : 'INFERENCE_CANCELLED';
}

export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error;
}

function localCode(error: ServiceError, signal: AbortSignal | undefined): ErrorCode {
  if (signal?.aborted === true) return leftCode(signal);
  // Without the caller's doing, a cancelled call is a lost connection.
  if (error.code === status.CANCELLED) return 'INFERENCE_UNAVAILABLE';
  return codeOfStatus[error.code] ?? 'INFERENCE_UNAVAILABLE';
}

function givenCode(error: ServiceError): ErrorCode | undefined {
  const [given] = error.metadata?.get(codeMetadata) ?? [];
  return typeof given === 'string' && Object.hasOwn(errorCatalogue, given) ? (given as ErrorCode) : undefined;
}
