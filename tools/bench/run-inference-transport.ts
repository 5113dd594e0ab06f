import { parseArgs } from 'node:util';
import { measureConcurrency, measureMemory, measureOverhead, startService } from './inference-transport.ts';

/** `node tools/bench/run-inference-transport.ts [--minutes 10]`: what the transports cost; needs a build. */
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '0' } } });
const service = await startService();
const overhead = await measureOverhead(service);
const concurrency = await measureConcurrency(service);
const minutes = Number(values.minutes);
const memory = minutes > 0 ? await measureMemory(service, minutes) : undefined;
await service.close();
process.stdout.write(`${JSON.stringify({ overhead, concurrency, memory }, undefined, 2)}\n`);
