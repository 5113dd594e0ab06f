import { Engine } from '@mingda/engine';
import { createLogger, loadConfig, stopSignal } from '@mingda/platform';
import { startEval } from './start-eval.ts';

/** The `eval` service on its own, against the database that the `api` service uses. */
const config = loadConfig();
const logger = createLogger(config, 'eval');
const engine = await Engine.open(config, logger);
const running = await startEval(engine);
const asked = stopSignal();
logger.info('waiting for evaluations');

const signal = await asked;
logger.info({ signal }, 'stopping');
await running.close();
await engine.close();
process.exit(0);
