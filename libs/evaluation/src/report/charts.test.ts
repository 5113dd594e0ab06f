import { describe, expect, it } from 'vitest';
import { barChart as drawBars, histogram as drawHistogram } from './charts.ts';
import { toSvg } from './drawing.ts';
import { trendChart } from './trend-chart.ts';

const barChart = (...given: Parameters<typeof drawBars>): string => toSvg(drawBars(...given));
const histogram = (...given: Parameters<typeof drawHistogram>): string => toSvg(drawHistogram(...given));

const widths = (svg: string): number[] =>
  [...svg.matchAll(/<rect [^>]*width="([\d.]+)"[^>]*fill="#2f6fb0"/g)].map((item) => Number(item[1]));

describe('bars', () => {
  it('are as long as their values, and never outside the axis', () => {
    const [none, half, all, beyond] = widths(
      barChart(
        't',
        [0, 0.5, 1, 1.7].map((value) => ({ label: 'x', value })),
      ),
    );
    expect(none).toBe(0);
    expect(half * 2).toBeCloseTo(all, 1);
    expect(beyond).toBe(all);
  });

  it('cut long labels and write markup in them as text', () => {
    const svg = barChart('<t>', [
      { label: '标签'.repeat(40), value: 0.5 },
      { label: '<b>&', value: 0.5 },
    ]);
    expect(svg).toContain('…');
    expect(svg).toContain('&lt;b&gt;&amp;');
    expect(svg).not.toContain('<b>');
  });
});

describe('a histogram', () => {
  it('counts each value once, ends included and outliers at the ends', () => {
    const svg = histogram('t', [-0.2, 0, 0.5, 0.5, 1, 1.2], []);
    const counts = [...svg.matchAll(/text-anchor="middle">(\d+)</g)].map((item) => Number(item[1]));
    expect(counts).toEqual([2, 2, 2]);
  });

  it('draws an empty axis for no values', () => {
    expect(widths(histogram('t', [], []))).toEqual([]);
  });

  it('puts marks where their values are', () => {
    const marks = [
      { label: 'low', at: 0.25, colour: '#000' },
      { label: 'high', at: 0.75, colour: '#000' },
    ];
    const xs = [...histogram('t', [], marks).matchAll(/<polyline points="([\d.]+),[^>]*dasharray/g)].map((item) =>
      Number(item[1]),
    );
    expect(xs).toEqual([205, 535]);
  });
});

describe('a trend', () => {
  const colours = { colour: '#000' };

  it('leaves gaps out and writes the newest values apart from each other', () => {
    const drawing = trendChart(
      't',
      ['a', 'b', 'c'],
      [
        { label: 'one', values: [0.5, null, 0.9], ...colours },
        { label: 'two', values: [null, null, 0.9], ...colours },
      ],
    );
    const dots = drawing.shapes.filter((shape) => shape.kind === 'dot');
    expect(dots).toHaveLength(3);
    const ends = drawing.shapes.filter((shape) => shape.kind === 'text' && shape.text === '90.0%');
    expect(ends).toHaveLength(2);
    const [first, second] = ends.map((shape) => (shape.kind === 'text' ? shape.y : 0));
    expect(second - first).toBeGreaterThanOrEqual(13);
  });

  it('names few enough dates, the newest always', () => {
    const labels = Array.from({ length: 30 }, (_, index) => `d${index}`);
    const drawing = trendChart('t', labels, [{ label: 'one', values: labels.map(() => 0.5), ...colours }]);
    const named = drawing.shapes.flatMap((shape) =>
      shape.kind === 'text' && shape.text.startsWith('d') ? [shape.text] : [],
    );
    expect(named.length).toBeLessThanOrEqual(8);
    expect(named.at(-1)).toBe('d29');
  });
});
