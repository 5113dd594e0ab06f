import type { ErrorCode, Problem } from '@mingda/contracts';

/** Codes that the browser adds to the server's catalogue. */
export type ClientCode = 'UNREACHABLE' | 'UNEXPECTED_REPLY';
export type AnyCode = ErrorCode | ClientCode;

/** A call that failed, with the stable code and the title in both languages. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly titleZh: string;
  readonly detail: string | undefined;
  readonly requestId: string | undefined;

  constructor(problem: Partial<Problem> & Pick<Problem, 'code' | 'status'>) {
    const title = problem.title ?? problem.code;
    super(`${problem.code}: ${problem.detail ?? title}`);
    this.name = 'ApiError';
    this.code = problem.code;
    this.status = problem.status;
    this.title = title;
    this.titleZh = problem.titleZh ?? title;
    this.detail = problem.detail;
    this.requestId = problem.requestId;
  }
}

export const unreachable = (): ApiError =>
  new ApiError({
    code: 'UNREACHABLE' satisfies AnyCode,
    status: 0,
    title: 'The Mingda server cannot be reached.',
    titleZh: '无法连接明答服务。',
  });

/** Reads problem+json; anything else (a proxy's error page, say) becomes `UNEXPECTED_REPLY` with its status. */
export function errorFromReply(status: number, body: string): ApiError {
  const parsed = parseJson(body);
  if (isProblem(parsed)) return new ApiError({ ...parsed, status });
  return new ApiError({
    code: 'UNEXPECTED_REPLY' satisfies AnyCode,
    status,
    title: `The server answered with status ${status}.`,
    titleZh: `服务返回了状态码 ${status}。`,
  });
}

export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return error instanceof TypeError
    ? unreachable()
    : new ApiError({ code: 'UNEXPECTED_REPLY', status: 0, detail: String(error) });
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
