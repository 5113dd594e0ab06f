import { pino, destination, type Logger } from 'pino';
import type { Config } from './config.ts';

export type { Logger } from 'pino';

/** JSON lines on stderr, so that stdout stays free for a command's own output. Secrets are never passed to it. */
export function createLogger(config: Pick<Config, 'logLevel'>, name: string): Logger {
  return pino({ name, level: config.logLevel, base: undefined }, destination({ fd: 2, sync: true }));
}
