import { createCanvas, loadImage, type Canvas, type Image, type SKRSContext2D } from '@napi-rs/canvas';
import { MingdaError } from '@mingda/platform';

/** A decoded picture; reading pixels goes through a canvas, which turns and scales in native code. */
export interface Picture {
  readonly source: Canvas | Image;
  readonly width: number;
  readonly height: number;
}

/** RGBA bytes, row by row. */
export interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** Larger ones are made to exhaust memory; a page at 600 dpi has 35 million. */
const maxPixels = 100_000_000;

/** @throws MingdaError `FILE_CORRUPT`, `FILE_LIMIT_EXPANSION` */
export async function decodePicture(bytes: Buffer): Promise<Picture> {
  const claimed = claimedSize(bytes);
  if (claimed !== undefined) refuseSize(claimed);
  let image: Image;
  try {
    image = await loadImage(bytes);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new MingdaError('FILE_CORRUPT', { detail, cause: error });
  }
  const { width, height } = image;
  refuseSize({ width, height });
  return { source: image, width, height };
}

function refuseSize({ width, height }: { width: number; height: number }): void {
  if (width * height > maxPixels) {
    throw new MingdaError('FILE_LIMIT_EXPANSION', { detail: `A picture of ${width} x ${height} pixels.` });
  }
}

/** Size from the head of a PNG, before any of it is unpacked. */
function claimedSize(bytes: Buffer): { width: number; height: number } | undefined {
  const isPng = bytes.length > 24 && bytes.readUInt32BE(0) === 0x89504e47;
  return isPng ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) } : undefined;
}

/** A white sheet of the given size, on which `draw` paints. */
export function paint(width: number, height: number, draw: (context: SKRSContext2D) => void): Canvas {
  const canvas = createCanvas(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)));
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  draw(context);
  return canvas;
}

export function pixelsOf(canvas: Canvas): Pixels {
  const { width, height } = canvas;
  return { data: canvas.getContext('2d').getImageData(0, 0, width, height).data, width, height };
}

/** Turned by half a turn, for pages that were scanned upside down. */
export function turnedAround({ source, width, height }: Picture): Picture & { readonly source: Canvas } {
  const canvas = paint(width, height, (context) => {
    context.translate(width, height);
    context.rotate(Math.PI);
    context.drawImage(source, 0, 0);
  });
  return { source: canvas, width, height };
}

/** Turned by a quarter, clockwise. */
export function turnedRight({ source, width, height }: Picture): Picture {
  const canvas = paint(height, width, (context) => {
    context.translate(height, 0);
    context.rotate(Math.PI / 2);
    context.drawImage(source, 0, 0);
  });
  return { source: canvas, width: height, height: width };
}
