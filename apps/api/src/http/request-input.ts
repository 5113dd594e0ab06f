import type { Route } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { ZodType } from 'zod';
import type { InputOf } from './operation.decorator.ts';
import { InvalidInputError, type InputIssue } from './invalid-input.error.ts';

/** The three parts of a request as the server framework hands them over, before any check. */
export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

const nestingLimit = 32;

/**
 * PostgreSQL text cannot hold U+0000, and JSON bodies can carry it: refused here, so that it is an error of the
 * request instead of a failed statement.
 */
function findNul(value: unknown, path: string, depth = 0): string | undefined {
  if (typeof value === 'string') return value.includes('\u0000') ? path : undefined;
  if (typeof value !== 'object' || value === null || depth > nestingLimit) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const found = findNul(item, `${path}.${key}`, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function parsePart(name: keyof RawInput, schema: ZodType | undefined, value: unknown): unknown {
  if (schema === undefined) return undefined;
  const nul = findNul(value, name);
  if (nul !== undefined) throw new InvalidInputError([{ path: nul, message: 'must not contain the character U+0000' }]);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues: InputIssue[] = parsed.error.issues.map((issue) => ({
    path: [name, ...issue.path].join('.'),
    message: issue.message,
  }));
  if (name !== 'params') throw new InvalidInputError(issues);
  // An address with a malformed id names nothing; telling it apart from an unknown id would help nobody.
  throw new MingdaError('NOT_FOUND', { detail: issues.map((issue) => `${issue.path}: ${issue.message}`).join('; ') });
}

/**
 * Checks a request against its row of the routes table.
 * @throws InvalidInputError listing every wrong field of the first part that is wrong
 * @throws MingdaError `NOT_FOUND` when the address itself is malformed
 */
export function parseInput<R extends Route>(route: R, raw: RawInput): InputOf<R> {
  const bodySchema = route.body === 'multipart' ? undefined : route.body;
  return {
    params: parsePart('params', route.params, raw.params),
    query: parsePart('query', route.query, raw.query),
    body: parsePart('body', bodySchema, raw.body),
  } as InputOf<R>;
}
