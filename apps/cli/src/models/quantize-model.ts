import {
  addOwnEntry,
  ModelStore,
  ModelRegistry,
  sha256OfFile,
  TextTokenizer,
  type OnnxEntry,
  type Precision,
} from '@mingda/inference';
import { MingdaError, temporaryFolder, type Config, type Logger } from '@mingda/platform';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

export const quantizedPrecisions = ['fp16', 'int8-dynamic', 'int8-static'] as const satisfies readonly Precision[];
export type QuantizedPrecision = (typeof quantizedPrecisions)[number];

export interface QuantizeRequest {
  /** Registry key of the float model. */
  readonly model: string;
  readonly precision: QuantizedPrecision;
  /** Texts, one a line, that the ranges of activations are measured on; needed for `int8-static` alone. */
  readonly calibration?: string | undefined;
  /** The Python command that has the quantizer's packages. */
  readonly python: string;
}

export interface QuantizedModel {
  readonly key: string;
  readonly precision: QuantizedPrecision;
  readonly bytes: number;
  /** Size of the float model. */
  readonly fromBytes: number;
  readonly sha256: string;
  readonly calibrationTexts: number;
  /** Smallest cosine with the float model's vectors over some made-up texts; `mingda bench models` measures it on real ones. */
  readonly cosine: number;
}

const run = promisify(execFile);
const tool = fileURLToPath(new URL('../../../../tools/models/quantize.py', import.meta.url));
const mostTexts = 256;
const fewestTexts = 16;
/** A variant below this embeds something else than its model. */
const leastCosine = 0.8;
const outputSchema = z.object({
  ok: z.boolean(),
  missing: z.array(z.string()).optional(),
  cosine: z.number().optional(),
});

/**
 * Makes a precision variant of a float model beside it in the model folder, with its checksum, and registers it there.
 * Making it again replaces it.
 * @throws MingdaError `INVALID_INPUT`, `MODEL_BACKEND_MISSING` naming what Python lacks, those of the model store
 */
