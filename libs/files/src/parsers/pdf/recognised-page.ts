import type { Pictures } from '../../recognition/pictures.ts';
import type { RecognisedLine, RecognisedPicture } from '../../recognition/recognition.ts';
import type { PageContent, Rect, Run } from './page-content.ts';
import { lineOf, tiltOf, turned, uprightOf, type PageSize } from './tilt.ts';

/** Pages with more text than this keep it: their pictures are illustrations. */
const fewCharacters = 200;
/** A found box is wider than its text by what the detector adds on each side, and higher by more. */
const padding = 0.2;
const sizeOfHeight = 0.7;

/** The page with the text of its picture, where it has hardly any of its own. */
export function withRecognised(page: PageContent, pictures: Pictures): PageContent {
  const characters = [...page.runs, ...page.columns].reduce((sum, run) => sum + run.text.length, 0);
  if (!page.hasPicture || characters > fewCharacters) return page;
  const picture = pictures.page(page.number);
  if (picture === undefined || picture.lines.length === 0) return page;
  if (characters === 0) return { ...recognisedPage(picture, page), isRecognised: true };
  // Own text and picture are in one frame only while neither was turned.
  if (picture.quarterTurns !== 0) return page;
  const found = runsOf(picture, (line) => uprightOf(line, page)).filter(
    (run) => !page.runs.some((own) => overlap(own, run)),
  );
  return { ...page, runs: [...page.runs, ...found] };
}

/** A page that is nothing but a picture, straightened: gutters and rows of a sheet that lay askew are then upright. */
export function recognisedPage(picture: RecognisedPicture, shown: PageSize & { readonly number: number }): PageContent {
  const isTurned = picture.quarterTurns % 2 === 1;
  const size = isTurned ? { width: shown.height, height: shown.width } : { width: shown.width, height: shown.height };
  const tilt = tiltOf(picture, size);
  return {
    number: shown.number,
    ...size,
    runs: runsOf(picture, (line) => lineOf(line, size, tilt)),
    columns: [],
    rules: [],
    hasPicture: true,
    toBox: (rect) => boxAsShown(turned(rect, tilt, size), size, picture.quarterTurns),
  };
}

/** @param place where a line stands on the page that is laid out */
function runsOf({ lines }: RecognisedPicture, place: (line: RecognisedLine) => Rect): Run[] {
  return lines.map((line) => {
    const { x0, y0, x1, y1 } = place(line);
    const height = y1 - y0;
    return {
      x0: x0 + padding * height,
      x1: x1 - padding * height,
      y0: y0 + (padding / 2) * height,
      y1: y1 - (padding / 2) * height,
      text: line.text,
      size: height * sizeOfHeight,
      isBold: false,
      isRightToLeft: false,
    };
  });
}

function overlap(a: Rect, b: Rect): boolean {
  return Math.min(a.x1, b.x1) > Math.max(a.x0, b.x0) && Math.min(a.y1, b.y1) > Math.max(a.y0, b.y0);
}

/** Shares of the page before it was turned upright for reading. */
function boxAsShown(
  { x0, y0, x1, y1 }: Rect,
  { width, height }: PageSize,
  quarterTurns: number,
): [number, number, number, number] {
  let box: [number, number, number, number] = [x0 / width, y0 / height, x1 / width, y1 / height];
  for (let turn = 0; turn < quarterTurns % 4; turn += 1) box = [box[1], 1 - box[2], box[3], 1 - box[0]];
  const share = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000;
  return [share(box[0]), share(box[1]), share(box[2]), share(box[3])];
}
