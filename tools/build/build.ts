import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from '../setup/process.ts';

/** Everything that runs: the command composes api and worker, the services stand alone. */
const programs = ['apps/cli', 'apps/eval', 'apps/inference'];
const portalSources = 'apps/portal/{src,public}/**/*';
const portalFiles = [
  'apps/portal/{index.html,package.json,tsconfig.json,vite.config.ts}',
  'libs/contracts/src/**/*.ts',
];

const newest = (patterns: readonly string[]): number =>
  globSync([...patterns], { cwd: root }).reduce((time, file) => Math.max(time, statSync(join(root, file)).mtimeMs), 0);

function portalIsBuilt(): boolean {
  const page = join(root, 'apps', 'portal', 'dist', 'index.html');
  return existsSync(page) && statSync(page).mtimeMs >= newest([portalSources, ...portalFiles]);
}

async function step(name: string, command: string, args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await run(command, args, { show: 'nothing' });
  if (code !== 0) {
    process.stderr.write(stdout + stderr);
    throw new Error(`${name} failed`);
  }
}

/** Brings every `dist` up to date; takes well under a second when nothing changed. */
export async function build(): Promise<void> {
  await step('the build', 'tsc', ['-b', ...programs]);
  if (!portalIsBuilt()) await step('the portal build', 'npm', ['run', 'build', '--silent', '-w', '@mingda/portal']);
}