export async function quantizeModel(request: QuantizeRequest, config: Config, logger: Logger): Promise<QuantizedModel> {
  const { dir, file, hubEndpoint } = config.models;
  const registry = ModelRegistry.load({ file, dir });
  const source = registry.local(request.model);
  if (source.precision !== 'fp32') {
    throw new MingdaError('INVALID_INPUT', {
      subject: request.model,
      detail: `its weights are ${source.precision} already; a variant is made from fp32`,
    });
  }
  const files = await new ModelStore({ dir, hubEndpoint, registry, logger }).ensure(request.model);
  const work = await temporaryFolder('quantize');
  try {
    const tokenizer = new TextTokenizer(await readFile(files.tokenizer, 'utf8'), source);
    const calibration = await writeCalibration(request, tokenizer, work);
    const made = join(work, 'model.onnx');
    const cosine = await runTool(request.python, [
      files.model,
      made,
      request.precision,
      ...(calibration?.parameters ?? []),
    ]);
    const key = `${source.family}-${request.precision}`;
    const sha256 = await sha256OfFile(made);
    await mkdir(join(dir, key), { recursive: true });
    // Beside the target first: the temporary folder may lie on another disk, and a rename replaces in one step.
    const incoming = join(dir, key, `model.onnx.${process.pid}.tmp`);
    await copyFile(made, incoming);
    await rename(incoming, join(dir, key, 'model.onnx'));
    await copyFile(files.tokenizer, join(dir, key, 'tokenizer.json'));
    await addOwnEntry(dir, variantOf(source, { key, precision: request.precision, sha256 }));
    await verify(key, config, logger);
    return {
      key,
      precision: request.precision,
      bytes: (await stat(made)).size,
      fromBytes: (await stat(files.model)).size,
      sha256,
      calibrationTexts: calibration?.texts ?? 0,
      cosine,
    };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function variantOf(
  source: OnnxEntry,
  { key, precision, sha256 }: { readonly key: string; readonly precision: Precision; readonly sha256: string },
): OnnxEntry {
  return { ...source, key, precision, sha256: { ...source.sha256, model: sha256 }, sources: {} };
}

async function verify(key: string, { models: { dir, file, hubEndpoint } }: Config, logger: Logger): Promise<void> {
  const registry = ModelRegistry.load({ file, dir });
  const state = await new ModelStore({ dir, hubEndpoint, registry, logger }).verify(key);
  if (state !== 'present') throw new MingdaError('MODEL_CHECKSUM_MISMATCH', { subject: key, detail: state });
}

async function writeCalibration(
  { precision, calibration }: QuantizeRequest,
  tokenizer: TextTokenizer,
  folder: string,
): Promise<{ readonly parameters: readonly string[]; readonly texts: number } | undefined> {
  if (precision !== 'int8-static') return undefined;
  if (calibration === undefined) {
    throw new MingdaError('INVALID_INPUT', {
      subject: 'calibration',
      detail: 'int8-static needs texts to measure the ranges of activations on',
      fixes: ['give --calibration a file with a few hundred texts like those to be embedded, one a line'],
    });
  }
  const lines = (await readLines(calibration)).map((line) => line.trim()).filter((line) => line !== '');
  if (lines.length < fewestTexts) {
    throw new MingdaError('INVALID_INPUT', {
      subject: calibration,
      detail: `${lines.length} texts, at least ${fewestTexts} are needed`,
    });
  }
  // Spread over the file: its first lines may all be of one kind.
  const step = Math.max(1, lines.length / mostTexts);
  const chosen = Array.from(
    { length: Math.min(lines.length, mostTexts) },
    (_, index) => lines[Math.floor(index * step)],
  );
  const file = join(folder, 'calibration.json');
  await writeFile(file, JSON.stringify({ texts: chosen.map((text) => [...tokenizer.encode(text).ids]) }));
  return { parameters: [file], texts: chosen.length };
}

async function readLines(file: string): Promise<string[]> {
  try {
    return (await readFile(file, 'utf8')).split('\n');
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new MingdaError('INVALID_INPUT', { subject: file, detail, cause });
  }
}

async function runTool(python: string, parameters: readonly string[]): Promise<number> {
  const { stdout, stderr, failure } = await run(python, [tool, ...parameters], { maxBuffer: 1 << 26 }).then(
    (it) => ({ ...it, failure: undefined }),
    (error: unknown) => ({
      stdout: error instanceof Error && 'stdout' in error ? String(error.stdout) : '',
      stderr: error instanceof Error && 'stderr' in error ? String(error.stderr) : '',
      failure: error,
    }),
  );
  const said = outputSchema.safeParse(parseLastLine(stdout)).data;
  if (said?.ok === true) {
    const { cosine = 0 } = said;
    if (cosine >= leastCosine) return cosine;
    throw new MingdaError('MODEL_BAD_OUTPUT', {
      subject: 'quantizer',
      detail: `the cosine with the float model is ${cosine.toFixed(3)}: this model does not bear this precision`,
    });
  }
  if (failure instanceof Error && 'code' in failure && failure.code === 'ENOENT') {
    throw new MingdaError('MODEL_BACKEND_MISSING', {
      subject: python,
      detail: 'the quantizer of ONNX Runtime is a Python package, and there is no Python of this name',
      fixes: ['install Python 3', 'name it with --python'],
      cause: failure,
    });
  }
  if (said?.missing !== undefined) {
    throw new MingdaError('MODEL_BACKEND_MISSING', {
      subject: python,
      detail: `Python packages are missing: ${said.missing.join(', ')}`,
      fixes: [`${python} -m pip install ${said.missing.join(' ')}`, 'name a Python that has them with --python'],
    });
  }
  throw new MingdaError('MODEL_BACKEND_UNAVAILABLE', {
    subject: 'quantizer',
    detail: stderr.trim().split('\n').slice(-3).join('\n'),
    cause: failure,
  });
}

function parseLastLine(output: string): unknown {
  try {
    return JSON.parse(output.trim().split('\n').at(-1) ?? '');
  } catch {
    return undefined;
  }
}
