import { adminTokenNotice, startApi } from '@mingda/api';
import { stopSignal } from '@mingda/platform';
import { startWorker } from '@mingda/worker';
import { Command } from 'commander';
import { openEngine, runCommand, withCommonOptions, type CommonOptions } from '../command-context.ts';

interface StartOptions extends CommonOptions {
  readonly host?: string;
  readonly port?: string;
}

export function startCommand(): Command {
  return withCommonOptions(new Command('start'))
    .description('Start Mingda in this process: database, models, jobs, API and portal')
    .option('--host <address>', 'address to listen on (default: MINGDA_HOST, else 127.0.0.1)')
    .option('--port <number>', 'port to listen on, 0 for any free one (default: MINGDA_PORT, else 3000)')
    .action((options: StartOptions) =>
      runCommand(
        options,
        async ({ terminal, config, logger }) => {
          const http = { host: options.host ?? config.http.host, port: Number(options.port ?? config.http.port) };
          const engine = await openEngine({ terminal, logger, config: { ...config, http } });
          const token = await engine.access.ensureAdminToken();
          const worker = await startWorker(engine);
          const api = await startApi(engine);
          // Whoever reads the address may stop the server at once.
          const asked = stopSignal();
          terminal.result(
            { url: api.url, adminToken: token, dataDir: config.dataDir, database: engine.database.kind },
            welcome({ url: api.url, token, dataDir: config.dataDir }),
          );
          const signal = await asked;
          logger.info({ signal }, 'stopping');
          await api.close();
          await worker.close();
          await engine.close();
        },
        { quietLog: false },
      ),
    );
}

function welcome({ url, token, dataDir }: { url: string; token: string | null; dataDir: string }): string {
  const lines = [`Mingda: ${url}   API: ${url}/docs   data: ${dataDir}`];
  if (token !== null) lines.push('', adminTokenNotice(token), '');
  return lines.join('\n');
}
