import { Engine } from '@mingda/engine';
import { createLogger, loadConfig } from '@mingda/platform';
import { startWorker } from './start-worker.ts';

/** The `worker` service on its own, against the database that the `api` service uses. */
const config = loadConfig();
const logger = createLogger(config, 'worker');
const engine = await Engine.open(config, logger);
const worker = await startWorker(engine);
logger.info('waiting for jobs');

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'stopping');
    void worker
      .close()
      .then(() => engine.close())
      .then(() => process.exit(0));
  });
}
