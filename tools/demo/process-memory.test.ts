import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { treeRss } from './process-memory.ts';

const allocate = (megabytes: number): string =>
  `const it = Buffer.alloc(${megabytes} * 2 ** 20, 1); process.stdout.write('.'); setInterval(() => it.length, 1000);`;

test.runIf(process.platform === 'linux')('children count, and theirs', async () => {
  const inner = `const c = require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(allocate(80))}], { stdio: 'inherit' });`;
  const child = spawn(
    process.execPath,
    ['-e', `${inner} process.on('SIGTERM', () => { c.kill(); process.exit(); });`],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    await once(child.stdout, 'data');
    const pid = child.pid ?? 0;
    expect(treeRss(pid)).toBeGreaterThan(110 * 2 ** 20);
    expect(treeRss(process.pid)).toBeGreaterThan(treeRss(pid) ?? 0);
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});
