#!/usr/bin/env node
// Written for any Node since 18: its task is to find the right one. The product itself needs Node 24.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const neededMajor = 24;
const here = dirname(fileURLToPath(import.meta.url));
const entry = join(here, '..', 'dist', 'main.js');

function fail(message, fixes) {
  process.stderr.write(`${message}\n${fixes.map((fix) => `  - ${fix}\n`).join('')}`);
  process.exit(1);
}

/** The Node that the repository's packages bring, in the nearest node_modules above. */
function bundledNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  for (let folder = here; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', '.bin', name);
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}

function runUnder(node) {
  const child = spawn(node, [entry, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends its signals to both processes; the child decides when to end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

if (!existsSync(entry)) {
  fail('Mingda is not built / 明答尚未构建', ['run: npm run build']);
} else if (Number(process.versions.node.split('.')[0]) >= neededMajor) {
  await import(new URL('../dist/main.js', import.meta.url).href);
} else {
  const node = bundledNode();
  if (node === undefined) {
    fail(`Mingda needs Node ${neededMajor}, this is ${process.versions.node} / 明答需要 Node ${neededMajor}`, [
      'run: npm ci (it brings the right Node)',
      `or install Node ${neededMajor}`,
    ]);
  } else {
    runUnder(node);
  }
}
