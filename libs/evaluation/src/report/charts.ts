import type { Drawing, Shape } from './drawing.ts';
import { formatShare } from './format-value.ts';

export interface Bar {
  readonly label: string;
  /** 0-1. */
  readonly value: number;
}

export interface Mark {
  readonly label: string;
  /** Position on the axis, 0-1. */
  readonly at: number;
  readonly colour: string;
}

const width = 720;
const fontSize = 13;
const ink = '#1f2933';
export const muted = '#616e7c';
const barColour = '#2f6fb0';

/** Horizontal bars of shares, with a line for a target. Readable in black and white. */
export function barChart(title: string, bars: readonly Bar[], target?: Mark): Drawing {
  const left = 250;
  const right = width - 70;
  const rowHeight = 26;
  const top = target === undefined ? 8 : 26;
  const height = top + bars.length * rowHeight + 8;
  const x = (value: number): number => left + clamp(value) * (right - left);
  const rows = bars.flatMap(({ label, value }, index): Shape[] => {
    const y = top + index * rowHeight;
    return [
      text(fit(label, left - 16), { x: left - 8, y: y + 17, anchor: 'end' }),
      { kind: 'rect', x: left, y: y + 5, width: right - left, height: 16, fill: '#eef2f6' },
      { kind: 'rect', x: left, y: y + 5, width: x(value) - left, height: 16, fill: barColour },
      text(formatShare(value), { x: right + 8, y: y + 17 }),
    ];
  });
  const line =
    target === undefined ? [] : markLine(target, { x: x(target.at), top: top - 2, bottom: height - 6, labelY: 16 });
  return { title, width, height, fontSize, shapes: [...rows, ...line] };
}

/** How many values lie in each of 20 equal steps from 0 to 1, with marks on the axis. Values outside go to the ends. */
export function histogram(title: string, values: readonly number[], marks: readonly Mark[]): Drawing {
  const bins = 20;
  const left = 40;
  const right = width - 20;
  const top = 20 + marks.length * 16;
  const bottom = top + 150;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor(clamp(value) * bins))] += 1;
  const most = Math.max(1, ...counts);
  const x = (value: number): number => left + value * (right - left);
  const step = (right - left) / bins;
  const columns = counts.flatMap((count, index): Shape[] => {
    if (count === 0) return [];
    const height = (count / most) * (bottom - top);
    return [
      { kind: 'rect', x: x(index / bins) + 1, y: bottom - height, width: step - 2, height, fill: barColour },
      text(String(count), { x: x((index + 0.5) / bins), y: bottom - height - 4, anchor: 'middle', fill: muted }),
    ];
  });
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1].map((tick) =>
    text(tick.toFixed(1), { x: x(tick), y: bottom + 18, anchor: 'middle', fill: muted }),
  );
  const lines = marks.flatMap((mark, index) =>
    markLine(mark, { x: x(clamp(mark.at)), top: 14 + index * 16, bottom, labelY: 14 + index * 16 }),
  );
  const axis = line([left, bottom], [right, bottom], muted);
  return { title, width, height: bottom + 28, fontSize, shapes: [...columns, axis, ...ticks, ...lines] };
}

/** A mark's line, its label on the side where there is room. */
function markLine(mark: Mark, at: { x: number; top: number; bottom: number; labelY: number }): Shape[] {
  const { label, colour } = mark;
  const beyond = at.x > width / 2;
  return [
    {
      kind: 'line',
      points: [
        [at.x, at.top],
        [at.x, at.bottom],
      ],
      stroke: colour,
      width: 2,
      dash: [5, 3],
    },
    text(label, { x: at.x + (beyond ? -6 : 6), y: at.labelY, anchor: beyond ? 'end' : 'start', fill: colour }),
  ];
}

export function line(from: readonly [number, number], to: readonly [number, number], stroke: string): Shape {
  return { kind: 'line', points: [from, to], stroke, width: 1 };
}

interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly fill?: string;
}

export function text(content: string, { x, y, anchor = 'start', fill = ink }: TextPlace): Shape {
  return { kind: 'text', x, y, text: content, fill, anchor };
}

/** Cut to about this many units; Han characters are as wide as high, others about half. */
function fit(label: string, units: number): string {
  let used = 0;
  let kept = '';
  for (const character of label) {
    used += /[\u2E80-\uFFEF]/.test(character) || character.length > 1 ? fontSize : 7.2;
    if (used > units) return `${kept}…`;
    kept += character;
  }
  return kept;
}

export function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
