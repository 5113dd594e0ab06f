import { beforeAll, expect, test } from 'vitest';
import { characterAccuracy, rowsOfPicture, rowsOfPlan } from '../tools/page-score.ts';
import { randomOf, renderPage, type PageWish } from '../tools/rendered-page.ts';
import { drawn, sampleSentences } from '../tools/sample-text.ts';
import { PictureReader } from './picture-reader.ts';
import { decodePicture, paint, turnedAround, turnedRight, type Picture } from './picture.ts';

let reader: PictureReader;
const sentences: Record<'zh' | 'en', string[]> = { zh: [], en: [] };
beforeAll(async () => {
  reader = await PictureReader.open(2);
  for (const lang of ['zh', 'en'] as const) sentences[lang] = await sampleSentences(lang);
});

async function accuracyOf(wish: PageWish, turn: (picture: Picture) => Picture = (it) => it): Promise<number> {
  const page = renderPage(drawn(sentences[wish.lang], randomOf(wish.seed)), wish);
  const read = await reader.read(turn(await decodePicture(page.bytes)));
  return characterAccuracy(rowsOfPlan(page.plan), rowsOfPicture(read, page));
}

test.each([
  ['zh', 300],
  ['en', 300],
  ['zh', 150],
  ['en', 150],
] as const)('a noisy, slightly turned page in %s at %i dpi reads well', async (lang, dpi) => {
  expect(await accuracyOf({ lang, dpi, seed: 3, lines: 12 })).toBeGreaterThanOrEqual(0.97);
});

test.each([
  ['zh', 'table'],
  ['en', 'table'],
  ['zh', 'columns'],
  ['en', 'columns'],
] as const)('a page in %s laid out as %s reads well', async (lang, layout) => {
  expect(await accuracyOf({ lang, dpi: 150, seed: 12, layout, lines: 8 })).toBeGreaterThanOrEqual(0.97);
});

test('a page on its head or on its side is turned first', async () => {
  const wish = { lang: 'en', dpi: 150, seed: 5, lines: 10 } as const;
  expect(await accuracyOf(wish, turnedAround)).toBeGreaterThanOrEqual(0.95);
  expect(await accuracyOf(wish, turnedRight)).toBeGreaterThanOrEqual(0.95);
});

test('words keep their spaces, numbers stay whole', async () => {
  const canvas = paint(900, 120, (context) => {
    context.fillStyle = 'black';
    context.font = '32px "Page en"';
    context.fillText('NETWORK ACCESS, 1120 units (2025-03-11)', 30, 70);
  });
  const { lines } = await reader.read({ source: canvas, width: canvas.width, height: canvas.height });
  expect(lines.map((it) => it.text).join(' ')).toBe('NETWORK ACCESS, 1120 units (2025-03-11)');
});

test('an empty picture has no lines', async () => {
  const canvas = paint(400, 300, () => undefined);
  expect((await reader.read({ source: canvas, width: 400, height: 300 })).lines).toEqual([]);
});

test('a broken picture and one of monstrous size are refused', async () => {
  await expect(decodePicture(Buffer.from('no picture'))).rejects.toMatchObject({ code: 'FILE_CORRUPT' });
  const head = Buffer.alloc(64);
  head.writeUInt32BE(0x89504e47, 0);
  head.writeUInt32BE(200_000, 16);
  head.writeUInt32BE(200_000, 20);
  await expect(decodePicture(head)).rejects.toMatchObject({ code: 'FILE_LIMIT_EXPANSION' });
});
