import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createCanvas, GlobalFonts, type Canvas } from '@napi-rs/canvas';

const require = createRequire(import.meta.url);
const fonts = {
  zh: join(dirname(require.resolve('@embedpdf/fonts-sc')), '..', 'fonts', 'NotoSansHans-Regular.otf'),
  en: join(dirname(require.resolve('pdfjs-dist/package.json')), 'standard_fonts', 'LiberationSans-Regular.ttf'),
};
GlobalFonts.registerFromPath(fonts.zh, 'Page zh');
GlobalFonts.registerFromPath(fonts.en, 'Page en');

export interface PageWish {
  readonly lang: 'zh' | 'en';
  readonly dpi: number;
  readonly seed: number;
  /** Lines of type on the page. */
  readonly lines: number;
}

export interface RenderedPage {
  /** JPEG, as a scanner gives it. */
  readonly bytes: Buffer;
  /** What stands on it, line by line. */
  readonly lines: readonly string[];
}

/** Deterministic numbers 0-1 (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A page of A4 as a scanner sees it: 10 to 12 points, turned by up to one degree, greyish paper, noise, JPEG. */
export function renderPage(text: string, { lang, dpi, seed, lines: count }: PageWish): RenderedPage {
  const random = randomOf(seed);
  const point = dpi / 72;
  const [width, height] = [Math.round(595 * point), Math.round(842 * point)];
  const size = (10 + 2 * random()) * point;
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const paper = 235 + Math.floor(20 * random());
  context.fillStyle = `rgb(${paper}, ${paper}, ${paper - 4})`;
  context.fillRect(0, 0, width, height);
  context.translate(width / 2, height / 2);
  context.rotate(((2 * random() - 1) * Math.PI) / 180);
  context.translate(-width / 2, -height / 2);
  context.fillStyle = `rgb(${Math.floor(60 * random())}, 20, 30)`;
  context.font = `${size}px "Page ${lang}"`;
  const lines = wrap(text, lang, (it) => context.measureText(it).width <= width * 0.8).slice(0, count);
  lines.forEach((line, at) => context.fillText(line, width * 0.1, height * 0.08 + size * 1.6 * (at + 1)));
  addNoise(canvas, random);
  return { bytes: canvas.toBuffer('image/jpeg', 75), lines };
}

function wrap(text: string, lang: 'zh' | 'en', fits: (line: string) => boolean): string[] {
  const pieces = lang === 'zh' ? [...text] : (text.match(/\S+\s*/g) ?? []);
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    if (line !== '' && !fits((line + piece).trimEnd())) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()];
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
