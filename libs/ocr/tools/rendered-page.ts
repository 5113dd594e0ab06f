import { createCanvas, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';
import { pageFonts } from './page-fonts.ts';
import { layouts, pageSize, type LayoutName, type PagePlan } from './page-layouts.ts';

export interface PageWish {
  readonly lang: 'zh' | 'en';
  readonly dpi: number;
  readonly seed: number;
  /** A letter where it is not given. */
  readonly layout?: LayoutName;
  /** At most so many lines of running text. */
  readonly lines?: number;
  /** One of `pageFonts`; the first where it is not given. */
  readonly font?: string;
}

export interface RenderedPage {
  /** JPEG, as a scanner gives it. */
  readonly bytes: Buffer;
  /** What stands on it, where it was placed before the page was turned. */
  readonly plan: PagePlan;
  /** By how much the page is turned about its middle, radians, clockwise. */
  readonly turn: number;
}

/** Deterministic numbers 0-1 (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A page of A4 as a scanner sees it: 9 to 20 points, turned by up to one degree, greyish paper, noise, JPEG. */
export function renderPage(sentences: readonly string[], wish: PageWish): RenderedPage {
  const { lang, dpi, seed, lines, layout = 'letter', font = pageFonts(lang)[0] } = wish;
  const random = randomOf(seed);
  const point = dpi / 72;
  const canvas = createCanvas(Math.round(pageSize.width * point), Math.round(pageSize.height * point));
  const context = canvas.getContext('2d');
  const cssOf = (size: number, isBold: boolean): string => `${isBold ? 'bold ' : ''}${size}px "${font}"`;
  const widthOf = (text: string, size: number, isBold: boolean): number => {
    context.font = cssOf(size, isBold);
    return context.measureText(text).width;
  };
  // Measured in points, so that a page breaks its lines alike at every resolution.
  const plan = layouts[layout]({ lang, sentences, lines, random, widthOf });
  const turn = ((2 * random() - 1) * Math.PI) / 180;
  const paper = 235 + Math.floor(20 * random());
  context.fillStyle = `rgb(${paper}, ${paper}, ${paper - 4})`;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(point, point);
  context.translate(pageSize.width / 2, pageSize.height / 2);
  context.rotate(turn);
  context.translate(-pageSize.width / 2, -pageSize.height / 2);
  context.fillStyle = `rgb(${Math.floor(60 * random())}, 20, 30)`;
  for (const { text, x, y, size, isBold } of plan.texts) {
    context.font = cssOf(size, isBold);
    context.fillText(text, x, y);
  }
  drawRules(context, plan);
  addNoise(canvas, random);
  return { bytes: canvas.toBuffer('image/jpeg', 75), plan, turn };
}

function drawRules(context: SKRSContext2D, { rules }: PagePlan): void {
  context.strokeStyle = 'rgb(70, 70, 70)';
  context.lineWidth = 0.7;
  for (const [x0, y0, x1, y1] of rules) {
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
  }
}

function addNoise(canvas: Canvas, random: () => number): void {
  const context = canvas.getContext('2d');
  const image = context.getImageData(0, 0, canvas.width, canvas.height);
  const { data } = image;
  for (let at = 0; at < data.length; at += 4) {
    const shift = (random() + random() + random() - 1.5) * 24;
    for (let channel = 0; channel < 3; channel += 1) data[at + channel] += shift;
  }
  context.putImageData(image, 0, 0);
}
