import { createLogger, loadConfig } from '@mingda/platform';
import { startInference } from './start-inference.ts';

/** The `inference` service: models behind gRPC. */
const config = loadConfig();
const logger = createLogger(config, 'inference');
const inference = await startInference(config, logger);
logger.info({ http: inference.httpUrl, grpcPort: inference.grpcPort }, 'listening');
// An orchestrator restarts the process: a source that was down may be back.
inference.ready.then(
  () => logger.info('ready'),
  () => process.exit(1),
);

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'stopping');
    void inference.close().then(() => process.exit(0));
  });
}
