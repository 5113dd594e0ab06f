import { InferenceSession, Tensor } from 'onnxruntime-node';
import { paint, pixelsOf, type Picture } from './picture.ts';
import { textBoxes, type TextBox } from './text-boxes.ts';

/** Longest side that the network is given; text of 8 points on A4 is then still 15 pixels high. */
const longestSide = 1536;
/** Smaller pictures are enlarged, at most twice: screenshots carry small letters. */
const wantedSide = 960;
const step = 32;
/** Of ImageNet, which the network's trunk was trained on; red, green, blue. */
const mean = [0.485, 0.456, 0.406];
const deviation = [0.229, 0.224, 0.225];

/** Finds lines of text (PP-OCR detection model). */
export class Detector {
  readonly #session: InferenceSession;

  constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** Boxes in the picture's own pixels. */
  async detect(picture: Picture): Promise<TextBox[]> {
    const scale = scaleOf(picture);
    const width = Math.max(step, Math.round((picture.width * scale) / step) * step);
    const height = Math.max(step, Math.round((picture.height * scale) / step) * step);
    const canvas = paint(width, height, (context) => context.drawImage(picture.source, 0, 0, width, height));
    const input = new Tensor('float32', normalised(pixelsOf(canvas).data), [1, 3, height, width]);
    const output = await this.#session.run({ [this.#session.inputNames[0]]: input });
    const map = output[this.#session.outputNames[0]].data as Float32Array;
    const [sx, sy] = [picture.width / width, picture.height / height];
    return textBoxes(map, width, height).map((box) => stretched(box, sx, sy));
  }
}

function scaleOf({ width, height }: Picture): number {
  const longest = Math.max(width, height);
  if (longest > longestSide) return longestSide / longest;
  return longest < wantedSide ? Math.min(2, wantedSide / longest) : 1;
}

function normalised(rgba: Uint8ClampedArray): Float32Array {
  const pixels = rgba.length / 4;
  const planes = new Float32Array(3 * pixels);
  for (let channel = 0; channel < 3; channel += 1) {
    const factor = 1 / (255 * deviation[channel]);
    const offset = mean[channel] / deviation[channel];
    for (let at = 0; at < pixels; at += 1) planes[channel * pixels + at] = rgba[4 * at + channel] * factor - offset;
  }
  return planes;
}

/** Rounding to the step scales both directions by nearly the same. */
function stretched(box: TextBox, sx: number, sy: number): TextBox {
  const { center, angle } = box;
  const along = Math.hypot(Math.cos(angle) * sx, Math.sin(angle) * sy);
  const across = Math.hypot(Math.sin(angle) * sx, Math.cos(angle) * sy);
  return {
    center: { x: center.x * sx, y: center.y * sy },
    width: box.width * along,
    height: box.height * across,
    angle: Math.atan2(Math.sin(angle) * sy, Math.cos(angle) * sx),
  };
}
