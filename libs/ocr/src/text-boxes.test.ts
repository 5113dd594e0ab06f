import { expect, test } from 'vitest';
import { boundsOf, convexHull, smallestBox, textBoxes } from './text-boxes.ts';

const [width, height] = [120, 60];

function mapOf(inside: (x: number, y: number) => number): Float32Array {
  return Float32Array.from({ length: width * height }, (_, at) => inside(at % width, Math.floor(at / width)));
}

test('a bar of text becomes one box, widened by what the training shrank', () => {
  const [box, ...others] = textBoxes(
    mapOf((x, y) => (x >= 20 && x < 80 && y >= 25 && y < 35 ? 0.9 : 0)),
    width,
    height,
  );
  expect(others).toEqual([]);
  // 60 x 10: area 600, perimeter 140, so each side moves out by 1.5 * 600 / 140.
  const out = (600 * 1.5) / 140;
  expect(box.center).toEqual({ x: 50, y: 30 });
  expect(box.width).toBeCloseTo(60 + 2 * out);
  expect(box.height).toBeCloseTo(10 + 2 * out);
  expect(box.angle).toBeCloseTo(0);
});

test('lines that do not touch stay apart; weak and tiny regions are dropped', () => {
  const map = mapOf((x, y) => {
    if (y >= 5 && y < 13 && x > 5 && x < 100) return 0.8;
    if (y >= 20 && y < 28 && x > 5 && x < 100) return 0.8;
    if (y >= 35 && y < 43 && x > 5 && x < 100) return 0.4;
    return x === 110 && y === 50 ? 1 : 0;
  });
  expect(textBoxes(map, width, height).map((it) => Math.round(it.center.y))).toEqual([9, 24]);
});

test('slanted text keeps its direction', () => {
  const slope = Math.tan((5 * Math.PI) / 180);
  const map = mapOf((x, y) => (x > 10 && x < 110 && Math.abs(y - 30 - (x - 60) * slope) < 5 ? 0.9 : 0));
  const [box] = textBoxes(map, width, height);
  expect((box.angle * 180) / Math.PI).toBeCloseTo(5, 0);
  expect(box.width).toBeGreaterThan(4 * box.height);
});

test('upright text is a box that is higher than wide, never one that lies turned by a quarter', () => {
  const [box] = textBoxes(
    mapOf((x, y) => (x >= 50 && x < 60 && y >= 5 && y < 55 ? 0.9 : 0)),
    width,
    height,
  );
  expect(box.height).toBeGreaterThan(2 * box.width);
  expect(Math.abs(box.angle)).toBeLessThan(0.01);
});

test('hull and smallest box of a turned square', () => {
  const points = [
    { x: 0, y: 5 },
    { x: 5, y: 0 },
    { x: 10, y: 5 },
    { x: 5, y: 10 },
    { x: 5, y: 5 },
  ];
  const hull = convexHull(points);
  expect(hull).toHaveLength(4);
  const box = smallestBox(hull);
  expect(box.width * box.height).toBeCloseTo(50);
  const [left, top, right, bottom] = boundsOf(box);
  expect([left, top, right, bottom].map((it) => Math.round(it * 1000) / 1000)).toEqual([0, 0, 10, 10]);
});

test('a map without text has no boxes', () => {
  expect(textBoxes(new Float32Array(width * height), width, height)).toEqual([]);
});
