import type { Canvas } from '@napi-rs/canvas';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { paint } from './picture.ts';
import { writePlanes } from './line-image.ts';

const width = 192;
const height = 48;
const sure = 0.9;
/** A page's lines stand the same way: a few of the longest tell. */
export const sampleSize = 12;

/** Tells lines that stand on their head (PP-OCR direction model). */
export class Orientation {
  readonly #session: InferenceSession;

  constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** True when most of the lines are upside down. */
  async isUpsideDown(lines: readonly Canvas[]): Promise<boolean> {
    if (lines.length === 0) return false;
    const size = 3 * height * width;
    const data = new Float32Array(lines.length * size);
    lines.forEach((line, at) => {
      // The start of the line as it is: a whole line squeezed into the model's width is no longer text.
      const shown = Math.min(width, line.width);
      writePlanes(
        paint(shown, height, (context) => context.drawImage(line, 0, 0)),
        data,
        { offset: at * size, width },
      );
    });
    const output = await this.#session.run({
      [this.#session.inputNames[0]]: new Tensor('float32', data, [lines.length, 3, height, width]),
    });
    const scores = output[this.#session.outputNames[0]].data as Float32Array;
    const votes = lines.filter((_, at) => scores[2 * at + 1] > sure).length;
    return votes > lines.length / 2;
  }
}
