import { Engine } from '@mingda/engine';
import { createLogger, loadConfig, stopSignal } from '@mingda/platform';
import { adminTokenNotice } from './admin-token-notice.ts';
import { startApi } from './start-api.ts';

/** The `api` service on its own: workers run elsewhere, against the same database. */
const config = loadConfig();
const logger = createLogger(config, 'api');
const engine = await Engine.open(config, logger);
const token = await engine.access.ensureAdminToken();
const api = await startApi(engine);
const asked = stopSignal();
logger.info({ url: api.url }, 'listening');
// Plain text for the person who sets up the service; logged lines are collected and searched by others.
if (token !== null) process.stdout.write(`${adminTokenNotice(token)}\n`);

const signal = await asked;
logger.info({ signal }, 'stopping');
await api.close();
await engine.close();
process.exit(0);
