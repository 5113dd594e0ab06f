import { expect, test } from 'vitest';
import { Pictures } from '../../recognition/pictures.ts';
import type { RecognisedLine, RecognisedPicture } from '../../recognition/recognition.ts';
import { documentOf } from '../picture-parser.ts';
import { recognisedPage, withRecognised } from './recognised-page.ts';
import { tiltOf } from './tilt.ts';

const size = { width: 595, height: 842 };

/** A line of a sheet that was turned about its middle, as a detector reports it: the upright rectangle around it. */
function askew(text: string, [x0, y0, x1, y1]: readonly number[], angle: number): RecognisedLine {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [dx, dy] = [(x0 + x1 - size.width) / 2, (y0 + y1 - size.height) / 2];
  const middle = [size.width / 2 + dx * cos - dy * sin, size.height / 2 + dx * sin + dy * cos];
  const [across, down] = [x1 - x0, y1 - y0];
  const half = [(across * cos + down * Math.abs(sin)) / 2, (across * Math.abs(sin) + down * cos) / 2];
  const box = [
    (middle[0] - half[0]) / size.width,
    (middle[1] - half[1]) / size.height,
    (middle[0] + half[0]) / size.width,
    (middle[1] + half[1]) / size.height,
  ] as const;
  return { text, confidence: 0.99, box, angle };
}

/** Two columns with a narrow gutter and lines close to each other. */
function twoColumns(angle: number): RecognisedPicture {
  const lines = Array.from({ length: 50 }, (_, at) => 60 + 14.5 * at).flatMap((top, at) => [
    askew(`左栏第${at + 1}行写着一段连续的正文，读到这里为止。`, [60, top, 290, top + 12], angle),
    askew(`右栏第${at + 1}行写着另一段连续的正文内容，到此完。`, [302, top, 532, top + 12], angle),
  ]);
  return { width: 2480, height: 3509, quarterTurns: 0, lines };
}

test.each([-0.03, 0, 0.03])('columns of a sheet that lies askew by %d are read one after the other', (angle) => {
  const text = documentOf(twoColumns(angle))
    .blocks.map((block) => block.text)
    .join('');
  const rows = [...text.matchAll(/([左右])栏第(\d+)行/g)].map(([, side, row]) => side + row);
  const expected = ['左', '右'].flatMap((side) => Array.from({ length: 50 }, (_, at) => `${side}${at + 1}`));
  expect(rows).toEqual(expected);
});

test('boxes of a straightened page lie where the sheet shows its text', () => {
  const picture = twoColumns(0.02);
  const page = recognisedPage(picture, { number: 1, ...size });
  expect(Math.max(...page.runs.map((run) => Math.abs(run.y1 - run.y0)))).toBeLessThan(12);
  for (const [at, run] of page.runs.entries()) {
    const box = page.toBox(run);
    const shown = picture.lines[at].box;
    box.forEach((edge, side) => expect(Math.abs(edge - shown[side])).toBeLessThan(0.006));
  }
});

test('boxes lie where a sheet shows its text that lay on its side and askew', () => {
  const picture = { ...twoColumns(0.02), quarterTurns: 1 };
  const page = recognisedPage(picture, { number: 1, width: size.height, height: size.width });
  for (const [at, run] of page.runs.entries()) {
    const box = page.toBox(run);
    const [left, top, right, bottom] = picture.lines[at].box;
    const shown = [top, 1 - right, bottom, 1 - left];
    box.forEach((edge, side) => expect(Math.abs(edge - shown[side])).toBeLessThan(0.006));
  }
});

test('a watermark across short lines turns nothing', () => {
  const cells = Array.from({ length: 60 }, (_, at) => [40 + 130 * (at % 4), 60 + 45 * Math.floor(at / 4)]).map(
    ([x, y]) => askew('12.5', [x, y, x + 30, y + 12], 0),
  );
  const watermark = askew('机密文件 不得外传', [50, 390, 545, 440], 0.6);
  const ofCells = { ...twoColumns(0), lines: [...cells, watermark] };
  expect(tiltOf(ofCells, size)).toBe(0);
  expect(tiltOf({ ...ofCells, lines: [...twoColumns(0.02).lines, watermark] }, size)).toBe(0.02);
});

test('columns of vertical writing show by how much their sheet lies askew', () => {
  const lines = Array.from({ length: 10 }, (_, at) => 500 - 24 * at).map((x) =>
    askew('从上到下写着一行字从上到下写着一行字', [x, 100, x + 14, 500], 0.03),
  );
  expect(tiltOf({ width: 2480, height: 3509, quarterTurns: 0, lines }, size)).toBe(0.03);
});

test('on a page with text of its own the lines of its picture keep what they cover', () => {
  const line = askew('这一行字在图片里，和图片一起歪着放在页面上。', [60, 400, 290, 412], 0.05);
  const picture = { width: 2480, height: 3509, quarterTurns: 0, lines: [line] };
  const own = { x0: 60, y0: 60, x1: 100, y1: 72, text: '附件一', size: 10, isBold: false, isRightToLeft: false };
  const page = { ...recognisedPage({ ...picture, lines: [] }, { number: 1, ...size }), runs: [own] };
  const [, found] = withRecognised(page, new Pictures(new Map([['page 1', picture]]))).runs;
  expect(found.text).toBe(line.text);
  expect(found.y1 - found.y0).toBeGreaterThan(0.75 * (line.box[3] - line.box[1]) * size.height);
});
