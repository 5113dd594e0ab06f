import { createTextGenerator } from '@mingda/models';
import { createLogger, endAtOnce, loadConfig, startTracing, stopSignal } from '@mingda/platform';
import { startInference } from './start-inference.ts';

/** The `inference` service: models behind gRPC and HTTP. */
const config = loadConfig();
const logger = createLogger(config, 'inference');
const tracing = await startTracing(config.telemetry, 'mingda-inference');
const writer = createTextGenerator(config, logger);
const inference = await startInference(config, logger, { generators: writer === undefined ? [] : [writer] });
const asked = stopSignal();
logger.info({ http: inference.httpUrl, grpcPort: inference.grpcPort }, 'listening');
// An orchestrator restarts the process: a source that was down may be back.
inference.ready.then(
  () => logger.info('ready'),
  () => process.exit(1),
);

/** Beyond the time for accepted work, for the run that is under way and the last answers on the wire. */
const graceMs = 5_000;

const signal = await asked;
logger.info({ signal }, 'stopping');
// Whatever hangs, the process ends: an orchestrator would kill it without a word in its log.
setTimeout(() => {
  logger.error('not stopped in time, ending');
  endAtOnce();
}, config.inferenceService.drainMs + graceMs);
await inference.close();
await tracing.close();
process.exit(0);
