import type { RecognisedLine, RecognisedPicture } from '../../recognition/recognition.ts';
import type { Rect } from './page-content.ts';

/** Points. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
}

/** The direction of a box around few characters says little. */
const longLine = 3;
/** Radians. What lies further askew was laid so: a stamp or a watermark, not the sheet. */
const mostTilt = 0.15;

/**
 * By how much a scanned page lies askew, clockwise, in radians: the median direction of its lines, lying or standing, each
 * weighed by its length. A page without long lines counts as straight.
 */
export function tiltOf({ lines }: RecognisedPicture, size: PageSize): number {
  const long = lines
    .filter(({ angle }) => Math.abs(angle) <= mostTilt)
    .map((line) => ({ angle: line.angle, ...lengthOf(line, size) }))
    .filter(({ length, thickness }) => length > longLine * thickness)
    .toSorted((a, b) => a.angle - b.angle);
  const half = long.reduce((sum, it) => sum + it.length, 0) / 2;
  let passed = 0;
  return long.find((it) => (passed += it.length) >= half)?.angle ?? 0;
}

/** Where a line stands once the page is turned back by its tilt, without what its box held more for lying askew. */
export function lineOf(line: RecognisedLine, size: PageSize, tilt: number): Rect {
  const [left, top, right, bottom] = line.box;
  const { width, height } = extentOf(line, size);
  const middle = turnedPoint([((left + right) / 2) * size.width, ((top + bottom) / 2) * size.height], -tilt, size);
  return {
    x0: middle[0] - width / 2,
    y0: middle[1] - height / 2,
    x1: middle[0] + width / 2,
    y1: middle[1] + height / 2,
  };
}

/** The upright rectangle around a line, as the sheet shows it. */
export function uprightOf({ box: [left, top, right, bottom] }: RecognisedLine, { width, height }: PageSize): Rect {
  return { x0: left * width, y0: top * height, x1: right * width, y1: bottom * height };
}

/** The upright rectangle around one that is turned with its page about the page's middle; clockwise. */
export function turned({ x0, y0, x1, y1 }: Rect, angle: number, size: PageSize): Rect {
  const corners = [
    [x0, y0],
    [x1, y0],
    [x0, y1],
    [x1, y1],
  ].map(([x, y]) => turnedPoint([x, y], angle, size));
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) };
}

type Point = readonly [x: number, y: number];

function turnedPoint([x, y]: Point, angle: number, { width, height }: PageSize): Point {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [dx, dy] = [x - width / 2, y - height / 2];
  return [width / 2 + dx * cos - dy * sin, height / 2 + dx * sin + dy * cos];
}

function lengthOf(line: RecognisedLine, size: PageSize): { readonly length: number; readonly thickness: number } {
  const { width, height } = extentOf(line, size);
  return { length: Math.max(width, height), thickness: Math.min(width, height) };
}

/** What a line measures in its own direction and across it, from the upright rectangle around it. */
function extentOf({ box: [left, top, right, bottom], angle }: RecognisedLine, size: PageSize): PageSize {
  const [across, down] = [(right - left) * size.width, (bottom - top) * size.height];
  const [cos, sin] = [Math.cos(angle), Math.abs(Math.sin(angle))];
  const share = cos * cos - sin * sin;
  // Near an eighth of a turn the rectangle no longer tells them apart.
  if (share < 0.1) return { width: across, height: down };
  return { width: (across * cos - down * sin) / share, height: (down * cos - across * sin) / share };
}
