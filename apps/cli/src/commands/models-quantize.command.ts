import { Command, Option } from 'commander';
import { runCommand, withCommonOptions, type CommonOptions } from '../command-context.ts';
import { quantizedPrecisions, quantizeModel, type QuantizedPrecision } from '../models/quantize-model.ts';
import { textTable } from '../terminal/text-table.ts';

interface QuantizeOptions extends CommonOptions {
  readonly precision: QuantizedPrecision;
  readonly calibration?: string;
  readonly python: string;
}

export function quantizeCommand(): Command {
  return withCommonOptions(new Command('quantize'))
    .description('Make a smaller or faster variant of a float model, with the quantizer of ONNX Runtime')
    .argument('<model>', 'key of an fp32 model of the registry')
    .addOption(
      new Option('--precision <name>', 'precision of the variant')
        .choices(quantizedPrecisions)
        .default('int8-dynamic' satisfies QuantizedPrecision),
    )
    .option('--calibration <file>', 'texts, one a line, to measure ranges on; needed for int8-static')
    .option('--python <command>', 'Python that has onnx and onnxruntime', 'python3')
    .action((model: string, { precision, calibration, python, ...options }: QuantizeOptions) =>
      runCommand(options, async ({ terminal, config, logger }) => {
        const made = await quantizeModel({ model, precision, calibration, python }, config, logger);
        const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
        const rows = [
          ['model', made.key],
          ['precision', made.precision],
          ['size', `${megabytes(made.bytes)}, from ${megabytes(made.fromBytes)}`],
          ['SHA-256', made.sha256],
          ['least cosine with fp32', made.cosine.toFixed(4)],
          ...(made.calibrationTexts === 0 ? [] : [['calibration texts', String(made.calibrationTexts)]]),
        ];
        terminal.result(made, textTable(['variant', ''], rows));
      }),
    );
}
