/**
 * What went wrong, by what may be done about it: `unavailable` may pass, `denied` is credentials or rights,
 * `wrong-region` and `bucket-missing` are settings, `key-missing` is an object that is not there, `too-large` one beyond
 * what the caller takes, `refused` a request that the store does not understand.
 */
export type S3FaultReason =
  | 'unavailable'
  | 'denied'
  | 'wrong-region'
  | 'bucket-missing'
  | 'key-missing'
  | 'too-large'
  | 'refused';

/** A request to a store that came to nothing. Whoever asked knows which error of the catalogue it is. */
export class S3Fault extends Error {
  override readonly name = 'S3Fault';
  readonly reason: S3FaultReason;

  constructor(reason: S3FaultReason, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

/** Codes of the store that say more than the status does. */
const reasons = new Map<string, S3FaultReason>([
  ['NoSuchKey', 'key-missing'],
  ['NoSuchBucket', 'bucket-missing'],
  ['InvalidBucketName', 'bucket-missing'],
  ['PermanentRedirect', 'wrong-region'],
  ['TemporaryRedirect', 'unavailable'],
  ['AuthorizationHeaderMalformed', 'wrong-region'],
  ['IllegalLocationConstraintException', 'wrong-region'],
  ['RequestTimeout', 'unavailable'],
  ['SlowDown', 'unavailable'],
  ['OperationAborted', 'unavailable'],
  ['ExpiredToken', 'denied'],
  ['InvalidToken', 'denied'],
  ['RequestTimeTooSkewed', 'denied'],
]);

export function faultReason(status: number, code: string | undefined): S3FaultReason {
  const known = code === undefined ? undefined : reasons.get(code);
  if (known !== undefined) return known;
  if (status === 301 || status === 307) return 'wrong-region';
  if (status === 401 || status === 403) return 'denied';
  if (status === 404) return 'key-missing';
  return status === 408 || status === 429 || status >= 500 ? 'unavailable' : 'refused';
}
