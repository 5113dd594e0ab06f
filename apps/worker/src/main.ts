import { Engine } from '@mingda/engine';
import { createLogger, loadConfig, stopSignal } from '@mingda/platform';
import { startWorker } from './start-worker.ts';

/** The `worker` service on its own, against the database that the `api` service uses. */
const config = loadConfig();
const logger = createLogger(config, 'worker');
const engine = await Engine.open(config, logger);
const worker = await startWorker(engine);
const asked = stopSignal();
logger.info('waiting for jobs');

const signal = await asked;
logger.info({ signal }, 'stopping');
await worker.close();
await engine.close();
process.exit(0);
