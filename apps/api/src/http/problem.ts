import { errorCatalogue, type ErrorCode, type Problem } from '@mingda/contracts';
import { MingdaError, toMingdaError } from '@mingda/platform';
import { HttpException } from '@nestjs/common';
import { InvalidInputError } from './invalid-input.error.ts';

/** Seconds after which a refused caller may try again; a full queue of questions drains faster than this. */
export const retryAfterSeconds = 1;

/** Errors of the server framework that are the caller's doing, by status; anything else is ours. */
const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'INVALID_INPUT',
  404: 'NOT_FOUND',
  405: 'NOT_FOUND',
  413: 'FILE_TOO_LARGE',
  414: 'INVALID_INPUT',
  415: 'INVALID_INPUT',
};

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (typeof error !== 'object' || error === null) return undefined;
  return 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

/** Any thrown value as an entry of the catalogue. */
export function translateError(error: unknown): MingdaError {
  if (error instanceof MingdaError) return error;
  const code = codeOfStatus[statusOf(error) ?? 500];
  if (code === undefined) return toMingdaError(error);
  return new MingdaError(code, { detail: error instanceof Error ? error.message : undefined, cause: error });
}

/** RFC 9457 body. Details of our own failures stay in the log, the request id leads there. */
export function toProblem(error: MingdaError, requestId: string): Problem {
  const entry = errorCatalogue[error.code];
  const detail = [error.subject, error.detail].filter((part) => part !== undefined).join(': ');
  return {
    type: `urn:mingda:error:${error.code}`,
    title: entry.en,
    titleZh: entry.zh,
    status: entry.status,
    code: error.code,
    requestId,
    ...(entry.status < 500 && detail !== '' ? { detail } : {}),
    ...(error instanceof InvalidInputError ? { issues: error.issues.map((issue) => ({ ...issue })) } : {}),
  };
}
