import { parseArgs } from 'node:util';
import { measureTransport } from './inference-transport.ts';

/** `node tools/bench/run-inference-transport.ts [--minutes 10]`: what the transports cost; needs a build. */
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '0' } } });
const rows = await measureTransport(Number(values.minutes));
process.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`);
process.exitCode = rows.every(({ met }) => met !== false) ? 0 : 1;
