import { join } from 'node:path';
import { build } from '../build/build.ts';
import { root, run } from '../setup/process.ts';

/**
 * `npm run bench -- load …` is `mingda bench load …` on an up-to-date build; `eval …` measures the scoring of answers,
 * `inference …` the engine that runs the models, `ocr …` the reading of pictures, `ingest …` the import of documents,
 * `chaos …` imports while services are killed.
 */
const [what, ...rest] = process.argv.slice(2);
const own: Readonly<Record<string, string>> = {
  eval: join(import.meta.dirname, 'eval', 'run-eval-bench.ts'),
  inference: join(import.meta.dirname, 'run-inference.ts'),
  ocr: join(root, 'libs', 'ocr', 'tools', 'run-ocr-bench.ts'),
  chaos: join(import.meta.dirname, 'chaos', 'run-chaos.ts'),
  ingest: join(import.meta.dirname, 'ingest', 'run-ingest-bench.ts'),
};
const file = own[what ?? ''];
const program =
  file === undefined
    ? [join(root, 'apps', 'cli', 'bin', 'mingda.js'), 'bench', ...process.argv.slice(2)]
    : [file, ...rest];

try {
  await build();
  const { code } = await run('node', program);
  process.exitCode = code;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
