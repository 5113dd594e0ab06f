import { Metadata, status } from '@grpc/grpc-js';
import type { ErrorCode } from '@mingda/contracts';
import { codeMetadata, detailMetadata } from '@mingda/inference';
import { toMingdaError } from '@mingda/platform';

export interface GrpcFailure {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;
}

const statuses: Partial<Record<ErrorCode, status>> = {
  INVALID_INPUT: status.INVALID_ARGUMENT,
  UNAUTHENTICATED: status.UNAUTHENTICATED,
  GENERATION_NOT_CONFIGURED: status.UNIMPLEMENTED,
  TEXT_TOO_LONG: status.INVALID_ARGUMENT,
  MODEL_UNKNOWN: status.NOT_FOUND,
  MODEL_UNAVAILABLE: status.FAILED_PRECONDITION,
  MODEL_CHECKSUM_MISMATCH: status.FAILED_PRECONDITION,
  MODEL_BACKEND_UNAVAILABLE: status.FAILED_PRECONDITION,
  INFERENCE_QUEUE_FULL: status.RESOURCE_EXHAUSTED,
  INFERENCE_TIMEOUT: status.DEADLINE_EXCEEDED,
  INFERENCE_CANCELLED: status.CANCELLED,
  INFERENCE_WORKER_CRASHED: status.INTERNAL,
  // The client may try another replica for this one alone.
  INFERENCE_SHUTTING_DOWN: status.UNAVAILABLE,
};

/** The gRPC form of an error; the stable code travels beside the status. */
export function toGrpcFailure(error: unknown): GrpcFailure {
  const { code, entry, detail } = toMingdaError(error);
  const metadata = new Metadata();
  metadata.set(codeMetadata, code);
  metadata.set(detailMetadata, encodeURIComponent(detail ?? entry.en));
  return { code: statuses[code] ?? status.INTERNAL, details: entry.en, metadata };
}
