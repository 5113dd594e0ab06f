import { expect, test } from 'vitest';
import type { RecognisedLine, RecognisedPicture } from '../../recognition/recognition.ts';
import { documentOf } from '../picture-parser.ts';
import { recognisedPage } from './recognised-page.ts';

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
