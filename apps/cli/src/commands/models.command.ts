import { Command } from 'commander';
import { runCommand, withCommonOptions, type CommandContext, type CommonOptions } from '../command-context.ts';
import { configuredKeys, ensureModels, modelsOnDisk, type ModelsOnDisk } from '../models-on-disk.ts';
import { textTable } from '../terminal/text-table.ts';
import { quantizeCommand } from './models-quantize.command.ts';

interface ListedModel {
  readonly key: string;
  readonly kind: string;
  /** Components of its vectors; null for a model that writes text. */
  readonly dimensions: number | null;
  readonly precision: string;
  readonly state: string;
}

export function modelsCommand(): Command {
  const command = new Command('models').description('Model weights of this machine');
  command.addCommand(
    withCommonOptions(new Command('list'))
      .description('List the models of the registry with the state of their weights')
      .action((options: CommonOptions) =>
        runCommand(options, async (context) => {
          const models = modelsOnDisk(context.config, context.logger);
          report(
            context,
            await describe(
              models,
              models.registry.list().map((entry) => entry.key),
              'state',
            ),
          );
        }),
      ),
  );
  command.addCommand(
    withCommonOptions(new Command('pull'))
      .description('Fetch weights and check them; those of the configured models by default')
      .argument('[key...]', 'keys of the registry')
      .action((keys: string[], options: CommonOptions) =>
        runCommand(options, async (context) => {
          const models = modelsOnDisk(context.config, context.logger);
          const wanted = keys.length > 0 ? keys : configuredKeys(context.config);
          await ensureModels(models, wanted, context.terminal);
          report(context, await describe(models, wanted, 'state'));
        }),
      ),
  );
  command.addCommand(
    withCommonOptions(new Command('verify'))
      .description('Compare weights on disk with the checksums of the registry')
      .argument('[key...]', 'keys of the registry; all that are on disk by default')
      .action((keys: string[], options: CommonOptions) =>
        runCommand(options, async (context) => {
          const models = modelsOnDisk(context.config, context.logger);
          const all = models.registry.list().map((entry) => entry.key);
          const verified = await describe(models, keys.length > 0 ? keys : all, 'verify');
          const shown =
            keys.length > 0 ? verified : verified.filter((it) => it.state !== 'absent' && it.state !== 'remote');
          report(context, shown);
          // What was asked for by name has to be there; without names only damage is a failure.
          const bad = shown.filter((it) => it.state === 'damaged' || (keys.length > 0 && it.state === 'absent'));
          if (bad.length > 0) process.exitCode = 1;
        }),
      ),
  );
  command.addCommand(quantizeCommand());
  return command;
}

async function describe(
  { registry, store }: ModelsOnDisk,
  keys: readonly string[],
  check: 'state' | 'verify',
): Promise<ListedModel[]> {
  const listed: ListedModel[] = [];
  for (const key of keys) {
    const entry = registry.entry(key);
    const { kind } = entry;
    listed.push({
      key,
      kind,
      dimensions: 'dimensions' in entry ? entry.dimensions : null,
      precision: kind === 'remote' ? '' : kind === 'gguf' ? entry.quantization : entry.precision,
      state: kind === 'remote' ? 'remote' : await store[check](key),
    });
  }
  return listed;
}

function report({ terminal }: CommandContext, models: readonly ListedModel[]): void {
  const rows = models.map(({ key, kind, dimensions, precision, state }) => [
    key,
    kind,
    dimensions === null ? '-' : String(dimensions),
    precision,
    state,
  ]);
  terminal.result({ models }, textTable(['model', 'kind', 'dimensions', 'precision', 'state'], rows));
}
