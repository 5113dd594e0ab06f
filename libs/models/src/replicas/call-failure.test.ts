import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { codeMetadata, detailMetadata } from '@mingda/inference';
import { describe, expect, it } from 'vitest';
import { toFailure, verdictOf } from './call-failure.ts';

function failed(code: status, given?: string, detail?: string): ServiceError {
  const metadata = new Metadata();
  if (given !== undefined) metadata.set(codeMetadata, given);
  if (detail !== undefined) metadata.set(detailMetadata, encodeURIComponent(detail));
  return Object.assign(new Error('failed'), { code, details: 'failed', metadata });
}

describe('another replica is asked', () => {
  it.each<[string, ServiceError]>([
    ['a connection is lost', failed(status.UNAVAILABLE)],
    ['a stream is reset', failed(status.INTERNAL)],
    ['a server cuts the call off', failed(status.CANCELLED)],
    ['a worker crashed', failed(status.INTERNAL, 'INFERENCE_WORKER_CRASHED')],
  ])('when %s, and the replica is blamed', (_name, error) => {
    expect(verdictOf(error, false)).toEqual({ outcome: 'failure', retry: true });
  });

  it.each<[string, ServiceError]>([
    ['a replica stops in order', failed(status.UNAVAILABLE, 'INFERENCE_SHUTTING_DOWN')],
    ['its queue is full', failed(status.RESOURCE_EXHAUSTED, 'INFERENCE_QUEUE_FULL')],
    ['it has no weights of one model', failed(status.FAILED_PRECONDITION, 'MODEL_UNAVAILABLE')],
  ])('when %s, and nobody is blamed', (_name, error) => {
    expect(verdictOf(error, false)).toEqual({ outcome: 'neutral', retry: true });
  });
});

describe('no other replica is asked', () => {
  it.each<[string, ServiceError, string]>([
    ['for a bad request', failed(status.INVALID_ARGUMENT, 'INVALID_INPUT'), 'success'],
    ['for an unknown model', failed(status.NOT_FOUND, 'MODEL_UNKNOWN'), 'success'],
    ['without a valid token', failed(status.UNAUTHENTICATED, 'UNAUTHENTICATED'), 'success'],
    ['when the deadline has passed', failed(status.DEADLINE_EXCEEDED), 'failure'],
    ['for a fault inside', failed(status.INTERNAL, 'INTERNAL'), 'failure'],
  ])('%s', (_name, error, outcome) => {
    expect(verdictOf(error, false)).toEqual({ outcome, retry: false });
  });

  it('for a caller that has left, whatever came back', () => {
    expect(verdictOf(failed(status.UNAVAILABLE), true)).toEqual({ outcome: 'neutral', retry: false });
  });
});

describe('what the caller is told', () => {
  it('is the code and the detail of the service', () => {
    const error = failed(status.INVALID_ARGUMENT, 'TEXT_TOO_LONG', '超过 200000 个字符');
    expect(toFailure(error, 'inference:50051', undefined)).toMatchObject({
      code: 'TEXT_TOO_LONG',
      subject: 'inference service inference:50051',
      detail: '超过 200000 个字符',
    });
  });

  it('takes no code that the catalogue does not have', () => {
    expect(toFailure(failed(status.UNAVAILABLE, 'toString'), 'x:1', undefined).code).toBe('INFERENCE_UNAVAILABLE');
  });

  it('tells a time-out of the caller from a caller that left', () => {
    const late = AbortSignal.abort(new DOMException('late', 'TimeoutError'));
    expect(toFailure(failed(status.CANCELLED), 'x:1', late).code).toBe('INFERENCE_TIMEOUT');
    expect(toFailure(failed(status.CANCELLED), 'x:1', AbortSignal.abort()).code).toBe('INFERENCE_CANCELLED');
  });
});
