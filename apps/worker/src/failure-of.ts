import type { Failure } from '@mingda/database';
import type { MingdaError } from '@mingda/platform';

/** What a row keeps of an error: enough to tell people, nothing of our insides. */
export function failureOf({ code, entry, subject }: MingdaError): Failure {
  return { code, en: entry.en, zh: entry.zh, ...(subject === undefined ? {} : { subject }) };
}
