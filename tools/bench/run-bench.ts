import { join } from 'node:path';
import { build } from '../build/build.ts';
import { root, run } from '../setup/process.ts';

/** `npm run bench -- load …` is `mingda bench load …` on an up-to-date build. */
try {
  await build();
  const { code } = await run('node', [
    join(root, 'apps', 'cli', 'bin', 'mingda.js'),
    'bench',
    ...process.argv.slice(2),
  ]);
  process.exitCode = code;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
