import { createLogger, loadConfig, stopSignal } from '@mingda/platform';
import { startInference } from './start-inference.ts';

/** The `inference` service: models behind gRPC. */
const config = loadConfig();
const logger = createLogger(config, 'inference');
const inference = await startInference(config, logger);
const asked = stopSignal();
logger.info({ http: inference.httpUrl, grpcPort: inference.grpcPort }, 'listening');
// An orchestrator restarts the process: a source that was down may be back.
inference.ready.then(
  () => logger.info('ready'),
  () => process.exit(1),
);

const signal = await asked;
logger.info({ signal }, 'stopping');
await inference.close();
process.exit(0);
