import { expect, test } from 'vitest';
import { LibraryPort } from './library-port.ts';

const save = 10;
const showText = 44;

async function delivered(message: object): Promise<unknown[]> {
  const port = new LibraryPort(new Set([save]));
  const heard: unknown[] = [];
  port.addEventListener('message', ({ data }) => void heard.push(data));
  port.postMessage(message);
  await Promise.resolve();
  return heard;
}

test('of drawing commands the wanted ones arrive with their values, in order', async () => {
  const chunk = { fnArray: [save, showText, save], argsArray: [[1], ['glyphs'], [2]], length: 3, lastChunk: true };
  expect(await delivered({ streamId: 1, chunk })).toEqual([
    { streamId: 1, chunk: { fnArray: [save, save], argsArray: [[1], [2]], length: 2, lastChunk: true } },
  ]);
});

test('of a font its flags and its name arrive, outlines of glyphs do not', async () => {
  const font = { buffer: new ArrayBuffer(2), charProcOperatorList: new Map(), extra: { name: 'SimHei', widths: [1] } };
  expect(await delivered({ action: 'commonobj', data: ['f1', 'Font', font] })).toEqual([
    { action: 'commonobj', data: ['f1', 'Font', { buffer: font.buffer, extra: { name: 'SimHei' } }] },
  ]);
  expect(await delivered({ action: 'commonobj', data: ['g1', 'FontPath', new ArrayBuffer(2)] })).toEqual([]);
});

test('anything else arrives as it is, as a copy', async () => {
  const message = { action: 'commonobj', data: ['f1', 'Font', { error: 'broken' }] };
  const [copy] = await delivered(message);
  expect(copy).toEqual(message);
  expect(copy).not.toBe(message);
});

test('who has left hears nothing', async () => {
  const port = new LibraryPort(new Set());
  const leaving = new AbortController();
  const heard: string[] = [];
  const [one, two] = ['one', 'two'].map((name) => () => void heard.push(name));
  port.addEventListener('message', one ?? (() => undefined), { signal: leaving.signal });
  port.addEventListener('message', two ?? (() => undefined));
  leaving.abort();
  port.postMessage({});
  await Promise.resolve();
  expect(heard).toEqual(['two']);
});
