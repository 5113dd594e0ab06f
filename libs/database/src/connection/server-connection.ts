import { sessionSettings } from './session-settings.ts';

/** A statement that runs longer is a mistake: publishing the largest allowed document takes seconds. */
const STATEMENT_TIMEOUT_MS = 120_000;

/**
 * The address with Mingda's session settings added to the `options` it may carry: node-postgres lets an option of the
 * address replace one given beside it, and an `options` of the operator must not switch ours off.
 */
export function withSessionSettings(url: string): string {
  const address = new URL(url);
  const settings = { ...sessionSettings, statement_timeout: String(STATEMENT_TIMEOUT_MS) };
  const ours = Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
  const theirs = address.searchParams.get('options') ?? '';
  address.searchParams.set('options', `${ours} ${theirs}`.trim());
  return address.href;
}
