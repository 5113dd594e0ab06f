import { HttpException, NotFoundException } from '@nestjs/common';
import type { ErrorCode } from '@mingda/contracts';
import { MingdaError, toMingdaError } from '@mingda/platform';
import type { z } from 'zod';

/** The error body of OpenAI's protocol; `code` is the stable code of the catalogue. */
export interface OpenAiErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: 'invalid_request_error' | 'authentication_error' | 'rate_limit_error' | 'server_error';
    readonly param: string | null;
    readonly code: ErrorCode;
  };
}

export interface OpenAiError {
  readonly status: number;
  readonly body: OpenAiErrorBody;
  /** False when the same request would fail again. */
  readonly retryable: boolean;
}

/** Where OpenAI's own service answers with another status than the rest of the product. */
const statuses: Partial<Record<ErrorCode, number>> = { MODEL_UNKNOWN: 404 };
const params: Partial<Record<ErrorCode, string>> = { MODEL_UNKNOWN: 'model', GENERATION_NOT_CONFIGURED: 'model' };

export function toOpenAiError(error: MingdaError): OpenAiError {
  const { code, entry, detail, fixes, subject } = error;
  const status = statuses[code] ?? entry.status;
  // What went wrong inside is for the log.
  const parts = code === 'INTERNAL' ? [entry.en] : [entry.en, detail, ...fixes.map((fix) => `Fix: ${fix}.`)];
  return {
    status,
    retryable: entry.retryable,
    body: {
      error: {
        message: parts.filter((part) => part !== undefined).join(' '),
        type: typeOf(status),
        param: params[code] ?? (code === 'INVALID_INPUT' ? (subject ?? null) : null),
        code,
      },
    },
  };
}

function typeOf(status: number): OpenAiErrorBody['error']['type'] {
  if (status === 401) return 'authentication_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}

/** Framework errors in terms of the catalogue. */
export function translated(thrown: unknown): MingdaError {
  if (thrown instanceof NotFoundException) return new MingdaError('NOT_FOUND');
  const status = statusOf(thrown);
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  if (status === 413) return new MingdaError('TEXT_TOO_LONG', { detail, fixes: ['send the texts in parts'] });
  if (status !== undefined && status >= 400 && status < 500) return new MingdaError('INVALID_INPUT', { detail });
  return toMingdaError(thrown);
}

function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number')
    return thrown.statusCode;
  return undefined;
}

/** @throws MingdaError `INVALID_INPUT` whose subject is the first field that is wrong */
export function parsed<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  const subject = first.path.map(String).join('.');
  throw new MingdaError('INVALID_INPUT', {
    ...(subject === '' ? {} : { subject }),
    detail: result.error.issues
      .map(({ path, message }) => `${path.map(String).join('.') || 'body'}: ${message}`)
      .join('; '),
  });
}
