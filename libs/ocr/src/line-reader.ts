import type { Canvas } from '@napi-rs/canvas';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { writePlanes } from './line-image.ts';
import { pixelsOf } from './picture.ts';
import { withWordGaps, type PlacedCharacter } from './word-gaps.ts';

export const lineHeight = 48;
/** About 200 characters; longer lines are squeezed. */
export const maxLineWidth = 3200;
/**
 * Columns of padding cost as much as columns of text, and a batch that outgrows the processor's cache costs a fifth more:
 * only short lines of like width share one.
 */
const maxBatchColumns = 1536;
const widthStep = 64;
const blank = 0;

export interface ReadLine {
  readonly text: string;
  /** Mean probability of its characters, 0-1. */
  readonly confidence: number;
  /** From where to where along the line something is written, as shares (0-1) of its length. */
  readonly span: readonly [from: number, to: number];
}

/** Reads lines that were cut out (PP-OCR recognition model, connectionist temporal classification, greedy). */
export class LineReader {
  readonly #session: InferenceSession;
  /** Class 0 is the blank, the dictionary follows, a space ends it. */
  readonly #characters: readonly string[];

  constructor(session: InferenceSession, dictionary: readonly string[]) {
    this.#session = session;
    this.#characters = ['', ...dictionary, ' '];
  }

  /** In the order given. */
  async read(lines: readonly Canvas[]): Promise<ReadLine[]> {
    const result = new Array<ReadLine>(lines.length);
    const order = lines.map((_, at) => at).toSorted((a, b) => lines[a].width - lines[b].width);
    for (const batch of batches(order, lines)) {
      const read = await this.#run(batch.map((at) => lines[at]));
      batch.forEach((at, index) => (result[at] = read[index]));
    }
    return result;
  }

  async #run(lines: readonly Canvas[]): Promise<ReadLine[]> {
    const width = roundedUp(Math.max(...lines.map((it) => it.width)));
    const size = 3 * lineHeight * width;
    const data = new Float32Array(lines.length * size);
    lines.forEach((line, at) => writePlanes(line, data, { offset: at * size, width }));
    const input = new Tensor('float32', data, [lines.length, 3, lineHeight, width]);
    const output = await this.#session.run({ [this.#session.inputNames[0]]: input });
    const { data: scores, dims } = output[this.#session.outputNames[0]];
    const [, steps, classes] = dims;
    return lines.map((line, at) => {
      const place = { from: at * steps * classes, steps, classes, pixelsPerStep: width / steps };
      const { characters, confidence } = this.#decode(scores as Float32Array, place);
      const text = withWordGaps(characters, pixelsOf(line)).replace(/ {2,}/g, ' ').trim();
      return { text, confidence, span: spanOf(characters, line.width) };
    });
  }

  #decode(scores: Float32Array, { from, steps, classes, pixelsPerStep }: Place): Decoded {
    const characters: PlacedCharacter[] = [];
    let sum = 0;
    let previous = blank;
    for (let step = 0; step < steps; step += 1) {
      const row = from + step * classes;
      let best = 0;
      for (let it = 1; it < classes; it += 1) if (scores[row + it] > scores[row + best]) best = it;
      if (best !== blank && best !== previous) {
        characters.push({ text: this.#characters[best] ?? '', x: (step + 0.5) * pixelsPerStep });
        sum += scores[row + best];
      }
      previous = best;
    }
    return { characters, confidence: characters.length === 0 ? 0 : sum / characters.length };
  }
}

interface Place {
  readonly from: number;
  readonly steps: number;
  readonly classes: number;
  readonly pixelsPerStep: number;
}

interface Decoded {
  readonly characters: readonly PlacedCharacter[];
  readonly confidence: number;
}

/**
 * From where to where a line is written, as shares of its width in pixels. No character is wider than the line is high, so
 * that beyond this from the middle of the outermost all is blank.
 */
export function spanOf(characters: readonly PlacedCharacter[], width: number): [number, number] {
  const written = characters.filter(({ text }) => text !== ' ');
  const [first, last] = [written[0]?.x ?? 0, written.at(-1)?.x ?? width];
  return [Math.max(0, first - lineHeight) / width, Math.min(width, last + lineHeight) / width];
}

/** Few different widths: the runtime plans its memory anew for each. */
function roundedUp(width: number): number {
  return Math.ceil(width / widthStep) * widthStep;
}

function* batches(order: readonly number[], lines: readonly Canvas[]): Generator<number[]> {
  let batch: number[] = [];
  for (const at of order) {
    if (batch.length > 0 && (batch.length + 1) * lines[at].width > maxBatchColumns) {
      yield batch;
      batch = [];
    }
    batch.push(at);
  }
  if (batch.length > 0) yield batch;
}
