import { routes } from '@mingda/contracts';
import { instructionLines } from '@mingda/improvement';
import { MingdaError } from '@mingda/platform';
import { Command, InvalidArgumentError } from 'commander';
import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  openEngine,
  runCommand,
  withServerOptions,
  type CommandContext,
  type CommonOptions,
} from '../command-context.ts';
import { ApiClient } from '../knowledge-base/api-client.ts';

interface InstructionOptions extends CommonOptions {
  readonly collection?: string;
  readonly minConfidence: number;
  readonly out: string;
}

export function exportCommand(): Command {
  return new Command('export').description('Write what people accepted into files').addCommand(
    withServerOptions(new Command('instructions'))
      .description('Accepted answers as JSONL for instruction tuning: {instruction, input, output} with provenance')
      .requiredOption('--out <file>', 'file to write')
      .option('--collection <name>', 'one collection (default: all)')
      .option('--min-confidence <share>', 'least confidence (0-1) of an answer that was only liked', share, 0.5)
      .action((options: InstructionOptions) =>
        runCommand(options, async (context) => {
          const file = resolve(options.out);
          const lines = await exportInstructions(context, options, file);
          const warning =
            'The file holds questions as people asked them. Check it for personal data before you pass it on.';
          context.terminal.result({ file, lines, warning }, `${lines} lines written to ${file}\n${warning}`);
        }),
      ),
  );
}

/** Streams, so that a log of any size fits. @returns the number of lines */
async function exportInstructions(context: CommandContext, options: InstructionOptions, file: string): Promise<number> {
  let lines = 0;
  const counted = async function* (source: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const piece of source) {
      lines += piece.split('\n').length - 1;
      yield piece;
    }
  };
  if (options.url === undefined) {
    const engine = await openEngine(context);
    try {
      const scope = { tenantId: engine.tenantId };
      const all = await engine.repositories.collections.list(scope);
      const filter = filterOf(options, all);
      const source = instructionLines(engine.improvement.reviewExports, scope, filter);
      await pipeline(Readable.from(counted(source)), createWriteStream(file));
    } finally {
      await engine.close();
    }
    return lines;
  }
  const client = new ApiClient({ url: options.url, token: options.token });
  const { items } = options.collection === undefined ? { items: [] } : await client.call(routes.listCollections);
  const body = await client.stream(routes.exportInstructions, { query: filterOf(options, items) });
  await pipeline(Readable.from(counted(body.pipeThrough(new TextDecoderStream()))), createWriteStream(file));
  return lines;
}

/** @throws MingdaError `COLLECTION_NOT_FOUND` */
function filterOf(
  { collection: name, minConfidence }: InstructionOptions,
  collections: readonly { readonly id: string; readonly name: string }[],
): { minConfidence: number; collectionId?: string } {
  if (name === undefined) return { minConfidence };
  const found = collections.find((it) => it.name === name);
  if (found === undefined) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: name });
  return { minConfidence, collectionId: found.id };
}

function share(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0 || value > 1)
    throw new InvalidArgumentError('a number from 0 to 1 is needed');
  return value;
}
