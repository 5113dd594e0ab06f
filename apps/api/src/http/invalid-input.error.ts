import { MingdaError } from '@mingda/platform';

export interface InputIssue {
  /** Where it is wrong, such as `body.question` or `query.limit`. */
  readonly path: string;
  readonly message: string;
}

/** `INVALID_INPUT` that names each wrong field; the problem filter puts the list into the response. */
export class InvalidInputError extends MingdaError {
  readonly issues: readonly InputIssue[];

  constructor(issues: readonly InputIssue[]) {
    super('INVALID_INPUT', { detail: issues.map((issue) => `${issue.path}: ${issue.message}`).join('; ') });
    this.issues = issues;
  }
}
