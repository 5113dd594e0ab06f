export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle that may be turned: the centre, the extent along and across its reading direction, that direction. */
export interface TextBox {
  readonly center: Point;
  readonly width: number;
  readonly height: number;
  /** Of the reading direction against the horizontal, in radians, -pi/4 to pi/4. */
  readonly angle: number;
}

const pixelThreshold = 0.3;
const boxThreshold = 0.6;
/** How far a shrunk text kernel is from its text: the network is trained on text shrunk by this (DB, AAAI 2020, 3.4). */
const unclipRatio = 1.5;
const minSide = 3;
const maxBoxes = 3000;

/**
 * Text boxes from a map of text probability (differentiable binarization, Liao et al., AAAI 2020): regions above the
 * threshold, the smallest turned rectangle around each, widened again by what the training shrank.
 * @param map probabilities 0-1, `height` rows of `width`
 */
export function textBoxes(map: Float32Array, width: number, height: number): TextBox[] {
  const boxes: TextBox[] = [];
  for (const region of regions(map, width, height)) {
    if (region.score < boxThreshold) continue;
    const box = smallestBox(convexHull(region.border));
    if (Math.min(box.width, box.height) < minSide) continue;
    const distance = (box.width * box.height * unclipRatio) / (2 * (box.width + box.height));
    boxes.push({ ...box, width: box.width + 2 * distance, height: box.height + 2 * distance });
    if (boxes.length >= maxBoxes) break;
  }
  return boxes;
}

interface Region {
  readonly border: Point[];
  /** Mean probability. */
  readonly score: number;
}

/** Connected regions (8 neighbours), each with the ends of its rows: its hull needs no more. */
function* regions(map: Float32Array, width: number, height: number): Generator<Region> {
  const seen = new Uint8Array(map.length);
  const stack: number[] = [];
  for (let start = 0; start < map.length; start += 1) {
    if (seen[start] === 1 || map[start] <= pixelThreshold) continue;
    const rows = new Map<number, [number, number]>();
    let sum = 0;
    let count = 0;
    seen[start] = 1;
    stack.push(start);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const x = at % width;
      const y = (at - x) / width;
      sum += map[at];
      count += 1;
      const row = rows.get(y);
      if (row === undefined) rows.set(y, [x, x]);
      else if (x < row[0]) row[0] = x;
      else if (x > row[1]) row[1] = x;
      for (const next of neighbours(x, y, { width, height })) {
        if (seen[next] === 1 || map[next] <= pixelThreshold) continue;
        seen[next] = 1;
        stack.push(next);
      }
    }
    // A pixel is an area: its corners, not its centre, bound the region.
    const border = [...rows].flatMap(([y, [from, to]]) => [
      { x: from, y },
      { x: to + 1, y },
      { x: from, y: y + 1 },
      { x: to + 1, y: y + 1 },
    ]);
    yield { border, score: sum / count };
  }
}

function neighbours(x: number, y: number, size: { width: number; height: number }): number[] {
  const found: number[] = [];
  for (let row = Math.max(0, y - 1); row <= Math.min(size.height - 1, y + 1); row += 1) {
    for (let column = Math.max(0, x - 1); column <= Math.min(size.width - 1, x + 1); column += 1) {
      found.push(row * size.width + column);
    }
  }
  return found;
}

/** Monotone chain (Andrew 1979), counter-clockwise. */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = points.toSorted((a, b) => a.x - b.x || a.y - b.y);
  const half = (ordered: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of ordered) {
      while (chain.length >= 2 && cross(chain[chain.length - 2], chain[chain.length - 1], point) <= 0) chain.pop();
      chain.push(point);
    }
    chain.pop();
    return chain;
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

function cross(o: Point, a: Point, b: Point): number {
  return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

/** The rectangle of least area around a hull has a side along one of its edges (Freeman and Shapira 1975). */
export function smallestBox(hull: readonly Point[]): TextBox {
  let best: TextBox | undefined;
  let bestArea = Infinity;
  for (let at = 0; at < hull.length; at += 1) {
    const from = hull[at];
    const to = hull[(at + 1) % hull.length];
    const angle = Math.atan2(to.y - from.y, to.x - from.x);
    const box = boxAlong(hull, angle);
    if (box.width * box.height >= bestArea) continue;
    bestArea = box.width * box.height;
    best = box;
  }
  return upright(best ?? boxAlong(hull, 0));
}

function boxAlong(points: readonly Point[], angle: number): TextBox {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const along = points.map((it) => it.x * cos + it.y * sin);
  const across = points.map((it) => it.y * cos - it.x * sin);
  const [left, right] = [Math.min(...along), Math.max(...along)];
  const [top, bottom] = [Math.min(...across), Math.max(...across)];
  const u = (left + right) / 2;
  const v = (top + bottom) / 2;
  return {
    center: { x: u * cos - v * sin, y: u * sin + v * cos },
    width: right - left,
    height: bottom - top,
    angle,
  };
}

/** The same rectangle with its direction brought to within an eighth of a turn of the horizontal. */
function upright(box: TextBox): TextBox {
  const quarters = Math.round(box.angle / (Math.PI / 2));
  const angle = box.angle - quarters * (Math.PI / 2);
  return quarters % 2 === 0 ? { ...box, angle } : { ...box, width: box.height, height: box.width, angle };
}

/** The upright rectangle around a box: left, top, right, bottom. */
export function boundsOf({ center, width, height, angle }: TextBox): [number, number, number, number] {
  const cos = Math.abs(Math.cos(angle));
  const sin = Math.abs(Math.sin(angle));
  const dx = (width * cos + height * sin) / 2;
  const dy = (width * sin + height * cos) / 2;
  return [center.x - dx, center.y - dy, center.x + dx, center.y + dy];
}
