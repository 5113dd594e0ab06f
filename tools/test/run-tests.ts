import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../build/build.ts';
import { start } from '../postgres/test-server.ts';
import { root, run } from '../setup/process.ts';
import { closingLine, summaryFile, type Summary } from './summary.ts';

/** Data that is too large or not ours to commit lies beside the clone where it exists; tests say so when they skip. */
function besideTheClone(): NodeJS.ProcessEnv {
  const known = { MINGDA_DATASETS: 'datasets', MINGDA_BERTSCORE_REFERENCE: 'bertscore' };
  const found: NodeJS.ProcessEnv = {};
  for (const [variable, folder] of Object.entries(known)) {
    const path = join(root, '..', 'shared', folder);
    if (process.env[variable] === undefined && existsSync(path)) found[variable] = path;
  }
  return found;
}

function readSummary(exitCode: number): Summary {
  const summary: Summary = existsSync(summaryFile)
    ? (JSON.parse(readFileSync(summaryFile, 'utf8')) as Summary)
    : { passed: 0, failed: 1, skipped: 0 };
  if (exitCode !== 0 && summary.failed === 0) summary.failed = 1;
  return summary;
}

async function runTests(args: readonly string[]): Promise<Summary> {
  rmSync(summaryFile, { force: true });
  const server = await start();
  const env: NodeJS.ProcessEnv = {
    ...besideTheClone(),
    ...(server === null ? {} : { MINGDA_TEST_DATABASE_URL: server.url }),
  };
  try {
    const reporters = ['--reporter=default', '--reporter=./tools/test/summary.reporter.ts'];
    const { code } = await run('vitest', ['run', ...reporters, ...args], { env });
    return readSummary(code);
  } finally {
    await server?.stop();
    if (server === null) console.log('SKIPPED: server database');
  }
}

// Ctrl-C ends vitest through the terminal; this process stays until the server is stopped.
process.on('SIGINT', () => undefined);

let summary: Summary = { passed: 0, failed: 1, skipped: 0 };
try {
  await build();
  summary = await runTests(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
console.log(closingLine(summary));
process.exitCode = summary.failed > 0 || summary.passed === 0 ? 1 : 0;
