import { expect, test } from 'vitest';
import { partOf } from './line-image.ts';

test('a part of a box lies along its reading direction', () => {
  const box = { center: { x: 100, y: 50 }, width: 80, height: 10, angle: Math.PI / 6 };
  const part = partOf(box, [0, 0.5]);
  expect(part.width).toBeCloseTo(40);
  expect(part.height).toBe(10);
  expect(part.center.x).toBeCloseTo(100 - 20 * Math.cos(Math.PI / 6));
  expect(part.center.y).toBeCloseTo(50 - 20 * Math.sin(Math.PI / 6));
});

test('text that runs downwards is cut from its upper end', () => {
  const part = partOf({ center: { x: 100, y: 50 }, width: 10, height: 80, angle: 0 }, [0.25, 1]);
  expect([part.width, part.height]).toEqual([10, 60]);
  expect(part.center.x).toBeCloseTo(100);
  expect(part.center.y).toBeCloseTo(60);
});

test('the whole of a box is the box', () => {
  const box = { center: { x: 3, y: 4 }, width: 10, height: 20, angle: 0.1 };
  expect(partOf(box, [0, 1])).toEqual(box);
});
