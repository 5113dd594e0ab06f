import { escapeHtml } from './escape.ts';
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
const ink = '#1f2933';
const muted = '#616e7c';
const barColour = '#2f6fb0';

/** Horizontal bars of shares, with a line for a target. Self-contained SVG, readable in black and white. */
export function barChart(title: string, bars: readonly Bar[], target?: Mark): string {
  const left = 250;
  const right = width - 70;
  const rowHeight = 26;
  const top = target === undefined ? 8 : 26;
  const height = top + bars.length * rowHeight + 8;
  const x = (value: number): number => left + clamp(value) * (right - left);
  const rows = bars.map(({ label, value }, index) => {
    const y = top + index * rowHeight;
    return [
      text(fit(label, left - 16), { x: left - 8, y: y + 17, anchor: 'end' }),
      `<rect x="${left}" y="${y + 5}" width="${right - left}" height="16" fill="#eef2f6"/>`,
      `<rect x="${left}" y="${y + 5}" width="${round(x(value) - left)}" height="16" fill="${barColour}"/>`,
      text(formatShare(value), { x: right + 8, y: y + 17 }),
    ].join('');
  });
  const line =
    target === undefined ? '' : markLine(target, { x: x(target.at), top: top - 2, bottom: height - 6, labelY: 16 });
  return frame(title, height, rows.join('') + line);
}

/** How many values lie in each of 20 equal steps from 0 to 1, with marks on the axis. Values outside go to the ends. */
export function histogram(title: string, values: readonly number[], marks: readonly Mark[]): string {
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
  const columns = counts.map((count, index) => {
    const columnHeight = (count / most) * (bottom - top);
    const column = `<rect x="${round(x(index / bins) + 1)}" y="${round(bottom - columnHeight)}" width="${round(step - 2)}" height="${round(columnHeight)}" fill="${barColour}"/>`;
    return count === 0
      ? ''
      : column +
          text(String(count), {
            x: x((index + 0.5) / bins),
            y: bottom - columnHeight - 4,
            anchor: 'middle',
            colour: muted,
          });
  });
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1].map((tick) =>
    text(tick.toFixed(1), { x: x(tick), y: bottom + 18, anchor: 'middle', colour: muted }),
  );
  const axis = `<line x1="${left}" y1="${bottom}" x2="${right}" y2="${bottom}" stroke="${muted}"/>`;
  const lines = marks.map((mark, index) =>
    markLine(mark, { x: x(clamp(mark.at)), top: 14 + index * 16, bottom, labelY: 14 + index * 16 }),
  );
  return frame(title, bottom + 28, columns.join('') + axis + ticks.join('') + lines.join(''));
}

function markLine(mark: Mark, at: { x: number; top: number; bottom: number; labelY: number }): string {
  const line = `<line x1="${round(at.x)}" y1="${round(at.top)}" x2="${round(at.x)}" y2="${round(at.bottom)}" stroke="${mark.colour}" stroke-width="2" stroke-dasharray="5 3"/>`;
  const { label, colour } = mark;
  return (
    line +
    (at.x > width / 2
      ? text(label, { x: at.x - 6, y: at.labelY, anchor: 'end', colour })
      : text(label, { x: at.x + 6, y: at.labelY, colour }))
  );
}

interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly anchor?: 'middle' | 'end';
  readonly colour?: string;
}

function text(content: string, style: TextPlace): string {
  const anchor = style.anchor === undefined ? '' : ` text-anchor="${style.anchor}"`;
  return `<text x="${round(style.x)}" y="${round(style.y)}" fill="${style.colour ?? ink}"${anchor}>${escapeHtml(content)}</text>`;
}

function frame(title: string, height: number, content: string): string {
  const label = escapeHtml(title);
  return `<svg role="img" aria-label="${label}" viewBox="0 0 ${width} ${round(height)}" xmlns="http://www.w3.org/2000/svg" font-size="13"><title>${label}</title>${content}</svg>`;
}

/** Cut to about this many pixels; Han characters are as wide as high, others about half. */
function fit(label: string, pixels: number): string {
  let used = 0;
  let kept = '';
  for (const character of label) {
    used += /[\u2E80-\uFFEF]/.test(character) || character.length > 1 ? 13 : 7.2;
    if (used > pixels) return `${kept}…`;
    kept += character;
  }
  return kept;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
