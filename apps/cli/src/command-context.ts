import { Engine, ScoringModels } from '@mingda/engine';
import { createLogger, loadConfig, MingdaError, type Config, type Logger } from '@mingda/platform';
import { Option, type Command } from 'commander';
import { resolve } from 'node:path';
import { ApiClient } from './knowledge-base/api-client.ts';
import type { KnowledgeBase } from './knowledge-base/knowledge-base.ts';
import { LocalKnowledgeBase } from './knowledge-base/local-knowledge-base.ts';
import { RemoteKnowledgeBase } from './knowledge-base/remote-knowledge-base.ts';
import { configuredKeys, ensureModels, modelsOnDisk } from './models-on-disk.ts';
import { Terminal } from './terminal/terminal.ts';

/** Options that every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly data?: string;
  readonly url?: string;
  readonly token?: string;
}

export interface CommandContext {
  readonly terminal: Terminal;
  readonly config: Config;
  readonly logger: Logger;
}

export function withCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document on stdout')
    .option('--verbose', 'log more on stderr')
    .option('--data <folder>', 'data folder (default: MINGDA_DATA_DIR, else ./data)');
}

export function withServerOptions(command: Command): Command {
  return withCommonOptions(command)
    .option('--url <address>', 'work on a running server instead of the data folder')
    .addOption(new Option('--token <secret>', 'administrator token or API key for --url').env('MINGDA_TOKEN'));
}

/**
 * Runs one command: settings, output and exit code. A failure is reported once, here.
 * @param quietLog keeps the log of normal work off the terminal; a service logs all of it
 * @param failureCode the exit code of a failure
 */
export async function runCommand(
  options: CommonOptions,
  work: (context: CommandContext) => Promise<void>,
  { quietLog = true, failureCode = 1 }: { quietLog?: boolean; failureCode?: number } = {},
): Promise<void> {
  const terminal = new Terminal({ json: options.json ?? false, stdout: process.stdout, stderr: process.stderr });
  try {
    const loaded = loadConfig();
    const logLevel =
      options.verbose === true ? 'debug' : quietLog && loaded.logLevel === 'info' ? 'warn' : loaded.logLevel;
    const config: Config = {
      ...loaded,
      logLevel,
      ...(options.data === undefined ? {} : { dataDir: resolve(options.data) }),
    };
    await work({ terminal, config, logger: createLogger(config, 'mingda') });
  } catch (error) {
    terminal.failure(error);
    process.exitCode = failureCode;
  }
}

/** Opens the engine of this process, its models fetched beforehand. */
export async function openEngine({ terminal, config, logger }: CommandContext): Promise<Engine> {
  if (config.inference.url === undefined)
    await ensureModels(modelsOnDisk(config, logger), configuredKeys(config), terminal);
  return Engine.open(config, logger);
}

/** Opens what `--url` or the data folder names, hands it to the work and closes it whatever happens. */
export async function withKnowledgeBase<T>(
  context: CommandContext,
  options: CommonOptions,
  work: (base: KnowledgeBase) => Promise<T>,
): Promise<T> {
  const base = await openKnowledgeBase(context, options);
  try {
    return await work(base);
  } finally {
    await base.close();
  }
}

async function openKnowledgeBase(context: CommandContext, { url, token, data }: CommonOptions): Promise<KnowledgeBase> {
  if (url === undefined) return new LocalKnowledgeBase(await openEngine(context));
  if (data !== undefined) {
    throw new MingdaError('INVALID_INPUT', {
      detail: '--data and --url exclude each other',
      fixes: ['give only one of them'],
    });
  }
  const client = new ApiClient({ url, token });
  return new RemoteKnowledgeBase({ url, client, scoring: new ScoringModels(context.config) });
}
