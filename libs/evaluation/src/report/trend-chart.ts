import { clamp, line, muted, text } from './charts.ts';
import type { Drawing, Shape } from './drawing.ts';
import { formatShare } from './format-value.ts';

export interface TrendSeries {
  readonly label: string;
  /** 0-1, oldest first; null where a run does not define it. */
  readonly values: readonly (number | null)[];
  readonly colour: string;
  readonly dash?: readonly [on: number, off: number];
}

const width = 720;
const left = 46;
const right = width - 56;
const chartHeight = 170;
const legendHeight = 20;
const legendColumns = 2;

/**
 * Shares over runs, evenly spaced: days between runs say nothing about quality. Lines differ by dash as well as colour,
 * so that they can be told apart on black and white paper.
 */
export function trendChart(title: string, labels: readonly string[], series: readonly TrendSeries[]): Drawing {
  const top = Math.ceil(series.length / legendColumns) * legendHeight + 14;
  const bottom = top + chartHeight;
  const x = (index: number): number =>
    labels.length === 1 ? (left + right) / 2 : left + (index / (labels.length - 1)) * (right - left);
  const y = (value: number): number => bottom - clamp(value) * chartHeight;
  const grid = [0, 0.25, 0.5, 0.75, 1].flatMap((tick): Shape[] => [
    line([left, y(tick)], [right, y(tick)], tick === 0 ? muted : '#e3e8ee'),
    text(`${tick * 100}%`, { x: left - 6, y: y(tick) + 4, anchor: 'end', fill: muted }),
  ]);
  const every = Math.ceil(labels.length / 8);
  const dates = labels.flatMap((label, index) =>
    (labels.length - 1 - index) % every === 0
      ? [text(label, { x: x(index), y: bottom + 18, anchor: 'middle', fill: muted })]
      : [],
  );
  const drawn = series.flatMap(({ label, values, colour, dash }, index): Shape[] => {
    const points = values.flatMap((value, run) => (value === null ? [] : [[x(run), y(value)] as const]));
    const legendX = left + (index % legendColumns) * ((right - left) / legendColumns);
    const legendY = 14 + Math.floor(index / legendColumns) * legendHeight;
    const stroke = { stroke: colour, width: 2, ...(dash === undefined ? {} : { dash }) };
    return [
      {
        kind: 'line',
        points: [
          [legendX, legendY - 4],
          [legendX + 26, legendY - 4],
        ],
        ...stroke,
      },
      text(label, { x: legendX + 32, y: legendY }),
      ...(points.length > 1 ? [{ kind: 'line', points, ...stroke } as const] : []),
      ...points.map(([px, py]) => ({ kind: 'dot', x: px, y: py, radius: 3, fill: colour }) as const),
    ];
  });
  return {
    title,
    width,
    height: bottom + 28,
    fontSize: 13,
    shapes: [...grid, ...dates, ...drawn, ...endLabels(series, { x: right + 8, y })],
  };
}

/** The newest values at the right edge, moved apart where they would cover each other. */
function endLabels(series: readonly TrendSeries[], place: { x: number; y: (value: number) => number }): Shape[] {
  const apart = 13;
  const ends = series
    .flatMap(({ values, colour }) => {
      const value = values.at(-1) ?? null;
      return value === null ? [] : [{ value, colour, at: place.y(value) + 4 }];
    })
    .toSorted((a, b) => a.at - b.at);
  let last = Number.NEGATIVE_INFINITY;
  return ends.map(({ value, colour, at }) => {
    last = Math.max(at, last + apart);
    return text(formatShare(value), { x: place.x, y: last, fill: colour });
  });
}
