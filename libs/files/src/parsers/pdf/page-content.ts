/** Left, top, right, bottom in points, from the page's top left corner as shown. */
export interface Rect {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** A piece of text as the page draws it, without large gaps inside. */
export interface Run extends Rect {
  readonly text: string;
  /** Font size in points. */
  readonly size: number;
  readonly isBold: boolean;
  readonly isRightToLeft: boolean;
}

/** A drawn line; one that lies has y0 = y1, one that stands x0 = x1. */
export interface Rule extends Rect {
  readonly isHorizontal: boolean;
}

export interface PageContent {
  readonly number: number;
  readonly width: number;
  readonly height: number;
  /** Upright text, in the reading frame of the page. */
  readonly runs: readonly Run[];
  /** Columns of vertical writing, right to left. */
  readonly columns: readonly Run[];
  readonly rules: readonly Rule[];
  readonly hasPicture: boolean;
  /** True when all its text was read off a picture. */
  readonly isRecognised?: boolean;
  /** From the reading frame to shares of the page as shown. */
  readonly toBox: (rect: Rect) => [number, number, number, number];
}

export function boundsOf(rects: readonly Rect[]): Rect {
  return {
    x0: Math.min(...rects.map((it) => it.x0)),
    y0: Math.min(...rects.map((it) => it.y0)),
    x1: Math.max(...rects.map((it) => it.x1)),
    y1: Math.max(...rects.map((it) => it.y1)),
  };
}

type Height = Pick<Rect, 'y0' | 'y1'>;

/** How much of the lower one's height two rectangles share. */
export function sharedHeight(a: Height, b: Height): number {
  const shared = Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0);
  return shared <= 0 ? 0 : shared / Math.max(0.01, Math.min(a.y1 - a.y0, b.y1 - b.y0));
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
