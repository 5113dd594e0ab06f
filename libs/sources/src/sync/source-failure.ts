import type { Failure } from '@mingda/database';
import type { MingdaError } from '@mingda/platform';

/** Errors about what lies outside: their details say nothing of this machine. */
const outside = /^(?:SOURCE|FILE|TARGET)_/;

/** What a row keeps of an error, for the person who looks after the source. */
export function sourceFailure({ code, entry, subject, detail }: MingdaError): Failure {
  return {
    code,
    en: entry.en,
    zh: entry.zh,
    ...(subject === undefined ? {} : { subject }),
    ...(detail === undefined || !outside.test(code) ? {} : { detail: detail.slice(0, 500) }),
  };
}
