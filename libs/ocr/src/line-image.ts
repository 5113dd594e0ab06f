import type { Canvas } from '@napi-rs/canvas';
import { paint, pixelsOf, type Picture } from './picture.ts';
import type { TextBox } from './text-boxes.ts';

/** Text this much higher than wide is written downwards or lies on its side. */
const sidewaysRatio = 1.5;

export function isSideways(box: TextBox): boolean {
  return box.height >= sidewaysRatio * box.width;
}

/** The part of a box between two shares (0-1) of its length in reading direction. */
export function partOf(box: TextBox, [from, to]: readonly [number, number]): TextBox {
  const turn = isSideways(box) ? box.angle + Math.PI / 2 : box.angle;
  const length = isSideways(box) ? box.height : box.width;
  const shift = ((from + to) / 2 - 0.5) * length;
  const center = { x: box.center.x + shift * Math.cos(turn), y: box.center.y + shift * Math.sin(turn) };
  const rest = (to - from) * length;
  return { ...box, center, ...(isSideways(box) ? { height: rest } : { width: rest }) };
}

/** The box cut out of its picture and turned straight, scaled to a height; never wider than `maxWidth`. */
export function cutOut(picture: Picture, box: TextBox, size: { height: number; maxWidth: number }): Canvas {
  const turn = isSideways(box) ? box.angle + Math.PI / 2 : box.angle;
  const [length, thickness] = isSideways(box) ? [box.height, box.width] : [box.width, box.height];
  const scale = size.height / thickness;
  const width = Math.min(size.maxWidth, Math.max(8, Math.ceil(length * scale)));
  return paint(width, size.height, (context) => {
    context.translate(width / 2, size.height / 2);
    context.scale(width / length, scale);
    context.rotate(-turn);
    context.translate(-box.center.x, -box.center.y);
    context.drawImage(picture.source, 0, 0);
  });
}

/** Planes of -1 to 1 written into a padded tensor; what lies beyond the line stays 0. Red, green, blue. */
export function writePlanes(canvas: Canvas, target: Float32Array, place: { offset: number; width: number }): void {
  const { data, width, height } = pixelsOf(canvas);
  for (let channel = 0; channel < 3; channel += 1) {
    for (let y = 0; y < height; y += 1) {
      const to = place.offset + (channel * height + y) * place.width;
      const from = 4 * y * width + channel;
      for (let x = 0; x < width; x += 1) target[to + x] = data[from + 4 * x] / 127.5 - 1;
    }
  }
}
