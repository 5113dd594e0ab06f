import { mostKeyCharacters } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';

/** With the prefix of its source in front a key has to fit into a row of a database index. */
const mostKeyBytes = 2000;
const control = /\p{Cc}/u;
const upwards = /(?:^|[/\\])\.\.(?:[/\\]|$)/;

/** @throws MingdaError `SOURCE_KEY_INVALID`: keys are names, and one that looks like a way out is nobody's file */
export function checkKey(key: string): void {
  const detail = faultOf(key);
  if (detail !== undefined) throw new MingdaError('SOURCE_KEY_INVALID', { subject: shownKey(key), detail });
}

function faultOf(key: string): string | undefined {
  if (key === '') return 'it is empty';
  if (key.length > mostKeyCharacters) return `it has more than ${mostKeyCharacters} characters`;
  if (!key.isWellFormed()) return 'it is not valid Unicode';
  if (Buffer.byteLength(key) > mostKeyBytes) return `it has more than ${mostKeyBytes} bytes`;
  if (control.test(key)) return 'it has control characters';
  if (upwards.test(key)) return 'it has a part ".."';
  return undefined;
}

/** A key of any kind as it can be stored and shown. */
export function shownKey(key: string): string {
  return key
    .slice(0, 200)
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, '\u{FFFD}');
}
