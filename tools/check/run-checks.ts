import { run } from '../setup/process.ts';

interface Check {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly fix?: string;
}

/** Each is an error or silent; there are no warnings. `npm run check -- lint types` runs a part. */
const checks: readonly Check[] = [
  { name: 'format', command: 'oxfmt', args: ['--check'], fix: 'npm run format' },
  { name: 'types', command: 'tsc', args: ['-b'] },
  { name: 'portal types', command: 'tsc', args: ['-p', 'apps/portal', '--noEmit'] },
  {
    name: 'api description',
    command: 'node',
    args: ['tools/openapi/generate.ts', '--check'],
    fix: 'node tools/openapi/generate.ts',
  },
  {
    name: 'api client',
    command: 'node',
    args: ['tools/client/generate.ts', '--check'],
    fix: 'node tools/client/generate.ts',
  },
  {
    name: 'statements',
    command: 'vitest',
    args: ['run', 'libs/database/src/statements.test.ts'],
    fix: 'npx vitest run libs/database/src/statements.test.ts --update, then read what changed',
  },
  { name: 'lint', command: 'oxlint', args: ['--format=unix'] },
  { name: 'unused', command: 'knip', args: ['--no-progress', '--no-config-hints'] },
  { name: 'architecture', command: 'node', args: ['tools/architecture/run-architecture.ts'] },
];

const wanted = process.argv.slice(2);
const chosen = checks.filter((it) => wanted.length === 0 || wanted.includes(it.name));
const failed: string[] = [];
for (const { name, command, args, fix } of chosen) {
  const started = performance.now();
  const { code, stdout, stderr } = await run(command, args, { show: 'nothing' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (code === 0) continue;
  failed.push(name);
  console.log(`${stdout}${stderr}`.trimEnd());
  if (fix !== undefined) console.log(`  - to repair: ${fix}`);
}
console.log(failed.length === 0 ? 'all checks passed' : `failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 && chosen.length > 0 ? 0 : 1;
