import type { ZodType } from 'zod';
import type { ErrorCode } from './error-codes.ts';

/** What a route answers with: JSON, nothing, raw bytes or server-sent events whose data has the given schema. */
export type ReplyKind = 'json' | 'empty' | 'bytes' | 'events';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1`, parameters as `:name`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** Who may call: an administrator, any integration key as well, or anyone. */
  readonly auth: 'admin' | 'key' | 'none';
  readonly params?: ZodType;
  readonly query?: ZodType;
  readonly body?: ZodType | 'multipart';
  readonly status: number;
  readonly reply: ReplyKind;
  readonly response?: ZodType;
  readonly errors: readonly ErrorCode[];
}

/** Keeps the literal types of a route, which the client and the controllers are typed by. */
export const route = <const R extends Route>(it: R): R => it;
