import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../setup/process.ts';

export interface DemoOptions {
  readonly dataDir: string;
  readonly port: number;
  /** Scores the gold set again although this data folder was scored before. */
  readonly evaluate: boolean;
  /** Ends after printing, instead of serving until Ctrl-C. */
  readonly exit: boolean;
  /** Prints time, disk and memory; waits a minute for the steady figure. */
  readonly measure: boolean;
}

export const usage = `npm run demo [-- options]
  --data DIR    data folder (default: MINGDA_DATA_DIR, else ./data)
  --port N      port of the portal and API (default: MINGDA_PORT, else 3000)
  --eval        score the gold set again
  --exit        end after printing
  --measure     print time, disk and memory (see also: npm run measure)`;

/** @throws TypeError naming an unknown option */
export function readDemoOptions(args: readonly string[], environment: NodeJS.ProcessEnv): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string', default: environment['MINGDA_DATA_DIR'] ?? join(root, 'data') },
      port: { type: 'string', default: environment['MINGDA_PORT'] ?? '3000' },
      eval: { type: 'boolean', default: false },
      exit: { type: 'boolean', default: false },
      measure: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new TypeError(`--port ${values.port} is not a port`);
  return { dataDir: resolve(values.data), port, evaluate: values.eval, exit: values.exit, measure: values.measure };
}
