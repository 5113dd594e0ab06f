// Plain JavaScript without dependencies: this is what a fresh clone runs first, under any Node since 20.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const neededMajor = 24;

function readLock(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {};
}

/** Compares the lock file with what npm says it installed; other platforms' optional packages are never there. */
export function isInstalled(folder = root) {
  const wanted = readLock(join(folder, 'package-lock.json'));
  const present = readLock(join(folder, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true;
    const installed = present[path];
    return installed === undefined
      ? entry.optional === true || entry.devOptional === true
      : installed.version === entry.version;
  });
}

/** The Node that the packages bring, or this one when it is new enough. */
function productNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const bundled = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', file);
  if (existsSync(bundled)) return bundled;
  if (Number(process.versions.node.split('.')[0]) >= neededMajor) return process.execPath;
  throw new Error(
    `Mingda needs Node ${neededMajor}; this is ${process.versions.node} and no package brings one for ${process.platform}-${process.arch}.\n` +
      `  - install Node ${neededMajor} and run the command again`,
  );
}

/**
 * Runs a command in the repository and resolves to its exit code. Ctrl-C reaches the child through the terminal; this process
 * only waits, so that the child can clean up.
 */
function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    const forward = (signal) => child.kill(signal);
    const ignore = () => undefined;
    process.on('SIGINT', ignore);
    process.on('SIGTERM', forward);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGINT', ignore);
      process.off('SIGTERM', forward);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

/** Installs what the lock file names, without install scripts: no package needs its own. Output goes to stderr. */
async function ensureInstalled() {
  if (isInstalled()) return;
  process.stderr.write('Installing packages / 正在安装依赖 …\n');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const stdio = ['ignore', 2, 2];
  // Started as `npm run`, npm says where its own program is; that also avoids the shell that Windows needs for npm.cmd.
  const code =
    npm !== undefined && /\.[cm]?js$/.test(npm)
      ? await run(process.execPath, [npm, ...args], { stdio })
      : await run('npm', args, { stdio, shell: process.platform === 'win32' });
  if (code !== 0) throw new Error(`npm ci failed with exit code ${code}`);
}

/** Installs if needed, then runs one of the repository's TypeScript tools under the right Node. */
export async function runTool(file, args) {
  try {
    await ensureInstalled();
    process.exitCode = await run(productNode(), [join(root, file), ...args]);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
