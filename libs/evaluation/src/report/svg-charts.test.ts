import { describe, expect, it } from 'vitest';
import { barChart, histogram } from './svg-charts.ts';

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
    const xs = [...histogram('t', [], marks).matchAll(/<line x1="([\d.]+)"[^>]*dasharray/g)].map((item) =>
      Number(item[1]),
    );
    expect(xs).toEqual([205, 535]);
  });
});
