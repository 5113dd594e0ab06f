import { Engine } from '@mingda/engine';
import { createLogger, loadConfig } from '@mingda/platform';
import { startEval } from './start-eval.ts';

/** The `eval` service on its own, against the database that the `api` service uses. */
const config = loadConfig();
const logger = createLogger(config, 'eval');
const engine = await Engine.open(config, logger);
const running = await startEval(engine);
logger.info('waiting for evaluations');

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'stopping');
    void running
      .close()
      .then(() => engine.close())
      .then(() => process.exit(0));
  });
}
