import { Engine } from '@mingda/engine';
import { createLogger, loadConfig } from '@mingda/platform';
import { startApi } from './start-api.ts';

/** The `api` service on its own: workers run elsewhere, against the same database. */
const config = loadConfig();
const logger = createLogger(config, 'api');
const engine = await Engine.open(config, logger);
const api = await startApi(engine);
logger.info({ url: api.url }, 'listening');

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'stopping');
    void api
      .close()
      .then(() => engine.close())
      .then(() => process.exit(0));
  });
}
