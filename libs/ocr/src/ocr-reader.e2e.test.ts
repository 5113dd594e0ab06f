import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { createLogger } from '@mingda/platform';
import { afterEach, expect, test } from 'vitest';
import { zip } from '@mingda/testing';
import { renderPage } from '../tools/rendered-page.ts';
import { OcrReader } from './ocr-reader.ts';

const logger = createLogger({ logLevel: 'silent' }, 'test');
const page = renderPage(['The warranty lasts twenty-four months from delivery.'], {
  lang: 'en',
  dpi: 150,
  seed: 1,
  lines: 3,
});
const parts = ['a.jpg', 'b.jpg', 'c.jpg'];
const album = zip(Object.fromEntries(parts.map((name) => [name, page.bytes])));
const wanted = parts.map((part) => ({ key: part, kind: 'part', part }) as const);

let reader: OcrReader;
afterEach(() => reader.close());

/** Process ids of this process's readers. */
function processes(): number[] {
  try {
    const found = execFileSync('pgrep', ['-P', String(process.pid), '-f', 'ocr.process'], { encoding: 'utf8' });
    return found.trim().split('\n').map(Number);
  } catch {
    return [];
  }
}

test('pictures of one file, each under its key, with progress', async () => {
  reader = new OcrReader({ threads: 2, logger });
  const seen: string[] = [];
  const read = await reader.read(
    { content: album, wanted },
    { onProgress: (done, total) => seen.push(`${done}/${total}`) },
  );
  expect([...read.keys()]).toEqual(parts);
  for (const picture of read.values())
    expect(picture.lines.map((it) => it.text).join(' ')).toContain('twenty-four months');
  expect(seen).toEqual(['1/3', '2/3', '3/3']);
});

test('a picture that cannot be read is missing, the others are there', async () => {
  reader = new OcrReader({ threads: 2, logger });
  const broken = zip({ 'a.jpg': 'no picture', 'b.jpg': page.bytes });
  const read = await reader.read({ content: broken, wanted: wanted.slice(0, 2) });
  expect([...read.keys()]).toEqual(['b.jpg']);
});

test('a process that is killed costs the picture under way and no other', async () => {
  reader = new OcrReader({ threads: 2, logger });
  let killed = 0;
  const read = await reader.read(
    { content: album, wanted },
    {
      onProgress: (done) => {
        if (done !== 1 || killed > 0) return;
        const [pid] = processes();
        expect(pid).toBeGreaterThan(0);
        killed += 1;
        process.kill(pid, 'SIGKILL');
      },
    },
  );
  expect(killed).toBe(1);
  expect([...read.keys()]).toEqual(['a.jpg', 'c.jpg']);
});

test('a picture that takes too long is given up', async () => {
  reader = new OcrReader({ threads: 2, logger, pictureMs: 1 });
  expect((await reader.read({ content: album, wanted })).size).toBe(0);
});

test('called off, it ends its process and takes the next file', async () => {
  reader = new OcrReader({ threads: 2, logger });
  const controller = new AbortController();
  const called = reader.read({ content: album, wanted }, { signal: controller.signal });
  const next = reader.read({ content: album, wanted: wanted.slice(0, 1) });
  controller.abort(new Error('enough'));
  await expect(called).rejects.toThrow('enough');
  expect((await next).size).toBe(1);
});

test('without work its process ends', async () => {
  reader = new OcrReader({ threads: 2, logger, idleMs: 50 });
  await reader.read({ content: album, wanted: wanted.slice(0, 1) });
  while (processes().length > 0) await delay(50);
  expect((await reader.read({ content: album, wanted: wanted.slice(0, 1) })).size).toBe(1);
});
